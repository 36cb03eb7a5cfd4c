import { MADE_AT_MS } from '../../settings.ts';
import { INTERVAL_MS, type Interval, intervalsOf, type PastMinute } from './interval.ts';

/** How many records Eve is offered: four weeks of intervals, the first of the records being the time reference. */
export const MOST_RECORDS = 4032;

/**
 * Which number the interval that ended then has. Eve keeps what it has read and asks for what comes after its number, so
 * that numbers must go on where they were, after a restart and after intervals have gone from the past.
 */
export interface Anchor {
  readonly endMs: number;
  readonly number: number;
}

/** The intervals of the past by their numbers, which follow each other whatever time lies between two of them. */
export interface EveLog {
  readonly intervals: readonly Interval[];
  /** The number of the newest interval; 0 when there is none. */
  readonly last: number;
  /** Where numbering stands; absent when there is no interval. */
  readonly anchor: Anchor | undefined;
  /** Looks for intervals that have ended since. Gives whether there are any. */
  refresh(): boolean;
}

export interface LogOptions {
  /** The minutes that began at a time or later, in the order of time. */
  readonly minutesSince: (fromMs: number) => readonly PastMinute[];
  /** Wall time in milliseconds since 1970. */
  readonly wall: () => number;
  /** W for each VA. */
  readonly powerFactor: number;
  readonly anchor: Anchor | undefined;
}

/** Reads nothing before its first refresh. */
export function createLog({ minutesSince, wall, powerFactor, anchor }: LogOptions): EveLog {
  let intervals: readonly Interval[] = [];
  let last = 0;

  function refresh(): boolean {
    const nowMs = nowBy(wall(), anchor);
    // A clock that was ahead has left minutes, and an interval, that are yet to come.
    const newest = intervals.findLast(({ endMs }) => endMs <= nowMs);
    const past = minutesSince(newest?.endMs ?? beginOf(nowMs)).filter(({ atMs }) => atMs <= nowMs);
    const found = intervalsOf(past, powerFactor);
    if (found.length === 0) return false;
    last = last === 0 ? numberOfLast(found, anchor) : last + found.length;
    // Number 1 is the reference's at the earliest.
    intervals = [...intervals, ...found].slice(-Math.min(MOST_RECORDS - 1, last - 1));
    return true;
  }

  return {
    get intervals() {
      return intervals;
    },
    get last() {
      return last;
    },
    get anchor() {
      const newest = intervals.at(-1);
      return newest && { endMs: newest.endMs, number: last };
    },
    refresh,
  };
}

/** Before the clock of a Raspberry Pi is set it is in 1970, and all of the past after that. */
function nowBy(wallMs: number, anchor: Anchor | undefined): number {
  return wallMs < MADE_AT_MS ? Math.max(wallMs, anchor?.endMs ?? 0) : wallMs;
}

/** Begins between two intervals, so that the oldest is a whole one. */
function beginOf(nowMs: number): number {
  return (Math.floor(nowMs / INTERVAL_MS) - (MOST_RECORDS - 1)) * INTERVAL_MS;
}

function numberOfLast(intervals: readonly Interval[], anchor: Anchor | undefined): number {
  if (!anchor) return intervals.length + 1;
  return anchor.number + intervals.filter(({ endMs }) => endMs > anchor.endMs).length;
}
