import type { DatabaseSync } from 'node:sqlite';
import { parisDayOf } from '../base/paris-time.ts';
import { BUILT_AT_MS } from '../base/plugin-names.ts';
import type { Archive } from '../energy/archive.ts';
import type { Minute } from '../energy/minute.ts';
import { sumOfWh } from '../energy/watt-hours.ts';
import type { RegisterLine } from '../reading/periods.ts';
import { readAroundDamage, rowsAroundDamage } from './around-damage.ts';
import { entriesIn } from './block.ts';
import { unlessDamaged } from './disk-trouble.ts';
import type { Entry } from './entry.ts';
import type { ImportRecord } from './imports.ts';
import { type PerhapsLate, perhapsLate } from './late-clock.ts';
import { endOfToday, type Later, laterIn } from './later.ts';
import {
  endedGaps,
  type MinuteRow,
  minutesFrom,
  SELECT_GAPS,
  SELECT_MINUTES,
  SUM_MINUTES,
  type SumRow,
} from './minute-rows.ts';
import { newestPrm } from './newest-prm.ts';
import { readNote } from './notes.ts';
import { createDayReader, type DayReader } from './read-days.ts';
import { createImportReader, type ImportReader } from './read-imports.ts';
import { minutesWithin } from './read-minutes.ts';
import { COMPLETELY, type HowToRead, openReadable, type Readable, type Rescued } from './readable.ts';
import { readLinesOf } from './register-lines.ts';
import { createToldReader } from './told-rows.ts';

/** A journal that is opened for reading only. The plugin may write to it at the same time and is not disturbed. */
export interface ReadOnlyJournal extends Archive, Disposable {
  /** The slugs of the meters that have minutes, days or imports. Damaged rows are left out, here and below. */
  readonly meters: readonly string[];
  /** The imports of a meter, in the order in which they were made. */
  imports(meter: string): readonly ImportRecord[];
  /** The number of a meter's supply point (PRM), if a recent frame or an import contains it. */
  prm(meter: string): string | undefined;
  /** The committed text of the note with this name, such as one that `memoryNote` returns. */
  note(name: string): string | undefined;
  /** The committed entries from a wall time on, by position, none later than today. Blocks that cannot be read or unpacked are left out. */
  entries(fromMs: number): Generator<Entry, void>;
  /** The newest committed entry that is not later than today; undefined if it cannot be read. */
  readonly newest: Entry | undefined;
  /** What is later than now and therefore not shown anywhere; undefined if there is nothing. */
  readonly later: Later | undefined;
  /** Set if later entries suggest that the clock is late. */
  readonly perhapsLate: PerhapsLate | undefined;
  /** Why days, imports and the other irreplaceable rows do not come from the database alone; undefined as long as they do. */
  readonly rescued: Rescued | undefined;
  /**
   * Writes a copy of the database as it is at this moment to `file`, whatever is written to it meanwhile. The files that are made belong to
   * the user who started this process.
   * @throws what SQLite throws, also if the file exists, or if the database is damaged
   */
  copyTo(file: string): void;
}

/** A clock that is not set: no day counts as later than today. */
const UNSET = () => 0;

/**
 * Opens the journal at `path` for reading. If the database is gone, truncated or damaged, what can be read of it is completed from its
 * second copy, in memory: nothing on the disk is changed. SQLite makes files next to a database even for reading; if root reads, it gives
 * them the owner of the database. Nothing later than today is read, except for `later`.
 * @param wall the wall clock; without it nothing is hidden
 * @param how as completely as possible, unless given
 * @throws JournalError `newer`, `foreign`, or what SQLite throws if neither the database nor a second copy can be read
 */
