/** A minute of the past: when it began, how many readings it has a power from, and the mean of those. */
export interface PastMinute {
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
export function intervalsOf(minutes: readonly PastMinute[], powerFactor: number): readonly Interval[] {
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
