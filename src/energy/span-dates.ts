import { DAY_MS, dateOf } from '../paris-time.ts';
import type { CalendarSpan } from './span.ts';

/** How many characters of a date name the span that contains it: of `2026-08-14`, `2026` or `2026-08`. */
const DATE_LENGTH: { readonly [by in CalendarSpan]: number } = { year: 4, month: 7, day: 10 };

/** The name of the span that contains a day, in days since 1970-01-01: `2026`, `2026-08` or `2026-08-14`. */
export function spanDateOf(day: number, by: CalendarSpan): string {
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
