import { DAY_MS, MINUTE_MS } from '../support/time.ts';

/**
 * The first and the last day of the summer times in France of which tests write files, written out by hand: the clocks change at
 * 01:00 UTC. The product calculates them, so that the two check each other.
 */
const SUMMERS = [
  ['2019-03-31', '2019-10-27'],
  ['2020-03-29', '2020-10-25'],
  ['2021-03-28', '2021-10-31'],
  ['2022-03-27', '2022-10-30'],
  ['2023-03-26', '2023-10-29'],
  ['2024-03-31', '2024-10-27'],
  ['2025-03-30', '2025-10-26'],
  ['2026-03-29', '2026-10-25'],
  ['2027-03-28', '2027-10-31'],
  ['2035-03-25', '2035-10-28'],
] as const;

const SUMMERS_MS = SUMMERS.map((dates) => dates.map((date) => Date.parse(`${date}T01:00:00Z`)));

/** By how many minutes the clocks of Paris are ahead of UTC. */
export function minutesAhead(atMs: number): 60 | 120 {
  return SUMMERS_MS.some(([from = 0, to = 0]) => atMs >= from && atMs < to) ? 120 : 60;
}

/** What a clock in Paris shows: `2024-05-14 15:20:00`. */
export function shownInParis(atMs: number): string {
  return new Date(atMs + minutesAhead(atMs) * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same with the offset: `2024-05-14T15:20:00+02:00`. */
export function offsetTime(atMs: number): string {
  return `${shownInParis(atMs).replace(' ', 'T')}+0${minutesAhead(atMs) / 60}:00`;
}

/** The date in Paris: `2024-05-14`. */
export function dateInParis(atMs: number): string {
  return shownInParis(atMs).slice(0, 10);
}

/** When a date begins in Paris. The clocks never change at midnight. */
export function midnightInParis(date: string): number {
  const utcMs = Date.parse(`${date}T00:00:00Z`);
  return utcMs - minutesAhead(utcMs) * MINUTE_MS;
}

/** How many dates a date is after 1970-01-01, as the product counts its days. */
function dayNumberOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The date of such a number. */
export function dateOfNumber(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The date so many days after a date, or before it. */
export function datePlus(date: string, days: number): string {
  return dateOfNumber(dayNumberOf(date) + days);
}

/** The date as French files write it: `14/05/2024`. */
export function frenchDate(date: string): string {
  return date.split('-').toReversed().join('/');
}
