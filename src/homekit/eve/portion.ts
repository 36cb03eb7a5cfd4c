import { INTERVAL_MS, type Interval, intervalsOf, type PastMinute } from './interval.ts';

/** At most so much of the past is asked for at once: who answers gives way after each. A whole number of intervals. */
const MOST_MS = 24 * 6 * INTERVAL_MS;

/** The times from one to another, the second not included, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A span in portions, oldest first. */
export function portionsOf({ fromMs, toMs }: Span): readonly Span[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / MOST_MS));
  return Array.from({ length: count }, (_, nth) => ({
    fromMs: fromMs + nth * MOST_MS,
    toMs: Math.min(fromMs + (nth + 1) * MOST_MS, toMs),
  }));
}

/** The intervals of a past that comes in portions: the same as if it came at once, wherever it is cut. */
export class Gathering {
  readonly intervals: Interval[] = [];
  readonly #powerFactor: number;
  /** The minutes of the newest interval, which is not over as long as no minute after it has come. */
  #open: readonly PastMinute[] = [];

  constructor(powerFactor: number) {
    this.#powerFactor = powerFactor;
  }

  /** Takes the next minutes, in the order of time. */
  add(minutes: readonly PastMinute[]): void {
    const newest = minutes.at(-1);
    if (!newest) return;
    const both = [...this.#open, ...minutes];
    const openedMs = Math.floor(newest.atMs / INTERVAL_MS) * INTERVAL_MS;
    this.intervals.push(...intervalsOf(both, this.#powerFactor));
    this.#open = both.filter(({ atMs }) => atMs >= openedMs);
  }
}
