import type { Reading } from '../reading.ts';
import type { Entry } from './entry.ts';

/** The readings that are in memory only, in the order they came: first those that have their wall time, then the rest. */
export interface Tail {
  /** Position of the oldest. */
  readonly begin: number;
  /** Position after the newest. */
  readonly end: number;
  /** How many had to be forgotten since it last let some go to disk. */
  readonly forgotten: number;
  push(meter: string, reading: Reading): void;
  /** Gives each reading that has none its wall time, in order; one that `wallTimeOf` has none for goes on waiting. */
  stamp(wallTimeOf: (meter: string, monotonicMs: number) => number | undefined): void;
  /** At most `most` of those that have their wall time, from `position` on. */
  from(position: number, most: number): readonly Entry[];
  /** Whether a reading of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** Lets go of the oldest `count`: they are on disk. */
  release(count: number): void;
  /** Moves every position, the oldest to `begin`. */
  rebase(begin: number): void;
}

/** A tail that forgets its oldest when it would hold more than `most`. */
export function createTail(most: number): Tail {
  const stamped: Omit<Entry, 'position'>[] = [];
  const fresh: { readonly meter: string; readonly reading: Reading }[] = [];
  let begin = 0;
  let forgotten = 0;
  /** By meter: with one for all, two hundred meters that share milliseconds would search for each other's readings. */
  const latestMs = new Map<string, number>();

  return {
    get begin() {
      return begin;
    },
    get end() {
      return begin + stamped.length + fresh.length;
    },
    get forgotten() {
      return forgotten;
    },
    push(meter, reading) {
      fresh.push({ meter, reading });
      if (stamped.length + fresh.length <= most) return;
      (stamped.length > 0 ? stamped : fresh).shift();
      begin += 1;
      forgotten += 1;
    },
    stamp(wallTimeOf) {
      for (const waiting of fresh.splice(0)) {
        const { meter, reading } = waiting;
        const atMs = wallTimeOf(meter, reading.monotonicMs);
        if (atMs === undefined) {
          fresh.push(waiting);
          continue;
        }
        stamped.push({ meter, atMs, reading: { ...reading, monotonicMs: atMs } });
        latestMs.set(meter, Math.max(latestMs.get(meter) ?? atMs, atMs));
      }
    },
    from(position, count) {
      const first = Math.max(position - begin, 0);
      return stamped.slice(first, first + count).map((entry, index) => ({ position: begin + first + index, ...entry }));
    },
    holds: (meter, atMs) =>
      atMs <= (latestMs.get(meter) ?? Number.NEGATIVE_INFINITY) &&
      stamped.some((entry) => entry.meter === meter && entry.atMs === atMs),
    release(count) {
      stamped.splice(0, count);
      begin += count;
      forgotten = 0;
    },
    rebase(to) {
      begin = to;
    },
  };
}
