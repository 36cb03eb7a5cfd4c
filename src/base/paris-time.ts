/**
 * The dates and the clock of Europe/Paris, by which a household's days, months and bills are counted, whatever the machine's time zone. A
 * day is a number here: how many dates it is after 1970-01-01, so that two successive dates differ by one, whether the day is 23, 24 or 25
 * hours long.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * By how many milliseconds French local time is ahead of UTC at an instant: two hours in summer, from the last Sunday of March to the last
 * Sunday of October at 01:00 UTC (directive 2000/84/EC), otherwise one hour. Intl gives the same results since 1996, but far too slowly for
 * the demo house, and for the minutes of whole years.
 */
export function parisOffsetMs(atMs: number): number {
  if (!(atMs >= lastYear.fromMs && atMs < lastYear.toMs)) lastYear = yearOf(atMs);
  return atMs >= lastYear.summerFromMs && atMs < lastYear.summerToMs ? 2 * HOUR_MS : HOUR_MS;
}

const MARCH = 2;
const OCTOBER = 9;

/** The year of the last call. The next call is nearly always for the same one. */
let lastYear = yearOf(0);

/** When the year of an instant, and its summer time, begin and end in UTC. */
function yearOf(atMs: number) {
  const year = new Date(atMs).getUTCFullYear();
  return {
    ...{ fromMs: Date.UTC(year, 0), toMs: Date.UTC(year + 1, 0) },
    ...{ summerFromMs: lastSundayOf(year, MARCH), summerToMs: lastSundayOf(year, OCTOBER) },
  };
}

/** 01:00 UTC on the last Sunday of a month of 31 days. */
function lastSundayOf(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last.getTime() - last.getUTCDay() * DAY_MS;
}

/**
 * The local date at an instant, in days since 1970-01-01.
 * @param startsAtS when a day begins, in seconds after midnight: until then, the previous day continues
 */
export function parisDayOf(atMs: number, startsAtS = 0): number {
  return Math.floor((atMs + parisOffsetMs(atMs) - startsAtS * 1000) / DAY_MS);
}

/** The hour that a clock in Paris shows at an instant, from 0 to 23. */
export function parisHourOf(atMs: number): number {
  return Math.floor((atMs + parisOffsetMs(atMs)) / HOUR_MS) % 24;
}

/**
 * The instant of a local time, given in seconds after the midnight at which the day begins; 86 400 and more are on the next day. If a time
 * occurs twice in autumn, the second one is meant. The offset is looked up an hour before the local time read as UTC: that is the instant
 * itself in winter and an hour after it in summer, so it is on the right side of both clock changes.
 */
export function parisInstant(day: number, second: number): number {
  const localMs = day * DAY_MS + second * 1000;
  return localMs - parisOffsetMs(localMs - HOUR_MS);
}

/** The instant at which a day begins, in milliseconds since 1970. */
export function beginningOfDay(day: number): number {
  return parisInstant(day, 0);
}

/** 0 for a Monday. Days are counted since 1970-01-01, which was a Thursday. */
export function daysSinceMonday(day: number): number {
  return (day + 3) % 7;
}

/** The date of a day: `2026-08-14`. The last month is kept, since the days of years are converted in succession. */
export function dateOf(day: number): string {
  if (!(day >= lastMonth.first && day < lastMonth.end)) lastMonth = monthOf(day);
  return `${lastMonth.date}${DATES[day - lastMonth.first]}`;
}

const DATES = Array.from({ length: 31 }, (_, nth) => String(nth + 1).padStart(2, '0'));
let lastMonth = { first: 0, end: 31, date: '1970-01-' };

/**
 * The month of a day: its first day, the day after its last, and the beginning of its dates. @throws RangeError if it is not a valid day
 */
function monthOf(day: number): typeof lastMonth {
  const date = new Date(day * DAY_MS);
  const first = day + 1 - date.getUTCDate();
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MS;
  return { first, end, date: date.toISOString().slice(0, -'DDTHH:MM:SS.sssZ'.length) };
}

/** The day of a date such as `2026-08-14`; undefined if the date does not exist. */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  return Number.isNaN(day) || dateOf(day) !== date ? undefined : day;
}

/**
 * The local time at an instant with its offset from UTC, which distinguishes the two hours with the same name in autumn:
 * `2026-08-14T13:00:05+02:00`.
 */
export function parisTimeOf(atMs: number): string {
  const offsetMs = parisOffsetMs(atMs);
  return `${new Date(atMs + offsetMs).toISOString().slice(0, 19)}+0${offsetMs / HOUR_MS}:00`;
}
