import type { Reading } from '../reading.ts';
import type { Entry } from './entry.ts';
import type { Store } from './store.ts';

/** The readings that are in memory only, in the order they came: first those that have their wall time, then the rest. */
export interface Unwritten {
  /** Position of the oldest. */
  readonly begin: number;
  /** Position after the newest. */
  readonly end: number;
  /** How many had to be forgotten since it last let some go to disk. */
  readonly forgotten: number;
  /** How many readings of each meter are no longer in it, on disk or forgotten. Those of one meter go in the order they came. */
  readonly gone: ReadonlyMap<string, number>;
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
export function createUnwritten(most: number): Unwritten {
  const stamped: Omit<Entry, 'position'>[] = [];
  const fresh: { readonly meter: string; readonly reading: Reading }[] = [];
  const gone = new Map<string, number>();
  /** The wall times of each meter, so that a look for one costs the same however many there are. */
  const timesMs = new Map<string, Set<number>>();
  let begin = 0;
  let forgotten = 0;

  function leave({ meter, atMs }: { readonly meter: string; readonly atMs?: number }): void {
    begin += 1;
    gone.set(meter, (gone.get(meter) ?? 0) + 1);
    if (atMs !== undefined) timesMs.get(meter)?.delete(atMs);
  }

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
    gone,
    push(meter, reading) {
      fresh.push({ meter, reading });
      if (stamped.length + fresh.length <= most) return;
      const oldest = stamped.shift() ?? fresh.shift();
      if (oldest) leave(oldest);
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
        const times = timesMs.get(meter);
        if (times) times.add(atMs);
        else timesMs.set(meter, new Set([atMs]));
      }
    },
    from(position, count) {
      const first = Math.max(position - begin, 0);
      return stamped.slice(first, first + count).map((entry, index) => ({ position: begin + first + index, ...entry }));
    },
    holds: (meter, atMs) => timesMs.get(meter)?.has(atMs) ?? false,
    release(count) {
      for (const entry of stamped.splice(0, count)) leave(entry);
      forgotten = 0;
    },
    rebase(to) {
      begin = to;
    },
  };
}

/**
 * Makes the positions of what is in memory follow on those of a store that was just opened. A store that was open before
 * (`again`) may have a commit that it reported as failed, and one that another program wrote to while this one had let go
 * of its lock goes further than memory knows.
 */
export function renumber(store: Store, tail: Unwritten, again: boolean): void {
  const end = store.end ?? 0;
  // What had to be forgotten meanwhile has a position, too.
  if (end <= tail.begin - tail.forgotten) return;
  if (again && isOurs(store, tail, end)) tail.release(end - tail.begin);
  else tail.rebase(end);
}

/** Whether all that the store has from where memory begins is what memory has there. */
function isOurs(store: Store, tail: Unwritten, end: number): boolean {
  const written = tail.from(tail.begin, end - tail.begin);
  const stored = store.entries(tail.begin, written.length);
  const isSame = written.every(({ meter, atMs }, at) => stored[at]?.meter === meter && stored[at].atMs === atMs);
  return isSame && tail.begin + written.length === end;
}
