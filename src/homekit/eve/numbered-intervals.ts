import type { Clock } from '../../clock.ts';
import type { Minute } from '../../energy/minute.ts';
import { MINUTE_MS } from '../../paris-time.ts';
import { BUILT_AT_MS } from '../../settings.ts';
import { INTERVAL_MS, type Interval, IntervalCollector, splitIntoDays, type TimeRange } from './intervals.ts';

/** How many records Eve is offered: those of four weeks. The first is the time reference, the others are intervals. */
export const MAX_RECORDS = 4032;
/** An answer that has not come within this time is given up, and asked for again later. */
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * The number of the interval that ended at `endMs`. Eve keeps the records that it has read and asks for those after its
 * last number, so the numbers must continue after a restart, and after old intervals have been deleted.
 */
export interface NumberingAnchor {
  readonly endMs: number;
  readonly number: number;
}

/** The stored intervals, numbered without gaps even where time passed between two of them. */
export interface NumberedIntervals {
  readonly intervals: readonly Interval[];
  /** The number of the newest interval; 0 when there is none. */
  readonly last: number;
  /** The newest interval and its number, which the numbering can continue from; absent when there is no interval. */
  readonly anchor: NumberingAnchor | undefined;
  /**
   * Asks for the minutes since the last interval, unless it is already asking. Gives whether there are new intervals.
   * When an answer does not come there are none, and the next call continues with the same question. Never rejects.
   */
  refresh(): Promise<boolean>;
  /** Drops the running question, and asks no more. */
  stop(): void;
}

export interface NumberedIntervalsOptions {
  /**
   * Gives the stored minutes that began within a range of a day at most, in the order of time. They come from another
   * thread: late, perhaps never, and undefined while it cannot tell.
   */
  readonly minutesIn: (range: TimeRange) => Promise<readonly Minute[] | undefined>;
  readonly clock: Pick<Clock, 'after'>;
  /** Wall time in milliseconds since 1970. */
  readonly wall: () => number;
  /** W for each VA, or `auto` for the power that the index counted. */
  readonly powerFactor: 'auto' | number;
  /** Where the numbering stood before a restart. */
  readonly anchor: NumberingAnchor | undefined;
}

/** A refresh that has begun: the intervals that it has found, and the ranges that it has yet to ask for. */
interface Refresh {
  readonly collector: IntervalCollector;
  readonly unasked: TimeRange[];
}

/** Asks for nothing before the first refresh. */
export function createNumberedIntervals({
  minutesIn,
  clock,
  wall,
  powerFactor,
  anchor,
}: NumberedIntervalsOptions): NumberedIntervals {
  let intervals: readonly Interval[] = [];
  let last = 0;
  /** Kept when a refresh fails, so that the next one continues it. */
  let unfinished: Refresh | undefined;
  let isRefreshing = false;
  let isStopped = false;
  let cancelTimeout = () => {};

  function begin(): Refresh {
    const nowMs = plausibleNow(wall(), anchor);
    const oldestMs = oldestOffered(nowMs);
    // A clock that was ahead may have left an interval in the future.
    const newest = intervals.findLast(({ endMs }) => endMs <= nowMs);
    const fromMs = newest?.endMs ?? oldestMs;
    return {
      collector: new IntervalCollector(powerFactor, fromMs),
      unasked: rangesToAsk(fromMs, oldestMs, nowMs),
    };
  }

  async function refresh(): Promise<boolean> {
    if (isRefreshing || isStopped) return false;
    isRefreshing = true;
    unfinished ??= begin();
    const isFinished = await ask(unfinished);
    isRefreshing = false;
    if (!isFinished) return false;
    const found = unfinished.collector.intervals;
    unfinished = undefined;
    if (found.length > 0) append(found);
    return found.length > 0;
  }

  /** Asks for one range after the other. Gives false when an answer did not come. */
  async function ask({ collector, unasked }: Refresh): Promise<boolean> {
    for (let [range] = unasked; range; [range] = unasked) {
      const { fromMs, toMs } = range;
      const minutes = await answerTo(range);
      if (!minutes || isStopped) return false;
      collector.add(minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs));
      unasked.shift();
    }
    return true;
  }

  /** Gives undefined when the answer is late, or a failure. */
  function answerTo(range: TimeRange): Promise<readonly Minute[] | undefined> {
    return new Promise((resolve) => {
      const giveUp = () => resolve(undefined);
      const cancelThis = clock.after(ANSWER_TIMEOUT_MS, giveUp);
      cancelTimeout = cancelThis;
      const asked = async () => minutesIn(range);
      asked().then(resolve, giveUp).finally(cancelThis);
    });
  }

  function append(found: readonly Interval[]): void {
    last = last === 0 ? numberOfLast(found, anchor) : last + found.length;
    // The reference has number 1 or higher, and the intervals have the numbers after it.
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
      cancelTimeout();
    },
  };
}

/**
 * The ranges to ask for from the newest interval on, and for the last minute of that one. Of more than four weeks only the
 * first day, in which a clock that jumped ahead left its last minutes, and the last four weeks: the empty years in
 * between are not searched.
 */
function rangesToAsk(fromMs: number, oldestMs: number, nowMs: number): TimeRange[] {
  const untilMs = nowMs + 1;
  const minuteBeforeMs = fromMs - MINUTE_MS;
  if (fromMs >= oldestMs) return [...splitIntoDays({ fromMs: minuteBeforeMs, toMs: untilMs })];
  const [firstDay] = splitIntoDays({ fromMs: minuteBeforeMs, toMs: oldestMs });
  return [...(firstDay ? [firstDay] : []), ...splitIntoDays({ fromMs: oldestMs, toMs: untilMs })];
}

/** A Raspberry Pi is in 1970 until its clock is set. Then the last known interval is taken for now. */
function plausibleNow(wallMs: number, anchor: NumberingAnchor | undefined): number {
  return wallMs < BUILT_AT_MS ? Math.max(wallMs, anchor?.endMs ?? 0) : wallMs;
}

/** Where the oldest interval begins that Eve is offered. */
function oldestOffered(nowMs: number): number {
  return (Math.floor(nowMs / INTERVAL_MS) - (MAX_RECORDS - 1)) * INTERVAL_MS;
}

function numberOfLast(intervals: readonly Interval[], anchor: NumberingAnchor | undefined): number {
  if (!anchor) return intervals.length + 1;
  return anchor.number + intervals.filter(({ endMs }) => endMs > anchor.endMs).length;
}
