import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Language, Texts } from '../texts/texts.ts';
import type { Terminal } from './terminal.ts';

/** One run of a command: where it speaks, in which language, how long it may last. */
export interface Session {
  readonly terminal: Terminal;
  readonly language: Language;
  readonly texts: Texts;
  readonly env: Environment;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Ends with Ctrl-C, SIGTERM, or when nobody reads any more. */
  readonly life: AbortSignal;
}

/** A command that cannot be run as it was written; the message says why, in the user's language. */
export class UsageError extends Error {}

/** A command that came to nothing; the message says why, in the user's language. */
export class Failure extends Error {}

/** What the system has against it, in the user's words where there are any. */
export function systemReason(error: unknown, { texts }: Session): string {
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  return texts.cli.reason[code] ?? message;
}

/** What needs the journal needs a Node.js that has SQLite. @throws Failure */
export function requireSqlite({ texts }: Session): void {
  if (!isBuiltin('node:sqlite')) throw new Failure(texts.cli.nodeTooOld(process.version));
}

/** Environment variables, by name. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * The language to speak, before anything else is understood: `--language`, else that of the session (POSIX: LC_ALL before
 * LC_MESSAGES before LANG).
 */
export function languageOfSession(args: readonly string[], env: Environment): Language {
  const at = args.findIndex((arg) => arg === '--language' || arg.startsWith('--language='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (asked === 'fr' || asked === 'en') return asked;
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/**
 * Where the journal of the command line is when nobody says otherwise: where systemd has made a place for it
 * (StateDirectory=), root's in /var/lib, a user's where the XDG specification has state.
 */
export function stateFolder(env: Environment, isRoot: boolean): string {
  const [given] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (given) return given;
  if (isRoot && !env['XDG_STATE_HOME']) return '/var/lib/linky-tic';
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || '/', '.local/state'), 'linky-tic');
}
