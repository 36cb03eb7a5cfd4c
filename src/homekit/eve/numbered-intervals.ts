import type { Clock } from '../../base/clock.ts';
import { MINUTE_MS } from '../../base/paris-time.ts';
import { BUILT_AT_MS } from '../../base/plugin-names.ts';
import type { Minute } from '../../energy/minute.ts';
import { INTERVAL_MS, type Interval, IntervalCollector, splitIntoDays, type TimeRange } from './intervals.ts';

/** How many records Eve is offered: four weeks. The first is the time reference, the others are intervals. */
export const MAX_RECORDS = 4032;
/** An answer that takes longer than this is given up, and requested again later. */
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * The number of the interval that ended at `endMs`. Eve keeps the records that it has read and asks for those after its last number, so the
 * numbering must continue after a restart, and after old intervals were deleted.
 */
export interface NumberingAnchor {
  readonly endMs: number;
  readonly number: number;
}

/** The stored intervals, numbered consecutively even where time passed between two of them. */
export interface NumberedIntervals {
  readonly intervals: readonly Interval[];
  /** The number of the newest interval; 0 if there is none. */
  readonly last: number;
  /** The newest interval and its number, from which the numbering can continue; undefined if there is no interval. */
  readonly anchor: NumberingAnchor | undefined;
  /**
   * Requests the minutes since the last interval, unless a request is already running. Resolves to whether there are new intervals. If an
   * answer does not come there are none, and the next call continues with the same request. Never rejects.
   */
  refresh(): Promise<boolean>;
  /** Drops the running request, and makes no more. */
  stop(): void;
}

export interface NumberedIntervalsOptions {
  /**
   * The stored minutes that began within a range of at most a day, in chronological order. They come from another thread: late, perhaps
   * never, and undefined while they cannot be read.
   */
  readonly minutesIn: (range: TimeRange) => Promise<readonly Minute[] | undefined>;
  readonly clock: Pick<Clock, 'after'>;
  /** Wall time in milliseconds since 1970. */
  readonly wall: () => number;
  /** W per VA, or `auto` for the power that the index counted. */
  readonly powerFactor: 'auto' | number;
  /** The state of the numbering before a restart. */
  readonly anchor: NumberingAnchor | undefined;
}

/** A refresh that has begun: the intervals found so far, and the ranges still to be requested. */
interface Refresh {
  readonly collector: IntervalCollector;
  readonly unasked: TimeRange[];
}

/** Requests nothing before the first refresh. */
export function createNumberedIntervals({
  minutesIn,
  clock,
  wall,
  powerFactor,
  anchor,
}: NumberedIntervalsOptions): NumberedIntervals {
  let intervals: readonly Interval[] = [];
  let last = 0;
  /** Kept if a refresh fails, so that the next one continues it. */
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

  /** Requests one range after another. Resolves to false if an answer did not come. */
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

  /** Resolves to undefined if the answer is late or a failure. */
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
 * The ranges to request since the newest interval, including the last minute of that interval. If these exceed four weeks, only the first
 * day, which has the last minutes before the clock jumped ahead, and the last four weeks: the empty years in between are not searched.
 */
function rangesToAsk(fromMs: number, oldestMs: number, nowMs: number): TimeRange[] {
  const untilMs = nowMs + 1;
  const minuteBeforeMs = fromMs - MINUTE_MS;
  if (fromMs >= oldestMs) return [...splitIntoDays({ fromMs: minuteBeforeMs, toMs: untilMs })];
  const [firstDay] = splitIntoDays({ fromMs: minuteBeforeMs, toMs: oldestMs });
  return [...(firstDay ? [firstDay] : []), ...splitIntoDays({ fromMs: oldestMs, toMs: untilMs })];
}

/** A Raspberry Pi's clock shows 1970 until it is set. Until then the end of the last known interval is taken as the present time. */
function plausibleNow(wallMs: number, anchor: NumberingAnchor | undefined): number {
  return wallMs < BUILT_AT_MS ? Math.max(wallMs, anchor?.endMs ?? 0) : wallMs;
}

/** The beginning of the oldest interval that Eve is offered. */
function oldestOffered(nowMs: number): number {
  return (Math.floor(nowMs / INTERVAL_MS) - (MAX_RECORDS - 1)) * INTERVAL_MS;
}

function numberOfLast(intervals: readonly Interval[], anchor: NumberingAnchor | undefined): number {
  if (!anchor) return intervals.length + 1;
  return anchor.number + intervals.filter(({ endMs }) => endMs > anchor.endMs).length;
}
