import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { JOURNAL_FILE } from '../settings.ts';
import { Failure, requireSqlite, type Session, stateFolder, systemReason, UsageError } from './session.ts';

export interface ArchiveOptions {
  /** The folder that the journal is in. */
  readonly storage?: string;
  readonly since?: string;
}

/** The moment that `--since` names. @throws UsageError */
export function sinceIn({ since }: ArchiveOptions, { clock, texts }: Session): number | undefined {
  if (since === undefined) return undefined;
  const fromMs = sinceMoment(since, clock.wall());
  if (fromMs === undefined) throw new UsageError(texts.cli.usage.since(since));
  return fromMs;
}

export function journalPath({ storage }: ArchiveOptions, { env }: Session): string {
  return join(storage ?? stateFolder(env, process.getuid?.() === 0), JOURNAL_FILE);
}

/** Opens the journal to read it. @throws Failure */
export function archiveIn(options: ArchiveOptions, session: Session): ReadOnlyJournal {
  const path = journalPath(options, session);
  requireSqlite(session);
  try {
    if (!statSync(path, { throwIfNoEntry: false }))
      throw new Failure(session.texts.cli.history.noJournal(dirname(path)));
    return openReadOnlyJournal(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(session.texts.cli.history.cannotOpen(path, systemReason(error, session)));
  }
}

/** Units of `--since`, in days but for hours and minutes. */
const UNITS_MS: { readonly [unit: string]: number } = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  j: 86_400_000,
  w: 7 * 86_400_000,
  y: 366 * 86_400_000,
};

/**
 * The moment that `--since` names: so long ago (`90m`, `2h`, `7d`, `4w`, `1y`; `j` is a day too) or a date of this
 * machine's calendar (`2026-11-25`, `2026-11-25T18:30`). Undefined when it is neither.
 */
export function sinceMoment(text: string, nowMs: number): number | undefined {
  const [, many, unit = ''] = /^(\d{1,6})([a-z]+)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (many !== undefined && unitMs !== undefined) return nowMs - Number(many) * unitMs;
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?$/.test(text)) return undefined;
  const at = new Date(text.length === 10 ? `${text}T00:00` : text);
  // A day that its month does not have would be one of the next month.
  return at.getDate() === Number(text.slice(8, 10)) ? at.getTime() : undefined;
}
