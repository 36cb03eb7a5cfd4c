import { beginningOfDay, DAY_MS, MINUTE_MS, parisDayOf, parisOffsetMs } from '../paris-time.ts';
import type { MobilePeak } from '../reading.ts';
import { type Hours, joinedHours, MINUTES_A_DAY } from './hours.ts';

/**
 * The hours of a date that are a mobile peak. Of a peak that goes over midnight, each date has its part; a minute of which a part is
 * peak counts as one. Undefined when the date has none.
 * @param day the date, in days since 1970-01-01
 */
export function peakHours(peaks: readonly MobilePeak[] | undefined, day: number): Hours | undefined {
  if (!peaks) return undefined;
  const hours = joinedHours(
    peaks.flatMap(({ fromMs, toMs }) =>
      toMs > beginningOfDay(day) && fromMs < beginningOfDay(day + 1)
        ? [{ from: Math.floor(minuteOf(fromMs, day)), to: Math.ceil(minuteOf(toMs, day)) }]
        : [],
    ),
  );
  return hours.length > 0 ? hours : undefined;
}

/** The minute of a date at an instant by the local clock: 0 before the date, and 1 440 after it. */
function minuteOf(atMs: number, day: number): number {
  const dayThere = parisDayOf(atMs);
  if (dayThere < day) return 0;
  if (dayThere > day) return MINUTES_A_DAY;
  return (atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS;
}
