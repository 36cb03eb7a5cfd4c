import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { knownLanguage, type Language, languageFor } from '../texts/languages.ts';
import type { Texts } from '../texts/texts.ts';
import type { Terminal } from './terminal.ts';

/** What a command runs with: the terminal, the language, the environment, and the signal that ends it. */
export interface Session {
  readonly terminal: Terminal;
  readonly language: Language;
  readonly texts: Texts;
  readonly env: Environment;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Aborted by Ctrl-C, by SIGTERM, or when the reader of a pipe has ended. */
  readonly life: AbortSignal;
}

/** The command line is wrong. The message says why, in the user's language. */
export class UsageError extends Error {}

/** A command has failed. The message says why, in the user's language; it is empty if that has already been printed. */
export class Failure extends Error {}

/** The reason for an error of the system, in the user's language if we have words for its code. */
export function systemReason(error: unknown, { texts }: Session): string {
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  return texts.cli.reason[code] ?? message;
}

/**
 * Checks that this Node.js has SQLite, without which there is no journal.
 * @throws Failure
 */
export function requireSqlite({ texts }: Session): void {
  if (!isBuiltin('node:sqlite')) throw new Failure(texts.cli.nodeTooOld(process.version));
}

/** Environment variables, by name. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * The language for all output, found before the command line is parsed: that of `--language`, or else that of the user's
 * locale (POSIX: LC_ALL before LC_MESSAGES before LANG).
 */
export function languageOfSession(args: readonly string[], env: Environment): Language {
  const at = args.findIndex((arg) => arg === '--language' || arg.startsWith('--language='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  return knownLanguage(asked) ?? languageFor(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']);
}

/**
 * The folder of the command line's own journal, without `--storage`: the StateDirectory= of systemd, /var/lib/linky-tic for
 * root, or else the user's state folder as the XDG specification defines it.
 */
export function stateFolder(env: Environment, isRoot: boolean): string {
  const [given] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (given) return given;
  if (isRoot && !env['XDG_STATE_HOME']) return '/var/lib/linky-tic';
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || '/', '.local/state'), 'linky-tic');
}
