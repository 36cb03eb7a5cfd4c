import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Archive } from '../energy/archive.ts';
import { MINUTE_MS } from '../energy/minute.ts';
import { readAroundDamage } from './around-damage.ts';
import { entriesIn } from './block.ts';
import { isAboutContent, JournalError } from './disk-trouble.ts';
import type { Entry } from './entry.ts';
import { givenRowsIn, hasGivenMinutes } from './given-minutes.ts';
import type { ImportRecord } from './imports.ts';
import { type EndedPeriods, type MinuteRow, minutesOf, SELECT_MINUTES, type SumsRow } from './minute.ts';
import type { StoredMinute } from './minutes-to-days.ts';
import { createNotedPeriods } from './noted-periods.ts';
import { createDayReader } from './read-days.ts';
import { createImportReader } from './read-imports.ts';
import { readNote } from './read-note.ts';
import { versionIn } from './schema.ts';
import { loadSqlite } from './sqlite.ts';
import { endedPeriodsIn } from './tariff-changes.ts';
import { toldPrm } from './told-prm.ts';

/** A journal that is opened to be read only. The plugin may write to it at the same time and is not disturbed. */
export interface ReadOnlyJournal extends Archive, Disposable {
  /** The slugs of the meters that have minutes, days or imports. Those that are damaged on the disk are left out, here and below. */
  readonly meters: readonly string[];
  /** The imports of a meter, in the order in which they were made. */
  imports(meter: string): readonly ImportRecord[];
  /** The number of a meter's supply point (PRM), where a recent frame or an import has told it. */
  prm(meter: string): string | undefined;
  /** The committed text of the note with this name, such as `memoryNote` gives. */
  note(name: string): string | undefined;
  /** The committed entries from a wall time on, by position. Blocks that cannot be unpacked are left out. */
  entries(fromMs: number): Generator<Entry, void>;
  /** The newest committed entry. */
  readonly newest: Entry | undefined;
}

/**
 * Opens the journal at `path` to read it. It also reads one that only an early version has written.
 * @throws JournalError `newer`, `foreign`, or what SQLite throws
 */
export function openReadOnlyJournal(path: string): ReadOnlyJournal {
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true });
  try {
    db.exec('PRAGMA busy_timeout = 2000');
    if (versionIn(db) === 'empty') throw new JournalError('foreign', 'it has no tables');
    return journalIn(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function journalIn(db: DatabaseSync): ReadOnlyJournal {
  const firstMinute = firstIn('minute');
  const minutes = db.prepare(SELECT_MINUTES);
  const meters = db.prepare('SELECT DISTINCT meter FROM minute WHERE minute >= ? AND minute < ?');
  const next = db.prepare(
    'SELECT position, body FROM block WHERE position > ? AND last_ms >= ? ORDER BY position LIMIT 1',
  );

  function firstIn(table: 'minute' | 'given_minute'): StatementSync {
    return db.prepare(`SELECT minute FROM ${table} WHERE minute >= ? ORDER BY minute LIMIT 1`);
  }

  /** What `read` finds in the minutes [from, to), without those that are damaged. */
  function inMinutes<T>(
    first: StatementSync,
    [from, to]: readonly [number, number],
    read: (from: number, to: number) => readonly T[],
  ): readonly T[] {
    const table = {
      first: (at: number) => (at < to ? (first.get(at)?.['minute'] as number | undefined) : undefined),
      within: (at: number, end: number) => read(at, Math.min(end, to)),
    };
    return [...readAroundDamage(table, from)].flatMap((range) => (range.kind === 'read' ? range.rows : []));
  }

  /** Where the changes of the period are damaged, the energy of a minute counts for its last period. */
  function endedPeriods(from: number, to: number, meter: string): ReadonlyMap<number, EndedPeriods> {
    try {
      return endedPeriodsIn(db, from, to, meter);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      return new Map();
    }
  }

  function givenRows(from: number, to: number, meter: string): ReadonlyMap<number, SumsRow> {
    if (!hasGivenMinutes(db)) return new Map();
    return new Map(inMinutes(firstIn('given_minute'), [from, to], (at, end) => [...givenRowsIn(db, at, end, meter)]));
  }

  /** A meter's minutes from one on, in the order of time. */
  function* minutesFrom(meter: string, minute: number): Generator<StoredMinute> {
    const table = {
      first: (at: number) => firstMinute.get(at)?.['minute'] as number | undefined,
      within: (at: number, end: number) => minutes.all(at, end, meter) as unknown as StoredMinute['row'][],
    };
    for (const range of readAroundDamage(table, minute)) {
      const rows = range.kind === 'read' ? range.rows : [];
      const [from, to] = [rows[0]?.minute ?? 0, (rows.at(-1)?.minute ?? -1) + 1];
      const [ended, given] = [endedPeriods(from, to, meter), givenRows(from, to, meter)];
      for (const row of rows) yield { row, ended: ended.get(row.minute) ?? [], given: given.get(row.minute) };
    }
  }

  const note = (name: string) => readNote(db, name);
  const dayReader = createDayReader(db, minutesFrom, createNotedPeriods(note));
  const importReader = createImportReader(db);

  return {
    get meters() {
      const rows = inMinutes(firstMinute, [0, Number.MAX_SAFE_INTEGER], (from, to) => meters.all(from, to));
      return [
        ...new Set([...rows.map(({ meter }) => String(meter)), ...dayReader.meters, ...importReader.meters]),
      ].toSorted();
    },
    minutes(meter, fromMs, toMs) {
      const [from, to] = [Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
      const rows = inMinutes(firstMinute, [from - 1, to], (at, end) => minutes.all(at, end, meter));
      const parts = { ended: endedPeriods(from, to, meter), given: givenRows(from - 1, to, meter) };
      return minutesOf(rows as unknown as MinuteRow[], parts, fromMs);
    },
    days: (meter, from, to) => dayReader.days(meter, from, to),
    importedDays: importReader.importedDays,
    imports: importReader.imports,
    periodOfRegister: dayReader.periodOfRegister,
    prm: (meter) => toldPrm(db, meter) ?? importReader.imports(meter).findLast(({ prm }) => prm !== undefined)?.prm,
    note,
    *entries(fromMs) {
      for (let row = next.get(-1, fromMs); row; row = next.get(Number(row['position']), fromMs)) {
        yield* entriesIn(row).filter(({ atMs }) => atMs >= fromMs);
      }
    },
    get newest() {
      const row = db.prepare('SELECT position, body FROM block ORDER BY position DESC LIMIT 1').get();
      return row && entriesIn(row).at(-1);
    },
    [Symbol.dispose]: () => db.close(),
  };
}
