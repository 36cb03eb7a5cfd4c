/** A minute of the past: when it began, how many readings it has a power from, and the mean of those. */
export interface StoredMinute {
  readonly atMs: number;
  readonly count: number;
  readonly meanVA?: number;
}

/** Ten minutes of the clock, as Eve draws them. */
export interface Interval {
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** The mean over the readings. */
  readonly watts: number;
}

export const INTERVAL_MS = 600_000;

/**
 * The intervals that are over, oldest first; one without a power is none. Minutes come in the order of time, so that an
 * interval is over when there is a minute after it.
 */
export function intervalsOf(minutes: readonly StoredMinute[], powerFactor: number): readonly Interval[] {
  const newestEndMs = endOf(minutes.at(-1)?.atMs ?? 0);
  const sums = new Map<number, { va: number; count: number }>();
  for (const { atMs, count, meanVA } of minutes) {
    const endMs = endOf(atMs);
    if (meanVA === undefined || endMs === newestEndMs) continue;
    const sum = sums.get(endMs) ?? { va: 0, count: 0 };
    sums.set(endMs, { va: sum.va + meanVA * count, count: sum.count + count });
  }
  return Array.from(sums, ([endMs, { va, count }]) => ({ endMs, watts: (va / count) * powerFactor }));
}

function endOf(atMs: number): number {
  return (Math.floor(atMs / INTERVAL_MS) + 1) * INTERVAL_MS;
}

/** At most so much of the past is asked for at once: who answers gives way after each. A whole number of intervals. */
const MOST_MS = 24 * 6 * INTERVAL_MS;

/** The times from one to another, the second not included, in milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A span in portions, oldest first. */
export function splitIntoDays({ fromMs, toMs }: TimeRange): readonly TimeRange[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / MOST_MS));
  return Array.from({ length: count }, (_, nth) => ({
    fromMs: fromMs + nth * MOST_MS,
    toMs: Math.min(fromMs + (nth + 1) * MOST_MS, toMs),
  }));
}

/** The intervals of a past that comes in portions: the same as if it came at once, wherever it is cut. */
export class IntervalCollector {
  readonly intervals: Interval[] = [];
  readonly #powerFactor: number;
  /** The minutes of the newest interval, which is not over as long as no minute after it has come. */
  #open: readonly StoredMinute[] = [];

  constructor(powerFactor: number) {
    this.#powerFactor = powerFactor;
  }

  /** Takes the next minutes, in the order of time. */
  add(minutes: readonly StoredMinute[]): void {
    const newest = minutes.at(-1);
    if (!newest) return;
    const both = [...this.#open, ...minutes];
    const openedMs = Math.floor(newest.atMs / INTERVAL_MS) * INTERVAL_MS;
    this.intervals.push(...intervalsOf(both, this.#powerFactor));
    this.#open = both.filter(({ atMs }) => atMs >= openedMs);
  }
}
