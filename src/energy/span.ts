import { DAY_MS, dateOf } from '../paris-time.ts';
import type { NamedEnergy } from './energy.ts';

/** What days are summed to: see `spans.ts`. */
export const DAY_SPANS = ['day', 'month', 'year'] as const;
export type DaySpan = (typeof DAY_SPANS)[number];

/** What minutes are summed to: see `minute-spans.ts`. */
export const MINUTE_SPANS = ['minute', 'hour'] as const;
export type MinuteSpan = (typeof MINUTE_SPANS)[number];

/** A minute, hour, day, month or year of a meter, by the clock and the dates of Paris. */
export interface Span extends NamedEnergy {
  readonly by: MinuteSpan | DaySpan;
  /** `2026`, `2026-08` or `2026-08-14`; of an hour or a minute its beginning, `2026-08-14T13:00+02:00`. */
  readonly date: string;
  /** When the span began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** What of the energy was counted while the meter was not seen for whole days: the sum of the days' `unseen`. */
  readonly unseenWh?: number;
  /** What of the energy comes from files of the household: the sum of the days' `fromFilesWh`. Absent where no file has added anything. */
  readonly fromFilesWh?: number;
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
  /** Of how many of its days the greatest power is known; of spans of days only. */
  readonly powerDays?: number;
  /** The subscribed power, in VA, that the meter told last in the span. */
  readonly subscribedVA?: number;
}

/** How many characters of a date name the span that contains it: of `2026-08-14`, `2026` or `2026-08`. */
const DATE_LENGTH: { readonly [by in DaySpan]: number } = { year: 4, month: 7, day: 10 };

/** The name of the span that contains a day, in days since 1970-01-01: `2026`, `2026-08` or `2026-08-14`. */
export function spanDateOf(day: number, by: DaySpan): string {
  return dateOf(day).slice(0, DATE_LENGTH[by]);
}

/** The first day of a span that `spanDateOf` names, and the first day after it, in days since 1970-01-01. */
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
