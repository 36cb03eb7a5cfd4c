import { dirname, join } from 'node:path';
import { DAY_MS, dayOfDate, parisInstant } from '../base/paris-time.ts';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { isJournalAt, rescuedText } from '../journal/readable.ts';
import { Failure, requireSqlite, type Session, stateFolder, systemReason, UsageError } from './session.ts';

/** The options that select a journal, and how much of it. */
export interface JournalSelection {
  /** The folder of the journal. */
  readonly storage?: string;
  readonly since?: string;
}

/** The file of the selected journal. */
export function journalPath({ storage }: JournalSelection, { env }: Session): string {
  return join(storage ?? stateFolder(env, process.getuid?.() === 0), JOURNAL_FILE);
}

/**
 * Opens the selected journal for reading.
 * @throws Failure
 */
export function openSelectedJournal(selection: JournalSelection, session: Session): ReadOnlyJournal {
  const path = journalPath(selection, session);
  requireSqlite(session);
  try {
    if (!isJournalAt(path)) throw new Failure(session.texts.cli.history.noJournal(dirname(path)));
    return openReadOnlyJournal(path, session.clock.wall);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(session.texts.cli.history.cannotOpen(path, systemReason(error, session)));
  }
}

/** Remarks, after a journal was read, if not all of it came from its database. */
export function remarkRescued(archive: ReadOnlyJournal, selection: JournalSelection, session: Session): void {
  const says = rescuedText(archive, journalPath(selection, session), session.texts.journal);
  if (says !== undefined) session.terminal.remark(says);
}

/**
 * The time that `--since` names, in ms since 1970; undefined without that option.
 * @throws UsageError
 */
export function sinceMsOf({ since }: JournalSelection, { clock, texts }: Session): number | undefined {
  if (since === undefined) return undefined;
  const fromMs = sinceMoment(since, clock.wall());
  if (fromMs === undefined) throw new UsageError(texts.cli.usage.since(since));
  return fromMs;
}

/** The units of `--since`, in English and in French (`7j`: jours, `4s`: semaines, `1a`: ans). */
const UNITS_MS: { readonly [unit: string]: number } = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  j: DAY_MS,
  w: 7 * DAY_MS,
  s: 7 * DAY_MS,
  y: 366 * DAY_MS,
  a: 366 * DAY_MS,
};

/**
 * The time that the text of `--since` means: a time before now (`90m`, `2h`, `7d`, `4w`, `1y`, or `7j`, `4s`, `1a`), or a date in Paris
 * (`2026-11-25`, `2026-11-25T18:30`), whatever the machine's time zone. Undefined if it is neither.
 */
export function sinceMoment(text: string, nowMs: number): number | undefined {
  const [, many, unit = ''] = /^(\d{1,6})([a-z]+)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (many !== undefined && unitMs !== undefined) return nowMs - Number(many) * unitMs;
  const [, date = '', hour = '0', minute = '0'] = /^([\d-]+)(?:[T ]([01]\d|2[0-3]):([0-5]\d))?$/.exec(text) ?? [];
  const day = dayOfDate(date);
  return day === undefined ? undefined : parisInstant(day, Number(hour) * 3600 + Number(minute) * 60);
}
