import type { CountedEnergy } from './day.ts';

/** What days are summed to: see `spans.ts`. */
export const CALENDAR_SPANS = ['day', 'month', 'year'] as const;
export type CalendarSpan = (typeof CALENDAR_SPANS)[number];

/** What minutes are summed to: see `minute-spans.ts`. */
export const MINUTE_SPANS = ['minute', 'hour'] as const;
export type MinuteSpan = (typeof MINUTE_SPANS)[number];

/** A minute, hour, day, month or year of a meter, in the calendar of Paris. */
export interface Span extends CountedEnergy {
  readonly by: MinuteSpan | CalendarSpan;
  /** `2026`, `2026-08` or `2026-08-14`; of an hour or a minute its beginning, `2026-08-14T13:00+02:00`. */
  readonly date: string;
  /** When the span began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** What of the energy was counted while the meter was not seen for whole days: the sum of the days' `unseen`. */
  readonly unseenWh?: number;
  /** What of the energy comes from files of the household: the sum of the days' `importedWh`. Absent where no file has added anything. */
  readonly importedWh?: number;
  /** How many of its minutes are known; of minutes and hours only, as are the next two. */
  readonly minutes?: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  readonly greatestAtMs?: number;
  /** The least base load of its days, in W. */
  readonly baseW?: number;
  /** The share of its minutes that were seen, from 0 to 1; of a span that is not over, of its minutes until now. */
  readonly seen: number;
  /** The share of which the greatest power was seen, where that is another one: a load curve from a file only has means. */
  readonly powerSeen?: number;
  /** The subscribed power, in VA, that the meter told last in the span. */
  readonly subscribedVA?: number;
}
