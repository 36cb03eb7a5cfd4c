/** The summary of a minute, as the journal stores it. */
export interface StoredMinute {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** How many readings of the minute have a power. */
  readonly count: number;
  /** The mean power of those readings; absent when there are none. */
  readonly meanVA?: number;
  /**
   * The energy drawn since the last frame of the minute before, in Wh; since the minute's own first frame when the
   * minute before is missing. Absent when it is unknown.
   */
  readonly energyWh?: number;
}

/** Ten minutes, which begin at a multiple of ten minutes of the clock: one step of Eve's graph. */
export interface Interval {
  /** Milliseconds since 1970. */
  readonly endMs: number;
  /** The mean power of all readings in the interval. */
  readonly watts: number;
}

export const INTERVAL_MS = 600_000;

/**
 * The intervals that minutes make up, oldest first. The interval of the last minute is not among them, as it may go on;
 * nor is an interval without a power.
 * @param minutes in the order of time
 * @param powerFactor W for each VA
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

/** A day, as a whole number of intervals. */
const DAY_MS = 24 * 6 * INTERVAL_MS;

/** Splits a range into days, oldest first, so that no single read keeps the writer's thread busy for long. */
export function splitIntoDays({ fromMs, toMs }: TimeRange): readonly TimeRange[] {
  const count = Math.max(0, Math.ceil((toMs - fromMs) / DAY_MS));
  return Array.from({ length: count }, (_, nth) => ({
    fromMs: fromMs + nth * DAY_MS,
    toMs: Math.min(fromMs + (nth + 1) * DAY_MS, toMs),
  }));
}

/** Collects the intervals of minutes that are added bit by bit. They are the same as those of all minutes at once. */
export class IntervalCollector {
  readonly intervals: Interval[] = [];
  readonly #powerFactor: number;
  /** The minutes of the newest interval, which may go on. */
  #newest: readonly StoredMinute[] = [];

  /** @param powerFactor W for each VA */
  constructor(powerFactor: number) {
    this.#powerFactor = powerFactor;
  }

  /** Adds the minutes that follow the last ones, in the order of time. */
  add(minutes: readonly StoredMinute[]): void {
    const last = minutes.at(-1);
    if (!last) return;
    const all = [...this.#newest, ...minutes];
    this.intervals.push(...intervalsOf(all, this.#powerFactor));
    this.#newest = all.filter(({ atMs }) => atMs >= beginOf(last.atMs));
  }
}
