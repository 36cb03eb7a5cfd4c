import type { DatabaseSync } from 'node:sqlite';
import type { Archive } from '../energy/archive.ts';
import type { Minute } from '../energy/minute.ts';
import { rowsAroundDamage } from './around-damage.ts';
import { entriesIn } from './block.ts';
import { JournalError } from './disk-trouble.ts';
import type { Entry } from './entry.ts';
import { refuseLinks } from './foreign-files.ts';
import type { ImportRecord } from './imports.ts';
import { becomeOwnerOf } from './journal-owner.ts';
import { type MinuteRow, minutesFrom, SELECT_MINUTES } from './minute-rows.ts';
import { readNote } from './notes.ts';
import { createDayReader } from './read-days.ts';
import { createImportReader } from './read-imports.ts';
import { minutesWithin } from './read-minutes.ts';
import { readLinesOf } from './register-lines.ts';
import { versionIn } from './schema.ts';
import { loadSqlite } from './sqlite.ts';
import { toldPrm } from './told-prm.ts';
import { createToldReader } from './told-rows.ts';

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
 * Opens the journal at `path` to read it. Until it is disposed of, root is the owner of the journal (`becomeOwnerOf`), since SQLite
 * makes files beside a database also where it only reads.
 * @throws JournalError `newer`, `foreign`, `link`, or what SQLite throws
 */
export function openReadOnlyJournal(path: string): ReadOnlyJournal {
  const owned = becomeOwnerOf(path);
  let db: DatabaseSync | undefined;
  const close = () => {
    db?.close();
    owned[Symbol.dispose]();
  };
  try {
    refuseLinks(owned.path);
    db = new (loadSqlite().DatabaseSync)(owned.path, { readOnly: true });
    db.exec('PRAGMA busy_timeout = 2000');
    if (versionIn(db) === 'empty') throw new JournalError('foreign', 'it has no tables');
    return journalIn(db, close);
  } catch (error) {
    close();
    throw error;
  }
}

function journalIn(db: DatabaseSync, close: () => void): ReadOnlyJournal {
  const toldOf = createToldReader(db);
  const firstMinute = db.prepare('SELECT minute FROM minute WHERE minute >= ? ORDER BY minute LIMIT 1');
  const minutes = db.prepare(SELECT_MINUTES);
  const meters = db.prepare('SELECT DISTINCT meter FROM minute WHERE minute >= ? AND minute < ?');
  const next = db.prepare(
    'SELECT position, body FROM block WHERE position > ? AND last_ms >= ? ORDER BY position LIMIT 1',
  );

  /** What `read` finds in the minutes [from, to), without those that are damaged. */
  function inMinutes<T>(
    [from, to]: readonly [number, number],
    read: (from: number, to: number) => readonly T[],
  ): readonly T[] {
    const table = {
      first: (at: number) => (at < to ? (firstMinute.get(at)?.['minute'] as number | undefined) : undefined),
      within: (at: number, end: number) => read(at, Math.min(end, to)),
    };
    return rowsAroundDamage(table, from);
  }

  function minutesOf(meter: string, fromMs: number, toMs: number): readonly Minute[] {
    const rows = inMinutes(minutesWithin(fromMs, toMs), (at, end) => minutes.all(at, end, meter));
    return minutesFrom(rows as unknown as MinuteRow[], toldOf);
  }

  const note = (name: string) => readNote(db, name);
  const dayReader = createDayReader(db, minutesOf);
  const importReader = createImportReader(db);

  return {
    get meters() {
      const rows = inMinutes([0, Number.MAX_SAFE_INTEGER], (from, to) => meters.all(from, to));
      return [
        ...new Set([...rows.map(({ meter }) => String(meter)), ...dayReader.meters, ...importReader.meters]),
      ].toSorted();
    },
    minutes: minutesOf,
    days: (meter, from, to) => dayReader.days(meter, from, to),
    importedDays: importReader.importedDays,
    imports: importReader.imports,
    registerLines: (meter) => readLinesOf(db, meter),
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
    [Symbol.dispose]: close,
  };
}
