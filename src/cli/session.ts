import { isBuiltin } from 'node:module';
import type { Clock } from '../clock.ts';
import type { Language, Texts } from '../texts/texts.ts';
import type { Environment } from './language.ts';
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
export function reasonOf(error: unknown, { texts }: Session): string {
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>;
  return texts.cli.reason[code] ?? message;
}

/** What needs the journal needs a Node.js that has SQLite. @throws Failure */
export function requireSqlite({ texts }: Session): void {
  if (!isBuiltin('node:sqlite')) throw new Failure(texts.cli.nodeTooOld(process.version));
}
