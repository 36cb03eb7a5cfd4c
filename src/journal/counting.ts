import type { DatabaseSync } from 'node:sqlite';
import { beginningOfDay, parisDayOf } from '../base/paris-time.ts';
import { followFrame, type MeterState } from '../energy/meter-state.ts';
import { minuteOf } from '../energy/minute.ts';
import { addReading, emptyMinute, type MinuteCount } from '../energy/minute-count.ts';
import type { Entry } from './entry.ts';
import { countIn, type MinuteRow, parametersOf, WRITE_MINUTE } from './minute-rows.ts';
import { createOpenDays, type MeterOnDisk, minutesIn, type OpenDays } from './open-days.ts';
import { transact } from './sqlite.ts';
import { createToldReader, createToldWriter, type ToldOf } from './told-rows.ts';

/**
 * Counts entries into minutes and days, within the transactions of their commits: the chain of each meter's indexes is kept in memory, and
 * each minute that has grown is written as a whole. So after a kill at any moment there is nothing to reconstruct.
 */
export interface Counting {
  /** Counts the entries of the block that begins at position `block`. */
  add(entries: readonly Entry[], block: number): void;
  /** Closes each open day that begins no later than this minute, so that its minutes can be deleted. */
  closeTo(minute: number): void;
  /** Discards what is in memory about the meters, so that it is read from the disk again. */
  forget(): void;
  /** Does work in a transaction of the database. If the transaction is rolled back, what was counted in it is discarded. */
  inTransaction<T>(work: () => T): T;
}

/** The state of counting one meter. */
interface MeterCount {
  readonly meter: string;
  state: MeterState;
  /** Whether the chain of its indexes began anew since the last commit. */
  isAnew: boolean;
  /** The open day. */
  day: number | undefined;
  /** The minute that was counted last, and the blocks in which it begins and ends. */
  minute: { readonly count: MinuteCount; readonly first: number; last: number; isWritten: boolean } | undefined;
}

/** The state of all meters, as long as no transaction is rolled back. */
interface Known {
  readonly openDays: OpenDays;
  readonly toldOf: ToldOf;
  readonly meters: Map<string, MeterCount>;
}

export function createCounting(db: DatabaseSync): Counting {
  const toldId = createToldWriter(db);
  const writeMinute = db.prepare(WRITE_MINUTE);
  const oneMinute = db.prepare('SELECT * FROM minute WHERE minute = ? AND meter = ?');
  let known: Known | undefined;
  /** The day of the last entry, from its beginning to its end. It saves computing the number of the day for each entry. */
  let today = { day: 0, fromMs: 0, toMs: 0 };

  function dayAt(atMs: number): number {
    if (atMs < today.fromMs || atMs >= today.toMs) {
      const day = parisDayOf(atMs);
      today = { day, fromMs: beginningOfDay(day), toMs: beginningOfDay(day + 1) };
    }
    return today.day;
  }

  function knownNow(): Known {
    if (known) return known;
    const openDays = createOpenDays(db);
    const meters = Array.from(openDays.read(), ([meter, onDisk]) => [meter, countFrom(meter, onDisk)] as const);
    known = { openDays, toldOf: createToldReader(db), meters: new Map(meters) };
    return known;
  }

  function countOf(meter: string): MeterCount {
    const { meters } = knownNow();
    const count = meters.get(meter) ?? countFrom(meter, { counted: {} });
    meters.set(meter, count);
    return count;
  }

  function take({ meter, atMs, reading }: Entry, block: number): void {
    const count = countOf(meter);
    const day = dayAt(atMs);
    if (day !== count.day) {
      closeDay(count);
      count.day = day;
      const dayWh = knownNow().openDays.open(meter, day, count.state.chain);
      count.state = { ...count.state, dayWh };
    }
    // The previous minute is written with what the meter had reported by then.
    const minute = minuteAt(count, minuteOf(atMs), block);
    const { state, increment, isAnew } = followFrame(count.state, atMs, reading);
    count.state = state;
    count.isAnew ||= isAnew;
    addReading(minute, reading, increment);
    if (increment) minute.untilMs = atMs;
  }

  function minuteAt(count: MeterCount, minute: number, block: number): MinuteCount {
    if (count.minute?.count.minute !== minute) {
      saveMinute(count);
      const row = oneMinute.get(minute, count.meter) as unknown as MinuteRow | undefined;
      const begun = row ? countIn(row, knownNow().toldOf) : emptyMinute(minute);
      count.minute = { count: begun, first: row?.first_block ?? block, last: block, isWritten: false };
    }
    count.minute.last = block;
    count.minute.isWritten = false;
    return count.minute.count;
  }

  function saveMinute({ meter, state: { told }, minute }: MeterCount): void {
    if (!minute || minute.isWritten) return;
    const { count, first, last } = minute;
    writeMinute.run(parametersOf(count, { meter, told: toldId(meter, told), first, last }));
    minute.isWritten = true;
  }

  function closeDay(count: MeterCount): void {
    const { meter, day } = count;
    saveMinute(count);
    count.minute = undefined;
    count.day = undefined;
    if (day !== undefined) knownNow().openDays.close(meter, day, count.state.chain);
  }

  return {
    add(entries, block) {
      for (const entry of entries) take(entry, block);
      const presentDay = dayAt(entries.at(-1)?.atMs ?? 0);
      for (const count of knownNow().meters.values()) {
        saveMinute(count);
        if (count.day !== presentDay) closeDay(count);
        else if (count.isAnew) knownNow().openDays.rebase(count.meter, presentDay, count.state.chain);
        count.isAnew = false;
      }
    },
    closeTo(minute) {
      const due = [...knownNow().meters.values()].filter(
        ({ day }) => day !== undefined && minutesIn(day).from <= minute,
      );
      due.forEach(closeDay);
      // The transaction may still be rolled back, so the state is read from the disk again.
      if (due.length > 0) known = undefined;
    },
    forget() {
      known = undefined;
    },
    inTransaction(work) {
      try {
        return transact(db, work);
      } catch (error) {
        known = undefined;
        throw error;
      }
    },
  };
}

function countFrom(meter: string, { day, counted, chain, told = {} }: MeterOnDisk): MeterCount {
  const state = { chain, told, dayWh: counted.energyWh ?? 0, lastWh: 0 };
  return { meter, state, isAnew: false, day, minute: undefined };
}
