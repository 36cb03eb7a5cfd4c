import type { Reading } from '../reading/reading.ts';
import type { Entry } from './entry.ts';
import type { Store } from './store.ts';

/** The Readings that are only in memory, in the order of arrival: first those that are dated, then the others. They leave in that order. */
export interface Unwritten {
  /** The position of the oldest. */
  readonly begin: number;
  /** The position after the newest. */
  readonly end: number;
  /** How many were dropped since the last `release`. */
  readonly dropped: number;
  /** How many have left memory since the start, written or dropped. */
  readonly leftMemory: number;
  push(meter: string, reading: Reading): void;
  /** Dates the Readings that have no date, in their order, until `wallTimeOf` returns undefined for one of them. */
  date(wallTimeOf: (meter: string, monotonicMs: number) => number | undefined): void;
  /** At most `most` of the dated ones, from `position` on. */
  from(position: number, most: number): readonly Entry[];
  /** Whether a Reading of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** Removes the oldest `count`, which are now on disk. */
  release(count: number): void;
  /** Changes all positions so that the oldest is at `begin`. */
  moveTo(begin: number): void;
}

/** Holds at most `most` Readings: if another one arrives, the oldest is dropped. */
export function createUnwritten(most: number): Unwritten {
  const dated: Omit<Entry, 'position'>[] = [];
  const undated: { readonly meter: string; readonly reading: Reading }[] = [];
  let leftMemory = 0;
  /** The wall times of each meter, for a fast `holds`. */
  const timesMs = new Map<string, Set<number>>();
  let begin = 0;
  let dropped = 0;

  function remove({ meter, atMs }: { readonly meter: string; readonly atMs?: number }): void {
    begin += 1;
    leftMemory += 1;
    if (atMs !== undefined) timesMs.get(meter)?.delete(atMs);
  }

  return {
    get begin() {
      return begin;
    },
    get end() {
      return begin + dated.length + undated.length;
    },
    get dropped() {
      return dropped;
    },
    get leftMemory() {
      return leftMemory;
    },
    push(meter, reading) {
      undated.push({ meter, reading });
      if (dated.length + undated.length <= most) return;
      const oldest = dated.shift() ?? undated.shift();
      if (oldest) remove(oldest);
      dropped += 1;
    },
    date(wallTimeOf) {
      let count = 0;
      for (const { meter, reading } of undated) {
        const atMs = wallTimeOf(meter, reading.monotonicMs);
        if (atMs === undefined) break;
        count += 1;
        dated.push({ meter, atMs, reading: { ...reading, monotonicMs: atMs } });
        const times = timesMs.get(meter);
        if (times) times.add(atMs);
        else timesMs.set(meter, new Set([atMs]));
      }
      undated.splice(0, count);
    },
    from(position, count) {
      const first = Math.max(position - begin, 0);
      return dated.slice(first, first + count).map((entry, index) => ({ position: begin + first + index, ...entry }));
    },
    holds: (meter, atMs) => timesMs.get(meter)?.has(atMs) ?? false,
    release(count) {
      for (const entry of dated.splice(0, count)) remove(entry);
      dropped = 0;
    },
    moveTo(to) {
      begin = to;
    },
  };
}

/**
 * Makes the positions of the Readings in memory follow those of a store that was just opened.
 * @param wasOpen whether a store was open before. If so, the new one may contain a commit that was reported as failed and must not be
 *   written again; or entries that another program wrote while this one did not have the lock.
 */
export function renumber(store: Store, unwritten: Unwritten, wasOpen: boolean): void {
  const end = store.end ?? 0;
  // Dropped Readings used up positions: they moved `begin` on by `dropped`.
  if (end <= unwritten.begin - unwritten.dropped) return;
  if (wasOpen && hasWritten(store, unwritten, end)) unwritten.release(end - unwritten.begin);
  else unwritten.moveTo(end);
}

/** Whether all entries of the store from `unwritten.begin` on are in memory as well, so that a commit has written them. */
function hasWritten(store: Store, unwritten: Unwritten, end: number): boolean {
  const written = unwritten.from(unwritten.begin, end - unwritten.begin);
  const stored = store.entries(unwritten.begin, written.length);
  const isSame = written.every(({ meter, atMs }, at) => stored[at]?.meter === meter && stored[at].atMs === atMs);
  return isSame && unwritten.begin + written.length === end;
}
