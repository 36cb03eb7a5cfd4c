import { DAY_MS, dateOf } from '../base/paris-time.ts';
import type { NamedEnergy } from './energy.ts';

/** What days are summed to: see `spans.ts`. */
export const DAY_SPANS = ['day', 'month', 'year'] as const;
export type DaySpan = (typeof DAY_SPANS)[number];

/** What minutes are summed to: see `minute-spans.ts`. */
export const MINUTE_SPANS = ['minute', 'hour'] as const;
export type MinuteSpan = (typeof MINUTE_SPANS)[number];

/** A minute, hour, day, month or year of a meter, in local time of Paris. */
export interface Span extends NamedEnergy {
  readonly by: MinuteSpan | DaySpan;
  /** `2026`, `2026-08` or `2026-08-14`; for an hour or a minute its beginning, `2026-08-14T13:00+02:00`. */
  readonly date: string;
  /** When the span began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** The part of the energy that was counted while the meter was not heard for whole days: the sum of the days' `unseen`. */
  readonly unseenWh?: number;
  /** The part of the energy from files of the household: the sum of the days' `fromFilesWh`. Absent where no file has added anything. */
  readonly fromFilesWh?: number;
  /** How many of its minutes are known. This and the next two fields exist only for minutes and hours. */
  readonly minutes?: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  readonly greatestAtMs?: number;
  /** The lowest base load of its days, in W. */
  readonly baseW?: number;
  /** The share of its minutes that have a reading, from 0 to 1; of the minutes until now if the span is not over. */
  readonly seen: number;
  /** The share with power readings, where it differs from `seen`: a load curve from a file only has means. */
  readonly powerSeen?: number;
  /** The number of its days whose peak power is known; only for spans of days. */
  readonly powerDays?: number;
  /** The subscribed power that the meter last reported within the span, in VA. */
  readonly subscribedVA?: number;
}

/** How many characters of `2026-08-14` name the span that contains the day: `2026` has 4, `2026-08` has 7. */
const DATE_LENGTH: { readonly [by in DaySpan]: number } = { year: 4, month: 7, day: 10 };

/** The name of the span that contains a day (in days since 1970-01-01): `2026`, `2026-08` or `2026-08-14`. */
export function spanDateOf(day: number, by: DaySpan): string {
  return dateOf(day).slice(0, DATE_LENGTH[by]);
}

/** The first day of a span named by `spanDateOf`, and the first day after it, in days since 1970-01-01. */
export function daysOfSpan(date: string): { readonly first: number; readonly end: number } {
  const [year = 1970, month, day] = date.split('-').map(Number);
  const first = dayNumber(year, month ?? 1, day ?? 1);
  if (month === undefined) return { first, end: dayNumber(year + 1, 1, 1) };
  return { first, end: day === undefined ? dayNumber(year, month + 1, 1) : first + 1 };
}

/** How many days the month of a date has. */
export function daysInMonthOf(date: string): number {
  const { first, end } = daysOfSpan(date.slice(0, DATE_LENGTH.month));
  return end - first;
}

function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
