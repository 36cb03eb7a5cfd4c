import type { DatabaseSync } from 'node:sqlite';
import { minuteOf } from '../energy/minute.ts';
import { createBlocks } from './block.ts';
import { createDayFold, type DayFold, type PlacedRecord } from './day-fold.ts';
import type { Entry } from './entry.ts';
import { createMinuteGap, type MinuteGap, newestMinute } from './minute-gap.ts';
import { transact } from './sqlite.ts';
import { limitPositions, newestRows, recordIn, storedDay, writeDays } from './stored-days.ts';

/** How many entries are added between two looks at the time. */
const MOST_ENTRIES = 500;
const MINUTES_A_DAY = 1_440;
/** While a journal is taken over, days are written once this many of them are made: a kill takes no more of the work. */
const MOST_CHANGED_DAYS = 30;
/** About how many minutes can be read while one entry is unpacked. */
const MINUTES_AN_ENTRY = 5;

/** What of the journal is not in its days yet. */
export interface DayBacklog {
  /** How many days it spans. */
  readonly days: number;
  /** How much is done, from 0 to 1. */
  readonly progress: number;
}

/**
 * The days that a database keeps for ever. They follow the entries by position: those of a commit are added in memory, as
 * long as all before them have been added. Otherwise they wait until `catchUp` has come to them. The position goes on after
 * the greatest one in the table, so that a kill at any moment neither loses an entry nor counts it twice. Where the blocks
 * are gone, as in a journal of version 0.1, days are made of the minutes.
 *
 * They are only written when a day is over, before a stop, and when the meter seems to be another one, since each write wears
 * an SD card. What a kill takes is made again from the blocks.
 */
export interface Days {
  /** Reads where the days stand. Call it before a commit, outside of its transaction. */
  load(): void;
  /** Adds entries that are committed. */
  take(entries: readonly Entry[]): void;
  /** Writes what changed if a day is over, within the transaction of a commit, before its entries are taken. */
  writeIfDue(): boolean;
  /** Is called when that transaction is committed. */
  written(): void;
  /** Writes what changed, in a transaction of its own. */
  save(): void;
  /** Adds entries that wait, or the minutes of deleted ones, as long as there is time; a part at least. */
  catchUp(hasTime: () => boolean): DayBacklog | undefined;
}

/** @param bounds the positions of the oldest entry in the blocks, and after the newest one */
export function createDays(
  db: DatabaseSync,
  bounds: { readonly begin: number | undefined; readonly end: number | undefined },
): Days {
  // Whoever reads all of the journal says which blocks are damaged.
  const blocks = createBlocks(db, () => {});
  const folds = new Map<string, DayFold>();
  let position: number | undefined;
  let gap: MinuteGap | undefined;
  let backlog: { readonly days: number; readonly work: number } | undefined;

  /** The position of the next entry to add. */
  function next(): number {
    position ??= loaded();
    return position;
  }

  function loaded(): number {
    const end = bounds.end ?? 0;
    let rows = [...newestRows(db).values()];
    if (rows.some((row) => row.position >= end)) {
      transact(db, () => limitPositions(db, end));
      rows = [...newestRows(db).values()];
    }
    for (const row of rows) {
      const record = recordIn(row);
      foldOf(row.meter, record && { position: row.position, record });
    }
    // Without days all minutes are to be added, also those before the oldest block, whatever their positions are.
    if (rows.length === 0) return newestMinute(db) > 0 ? -1 : 0;
    return Math.max(...rows.map((row) => row.position)) + 1;
  }

  function foldOf(meter: string, present?: PlacedRecord): DayFold {
    const known = folds.get(meter);
    if (known) return known;
    const fold = createDayFold(present, (day) => storedDay(db, meter, day));
    folds.set(meter, fold);
    return fold;
  }

  function add(entries: readonly Entry[]): void {
    for (const { position: at, meter, atMs, reading } of entries) foldOf(meter).take(at, atMs, reading);
  }

  function writeChanged(): void {
    for (const [meter, fold] of folds) if (fold.changed.size > 0) writeDays(db, meter, fold.changed.values());
  }

  function written(): void {
    for (const fold of folds.values()) fold.written();
  }

  function changedDays(): number {
    return [...folds.values()].reduce((sum, { changed }) => sum + changed.size, 0);
  }

  function save(): void {
    if (changedDays() === 0) return;
    transact(db, writeChanged);
    written();
  }

  function firstInBlocks(): number {
    return bounds.begin ?? 0;
  }

  function addSome(): void {
    if (gap || next() < firstInBlocks()) {
      gap ??= createMinuteGap(db, firstInBlocks());
      if (gap.addSome(foldOf)) return;
      position = gap.before;
      gap = undefined;
      return;
    }
    const entries = blocks.entries(next(), MOST_ENTRIES);
    add(entries);
    // Blocks that cannot be read are passed over.
    position = (entries.at(-1)?.position ?? (bounds.end ?? 0) - 1) + 1;
  }

  /** How much waits, counted in minutes that are to be read, since an entry takes as long as several of them. */
  function work(): number {
    const [from, begin, end] = [next(), firstInBlocks(), bounds.end ?? 0];
    if (from < begin) gap ??= createMinuteGap(db, begin);
    return (gap?.minutesLeft ?? 0) + Math.max(0, end - Math.max(from, begin)) * MINUTES_AN_ENTRY;
  }

  function backlogNow(): typeof backlog {
    const left = work();
    if (left === 0) return undefined;
    const first = gap ? gap.firstMinute : minuteOf(blocks.entries(next(), 1)[0]?.atMs ?? 0);
    return { days: Math.ceil((newestMinute(db) - first) / MINUTES_A_DAY), work: left };
  }

  return {
    load: () => void next(),
    take(entries) {
      const [first] = entries;
      if (first?.position !== next()) return;
      add(entries);
      position = first.position + entries.length;
    },
    writeIfDue() {
      const isDayOver = [...folds.values()].some(({ changed }) => changed.size > 1);
      if (isDayOver) writeChanged();
      return isDayOver;
    },
    written,
    save,
    catchUp(hasTime) {
      backlog ??= backlogNow();
      if (!backlog) {
        if ([...folds.values()].some(({ hasJumped }) => hasJumped)) save();
        return undefined;
      }
      do addSome();
      while (work() > 0 && hasTime());
      const left = work();
      if (left === 0 || changedDays() >= MOST_CHANGED_DAYS) save();
      const { days, work: all } = backlog;
      if (left > 0) return { days, progress: Math.max(0, 1 - left / all) };
      backlog = undefined;
      return undefined;
    },
  };
}
