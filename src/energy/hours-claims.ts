import { dateOf, daysSinceMonday } from '../base/paris-time.ts';
import { DAY_NAMES, type DayName, type HoursEntry, hoursEntriesIn } from '../reading/hours.ts';
import { periodName } from '../reading/periods.ts';
import { isHoliday } from './holidays.ts';

/** One entry of the hours of a period: the period claims these hours on the days to which the entry applies. */
export interface Claim {
  readonly name: string;
  readonly entry: HoursEntry;
}

/** What the hours of a price line's periods claim. */
export interface LineClaims {
  readonly claims: readonly Claim[];
  /** The only period without hours: it applies the rest of the time. */
  readonly rest: string | undefined;
  /** Whether any hours name holidays: then a holiday does not count as a day of the week in any of them. */
  readonly namesHoliday: boolean;
}

export function claimsOf(periods: readonly { readonly name: string; readonly hours?: string }[]): LineClaims {
  const claims = periods.flatMap(({ name, hours = '' }): readonly Claim[] =>
    (hoursEntriesIn(hours) ?? []).map((entry) => ({ name: periodName(name), entry })),
  );
  const untimed = periods.filter(({ hours }) => hours === undefined);
  const rest = untimed.length === 1 && untimed[0] ? periodName(untimed[0].name) : undefined;
  return { claims, rest, namesHoliday: claims.some(({ entry }) => entry.days?.includes('holiday') ?? false) };
}

/** The claims that apply on a day, in days since 1970-01-01. */
export function claimsOn({ claims, namesHoliday }: LineClaims, day: number): readonly Claim[] {
  const dayName = namesHoliday && isHoliday(day) ? 'holiday' : (DAY_NAMES[daysSinceMonday(day)] as DayName);
  return claims.filter(({ entry }) => isOn(entry, monthDayOf(day), dayName));
}

/** The month and day of a date: `11-01`. */
export function monthDayOf(day: number): string {
  return dateOf(day).slice('yyyy-'.length);
}

/** Whether an entry applies on a month and day that falls on this day of the week. */
export function isOn({ dates, days }: HoursEntry, monthDay: string, dayName: DayName): boolean {
  if (days && !days.includes(dayName)) return false;
  if (!dates) return true;
  const { from, to } = dates;
  return from <= to ? from <= monthDay && monthDay <= to : from <= monthDay || monthDay <= to;
}

/** The periods that claim a minute, counted from midnight. */
export function namesAt(claims: readonly Claim[], minute: number): readonly string[] {
  const there = claims.filter(({ entry }) => entry.spans.some(({ from, to }) => from <= minute && minute < to));
  return [...new Set(there.map(({ name }) => name))];
}
