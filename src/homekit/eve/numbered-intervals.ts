import type { Clock } from '../../clock.ts';
import { MADE_AT_MS } from '../../settings.ts';
import {
  INTERVAL_MS,
  type Interval,
  IntervalCollector,
  type StoredMinute,
  splitIntoDays,
  type TimeRange,
} from './intervals.ts';

/** How many records Eve is offered: four weeks of intervals, the first of the records being the time reference. */
export const MAX_RECORDS = 4032;
/** An answer that has not come within this time is asked for again. */
const ANSWER_MS = 30_000;

/**
 * Which number the interval that ended then has. Eve keeps what it has read and asks for what comes after its number, so
 * that numbers must go on where they were, after a restart and after intervals have gone from the past.
 */
export interface NumberingAnchor {
  readonly endMs: number;
  readonly number: number;
}

/** The intervals of the past by their numbers, which follow each other whatever time lies between two of them. */
export interface NumberedIntervals {
  readonly intervals: readonly Interval[];
  /** The number of the newest interval; 0 when there is none. */
  readonly last: number;
  /** Where numbering stands; absent when there is no interval. */
  readonly anchor: NumberingAnchor | undefined;
  /**
   * Looks for intervals that have ended since, unless it is looking already. Gives whether it has found any. Where nobody
   * answers it finds none, and goes on the next time with what it has not been told yet. Never rejects.
   */
  refresh(): Promise<boolean>;
  /** Waits for no answer any longer, and asks for nothing more. */
  stop(): void;
}

export interface NumberedIntervalsOptions {
  /**
   * The minutes that began in a span of a day at most, in the order of time. They come from another thread: later, perhaps
   * never, or undefined while nobody can tell.
   */
  readonly minutesIn: (span: TimeRange) => Promise<readonly StoredMinute[] | undefined>;
  readonly clock: Pick<Clock, 'after'>;
  /** Wall time in milliseconds since 1970. */
  readonly wall: () => number;
  /** W for each VA. */
  readonly powerFactor: number;
  readonly anchor: NumberingAnchor | undefined;
}

/** A look at the past: what has been told so far, and what has not. */
interface Look {
  readonly gathered: IntervalCollector;
  readonly left: TimeRange[];
}

/** Asks for nothing before its first refresh. */
export function createNumberedIntervals({
  minutesIn,
  clock,
  wall,
  powerFactor,
  anchor,
}: NumberedIntervalsOptions): NumberedIntervals {
  let intervals: readonly Interval[] = [];
  let last = 0;
  let look: Look | undefined;
  let isLooking = false;
  let isStopped = false;
  let cancel = () => {};

  function begin(): Look {
    const nowMs = nowBy(wall(), anchor);
    const lookedAtMs = beginOf(nowMs);
    // A clock that was ahead has left minutes, and an interval, that are yet to come.
    const newest = intervals.findLast(({ endMs }) => endMs <= nowMs);
    return {
      gathered: new IntervalCollector(powerFactor),
      left: spansFrom(newest?.endMs ?? lookedAtMs, lookedAtMs, nowMs),
    };
  }

  async function refresh(): Promise<boolean> {
    if (isLooking || isStopped) return false;
    isLooking = true;
    look ??= begin();
    const isTold = await tell(look);
    isLooking = false;
    if (!isTold) return false;
    const found = look.gathered.intervals;
    look = undefined;
    if (found.length > 0) append(found);
    return found.length > 0;
  }

  /** Gives whether all has been told. */
  async function tell({ gathered, left }: Look): Promise<boolean> {
    for (let [span] = left; span; [span] = left) {
      const { fromMs, toMs } = span;
      const minutes = await answer(span);
      if (!minutes || isStopped) return false;
      gathered.add(minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs));
      left.shift();
    }
    return true;
  }

  /** Undefined when there is none, in time. */
  function answer(span: TimeRange): Promise<readonly StoredMinute[] | undefined> {
    return new Promise((resolve) => {
      const none = () => resolve(undefined);
      const cancelThis = clock.after(ANSWER_MS, none);
      cancel = cancelThis;
      const asked = async () => minutesIn(span);
      asked().then(resolve, none).finally(cancelThis);
    });
  }

  function append(found: readonly Interval[]): void {
    last = last === 0 ? numberOfLast(found, anchor) : last + found.length;
    // Number 1 is the reference's at the earliest.
    intervals = [...intervals, ...found].slice(-Math.min(MAX_RECORDS - 1, last - 1));
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
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

/**
 * The day after the newest interval, and what Eve is offered of the time up to now. A clock that jumps ahead by years makes
 * nobody look through all of them.
 */
function spansFrom(fromMs: number, lookedAtMs: number, nowMs: number): TimeRange[] {
  const untilMs = nowMs + 1;
  if (fromMs >= lookedAtMs) return [...splitIntoDays({ fromMs, toMs: untilMs })];
  const [dayAfter] = splitIntoDays({ fromMs, toMs: lookedAtMs });
  return [...(dayAfter ? [dayAfter] : []), ...splitIntoDays({ fromMs: lookedAtMs, toMs: untilMs })];
}

/** Before the clock of a Raspberry Pi is set it is in 1970, and all of the past after that. */
function nowBy(wallMs: number, anchor: NumberingAnchor | undefined): number {
  return wallMs < MADE_AT_MS ? Math.max(wallMs, anchor?.endMs ?? 0) : wallMs;
}

/** Begins between two intervals, so that the oldest is a whole one. */
function beginOf(nowMs: number): number {
  return (Math.floor(nowMs / INTERVAL_MS) - (MAX_RECORDS - 1)) * INTERVAL_MS;
}

function numberOfLast(intervals: readonly Interval[], anchor: NumberingAnchor | undefined): number {
  if (!anchor) return intervals.length + 1;
  return anchor.number + intervals.filter(({ endMs }) => endMs > anchor.endMs).length;
}
