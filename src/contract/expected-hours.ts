import { MINUTES_A_DAY } from '../reading/hours.ts';
import { areSameHours, type Hours, hoursIn } from './date-hours.ts';
import type { MeterTime } from './meter-time.ts';
import { dayKindOf, seasonOf } from './season.ts';
import { type SeenTape, wholeHours } from './seen-tape.ts';

/** A date that was observed from midnight to midnight. */
export interface SeenDate {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly offPeak: Hours;
}

/** The off-peak hours that are expected of a date. */
export interface ExpectedHours {
  readonly offPeak: Hours;
  /** On how many consecutive observed dates these hours were seen. */
  readonly seenDays: number;
}

/** What was observed completely. */
export interface LearnedDates {
  /** The last dates that were observed from midnight to midnight, oldest first: 14 at most. */
  readonly dates: readonly SeenDate[];
  /** The hours of an unbroken 24 hours that ended before any complete date was known, and the day on which they ended. */
  readonly firstHours?: SeenDate;
}

/** After this many days without an observed date nothing is expected any more: the season or the contract may have changed. */
export const OLDEST_DAYS = 8;

/** How many days a workday may be away from a weekend's date to be compared with it. */
const NEAR_DAYS = 3;
/** How many observed dates are remembered. */
export const MOST_DATES = 14;

/**
 * Before the first complete date, and after a long time without one, any unbroken 24 hours yield the hours, too: whoever installs the
 * plugin at 14:00 has them at 14:00 the next day.
 */
export function withFirstHours(learned: LearnedDates, tape: SeenTape, { day, minute }: MeterTime): LearnedDates {
  const offPeak = wholeHours(tape, day * MINUTES_A_DAY + minute);
  return offPeak ? { dates: learned.dates, firstHours: { day, offPeak } } : learned;
}

/** Adds the date that has just ended. Later dates, learned while the clock was wrong, are removed. */
export function withDateBefore({ dates, firstHours }: LearnedDates, tape: SeenTape, day: number): LearnedDates {
  const offPeak = wholeHours(tape, day * MINUTES_A_DAY);
  if (!offPeak)
    return {
      dates: dates.filter((date) => date.day < day),
      firstHours: firstHours && firstHours.day <= day ? firstHours : undefined,
    };
  const before = dates.filter((date) => date.day < day - 1);
  return { dates: [...before, { day: day - 1, offPeak }].slice(-MOST_DATES) };
}

/**
 * The hours expected of a date by what is known today; undefined while nothing is known.
 * @param today later than all learned dates
 * @param ofSeason the hours of such a day in its season, if the contract has different hours in each season (see `hoursOfSeason`): other
 * kinds of day and the other season are then not considered
 */
export function expectedHours(
  learned: LearnedDates,
  today: number,
  wanted: number,
  ofSeason?: string,
): ExpectedHours | undefined {
  const expected = hoursByDates(learned.dates, today, wanted) ?? byFirstHours(learned, today);
  if (!expected || ofSeason === undefined) return expected;
  const [kind, season] = [dayKindOf(wanted), seasonOf(wanted)];
  const alike = learned.dates.filter(({ day }) => dayKindOf(day) === kind && seasonOf(day) === season);
  const ofKind = newestHours(alike) ?? { offPeak: hoursIn(ofSeason), seenDays: 1 };
  return areSameHours(ofKind.offPeak, expected.offPeak) ? expected : ofKind;
}

/** The hours of the newest of some dates. */
function newestHours(dates: readonly SeenDate[]): ExpectedHours | undefined {
  const newest = dates.at(-1);
  if (!newest) return undefined;
  const others = dates.findLastIndex(({ offPeak }) => !areSameHours(offPeak, newest.offPeak));
  return { offPeak: newest.offPeak, seenDays: dates.length - 1 - others };
}

function byFirstHours({ firstHours }: LearnedDates, today: number): ExpectedHours | undefined {
  if (!firstHours || today - firstHours.day > OLDEST_DAYS) return undefined;
  return { offPeak: firstHours.offPeak, seenDays: 1 };
}

/**
 * The hours expected of a date: those of the newest observed date. If a weekend was observed to have other hours than the workdays around
 * it, which agreed with each other, each kind of day has its own hours: those of the newest date of its kind.
 *
 * A weekend's own hours cannot be recognised before such a weekend was observed with a workday on both sides. Holidays are treated as
 * ordinary days of the week. When the hours of workdays change, a weekend is expected to keep its own until it is observed.
 */
function hoursByDates(dates: readonly SeenDate[], today: number, wanted: number): ExpectedHours | undefined {
  const newest = dates.at(-1);
  if (!newest || today - newest.day > OLDEST_DAYS) return undefined;
  const sameKind = haveWeekendsTheirOwn(dates) ? dates.filter(({ day }) => dayKindOf(day) === dayKindOf(wanted)) : [];
  const ofKind = sameKind.at(-1);
  return newestHours(ofKind && wanted - ofKind.day <= OLDEST_DAYS ? sameKind : dates);
}

/** Whether the last observed Saturday or Sunday with workdays around it had other hours than they had. */
function haveWeekendsTheirOwn(dates: readonly SeenDate[]): boolean {
  return (['saturday', 'sunday'] as const).some((kind) => {
    const differ = dates.map(({ day }, nth) => (dayKindOf(day) === kind ? differsFromWorkdays(dates, nth) : undefined));
    return differ.findLast((one) => one !== undefined) === true;
  });
}

/** Whether a weekend's date differs from the workdays around it; undefined if these are unknown or differ from each other. */
function differsFromWorkdays(dates: readonly SeenDate[], nth: number): boolean | undefined {
  const date = dates[nth];
  const isNear = ({ day }: SeenDate) =>
    dayKindOf(day) === 'workday' && date !== undefined && Math.abs(day - date.day) <= NEAR_DAYS;
  const before = dates.slice(0, nth).findLast(isNear);
  const after = dates.slice(nth + 1).find(isNear);
  if (!date || !before || !after || !areSameHours(before.offPeak, after.offPeak)) return undefined;
  return !areSameHours(date.offPeak, before.offPeak);
}
