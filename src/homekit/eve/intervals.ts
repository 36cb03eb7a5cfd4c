import { DAY_MS, MINUTE_MS } from '../../base/paris-time.ts';
import type { Minute } from '../../energy/minute.ts';
import { meanWatts } from './mean-watts.ts';

/** Ten minutes that begin at a multiple of ten minutes of the clock: one step of Eve's graph. */
export interface Interval {
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** The mean power that was drawn. */
  readonly watts: number;
}

export const INTERVAL_MS = 600_000;

/**
 * The intervals made up of these minutes, oldest first. The interval of the last minute is left out, as it may not be over; so are
 * intervals whose power is unknown.
 * @param minutes in chronological order
 * @param powerFactor W per VA, or `auto` for the power that the index counted
 */
export function intervalsOf(minutes: readonly Minute[], powerFactor: 'auto' | number): readonly Interval[] {
  const newestEndMs = endOf(minutes.at(-1)?.atMs ?? 0);
  const indexes = Map.groupBy(minutes.keys(), (index) => endOf(minutes[index]?.atMs ?? 0));
  indexes.delete(newestEndMs);
  return [...indexes].flatMap(([endMs, inInterval]) => {
    const [first = 0] = inInterval;
    const end = first + inInterval.length;
    const some = { minutes: minutes.slice(first, end), before: minutes[first - 1], after: minutes[end] };
    const watts = meanWatts(some, powerFactor);
    return watts === undefined ? [] : [{ endMs, watts }];
  });
}

function endOf(atMs: number): number {
  return beginOf(atMs) + INTERVAL_MS;
}

function beginOf(atMs: number): number {
  return Math.floor(atMs / INTERVAL_MS) * INTERVAL_MS;
}

/** From `fromMs` up to, but not including, `toMs`, in milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Splits a range into days, oldest first, so that no single read keeps the writer's thread busy for long. */
export function splitIntoDays({ fromMs, toMs }: TimeRange): readonly TimeRange[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / DAY_MS));
  return Array.from({ length: count }, (_, nth) => ({
    fromMs: fromMs + nth * DAY_MS,
    toMs: Math.min(fromMs + (nth + 1) * DAY_MS, toMs),
  }));
}

/** Collects the intervals of minutes that are added bit by bit. The result is the same as if all minutes were added at once. */
export class IntervalCollector {
  readonly intervals: Interval[] = [];
  readonly #powerFactor: 'auto' | number;
  /** Intervals that end at this time or earlier are not collected, or have been already. */
  #afterMs: number;
  /** The minutes of the newest interval, which may not be over, and the minute before it. */
  #newest: readonly Minute[] = [];

  /**
   * @param powerFactor W per VA, or `auto` for the power that the index counted
   * @param afterMs only intervals that end later are collected; an earlier minute is needed to tell whether the first minute is whole
   */
  constructor(powerFactor: 'auto' | number, afterMs: number) {
    this.#powerFactor = powerFactor;
    this.#afterMs = afterMs;
  }

  /** Adds the minutes that follow the last ones, in chronological order. */
  add(minutes: readonly Minute[]): void {
    const last = minutes.at(-1);
    if (!last) return;
    const all = [...this.#newest, ...minutes];
    this.intervals.push(...intervalsOf(all, this.#powerFactor).filter(({ endMs }) => endMs > this.#afterMs));
    const newestFromMs = beginOf(last.atMs);
    this.#afterMs = Math.max(this.#afterMs, newestFromMs);
    this.#newest = all.filter(({ atMs }) => atMs >= newestFromMs - MINUTE_MS);
  }
}