export function openReadOnlyJournal(
  path: string,
  wall: () => number = UNSET,
  how: HowToRead = COMPLETELY,
): ReadOnlyJournal {
  const file = openReadable(path, how);
  try {
    return journalIn(file, wall);
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
}

function journalIn(file: Readable, wall: () => number): ReadOnlyJournal {
  const { db } = file;
  const toldOf = createToldReader(db);
  const toldUnlessDamaged = (id: number | null) => unlessDamaged(() => toldOf(id));
  const firstMinute = db.prepare('SELECT minute FROM minute WHERE minute >= ? ORDER BY minute LIMIT 1');
  const minutes = db.prepare(SELECT_MINUTES);
  const sums = db.prepare(SUM_MINUTES);
  const gaps = db.prepare(SELECT_GAPS);
  const meters = db.prepare('SELECT DISTINCT meter FROM minute WHERE minute >= ? AND minute < ?');
  const firstBlock = db.prepare('SELECT position FROM block WHERE position >= ? ORDER BY position LIMIT 1');
  const blocks = db.prepare(
    'SELECT position, body FROM block WHERE position >= ? AND position < ? AND last_ms >= ? ORDER BY position',
  );

  /** What `read` finds in the minutes [from, to), without the damaged ones. */
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
    return minutesFrom(rows as unknown as MinuteRow[], toldUnlessDamaged);
  }

  const shownWithin = (fromMs: number, toMs: number) => minutesWithin(fromMs, Math.min(toMs, endMs()));
  const endMs = () => endOfToday({ wall, builtAtMs: BUILT_AT_MS });
  const kept = <T>(read: (reader: KeptReader) => T) => file.kept((one) => read(keptReaderOf(one)));
  const keptReaderOf = lastOf(
    (one: DatabaseSync): KeptReader => ({
      days: createDayReader(one, minutesOf),
      imports: createImportReader(one),
      lines: (meter) => readLinesOf(one, meter),
      note: (name) => readNote(one, name),
    }),
  );

  return {
    get meters() {
      const rows = inMinutes([0, Number.MAX_SAFE_INTEGER], (from, to) => meters.all(from, to));
      const others = kept(({ days, imports }) => [...days.meters, ...imports.meters]);
      return [...new Set([...rows.map(({ meter }) => String(meter)), ...others])].toSorted();
    },
    minutes: (meter, fromMs, toMs) => minutesOf(meter, fromMs, Math.min(toMs, endMs())),
    countedMinutes: (meter) => ({
      countedIn(fromMs, toMs) {
        const parts = inMinutes(shownWithin(fromMs, toMs), (at, end) =>
          sums.all(at, end, meter),
        ) as unknown as SumRow[];
        const [drawn, given] = [parts.flatMap(({ wh }) => wh ?? []), parts.flatMap(({ given }) => given ?? [])];
        return {
          ...(drawn.length > 0 && { energyWh: sumOfWh(drawn) }),
          ...(given.length > 0 && { givenWh: sumOfWh(given) }),
        };
      },
      gapsIn(fromMs, toMs) {
        const rows = inMinutes(shownWithin(fromMs, toMs), (at, end) => gaps.all(at, end, meter));
        return (rows as unknown as MinuteRow[]).flatMap(endedGaps);
      },
    }),
    days: (meter, from, to) => kept(({ days }) => days.days(meter, from, Math.min(to, parisDayOf(endMs() - 1)))),
    importedDays: (meter) => kept(({ imports }) => imports.importedDays(meter)),
    imports: (meter) => kept(({ imports }) => imports.imports(meter)),
    registerLines: (meter) => kept(({ lines }) => lines(meter)),
    prm: (meter) =>
      newestPrm(db, meter) ??
      kept(({ imports }) => imports.imports(meter).findLast(({ prm }) => prm !== undefined)?.prm),
    note: (name) => kept(({ note }) => note(name)),
    *entries(fromMs) {
      const toMs = endMs();
      const table = {
        first: (from: number) => firstBlock.get(from)?.['position'] as number | undefined,
        within: (from: number, to: number) => blocks.all(from, to, fromMs),
      };
      // One block at a time, so that blocks that are committed in the meantime are included.
      for (const range of readAroundDamage(table, 0, 1)) {
        if (range.kind === 'damaged') continue;
        for (const row of range.rows) yield* entriesIn(row).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      }
    },
    get newest() {
      const toMs = endMs();
      const select = db.prepare('SELECT position, body FROM block WHERE first_ms < ? ORDER BY position DESC LIMIT 1');
      const row = unlessDamaged(() => select.get(toMs));
      return row && entriesIn(row).findLast(({ atMs }) => atMs < toMs);
    },
    get later() {
      const nowMs = wall();
      return nowMs > BUILT_AT_MS ? file.kept((one) => laterIn(one, nowMs)) : undefined;
    },
    get perhapsLate() {
      const nowMs = wall();
      return nowMs > BUILT_AT_MS ? file.kept((one) => perhapsLate(one, nowMs)) : undefined;
    },
    get rescued() {
      return file.rescued;
    },
    copyTo: (to) => void db.prepare('VACUUM INTO ?').run(to),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

/** Reads the rows that are irreplaceable. */
interface KeptReader {
  readonly days: DayReader;
  readonly imports: ImportReader;
  readonly lines: (meter: string) => readonly RegisterLine[];
  readonly note: (name: string) => string | undefined;
}

/** A function that remembers its last result, as long as it is called with the same argument. */
function lastOf<A, T>(make: (argument: A) => T): (argument: A) => T {
  let last: { readonly argument: A; readonly made: T } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, made: make(argument) };
    return last.made;
  };
}
