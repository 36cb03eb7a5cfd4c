import { MINUTES_A_DAY } from '../hours.ts';
import { areSameHours, type Hours, hoursIn } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import { dayKindOf, seasonOf } from './season.ts';
import { type SeenTape, wholeHours } from './seen-tape.ts';

/** A date that was seen from midnight to midnight. */
export interface SeenDate {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly offPeak: Hours;
}

/** The hours that a date is expected to have. */
export interface ExpectedHours {
  readonly offPeak: Hours;
  /** On how many dates in a row, of those that were seen, these hours were seen. */
  readonly seenDays: number;
}

/** What was seen whole. */
export interface LearnedDates {
  /** The last dates that were seen from midnight to midnight, the oldest first: 14 at most. */
  readonly dates: readonly SeenDate[];
  /** 24 hours without a gap, from while no whole date was known, and the day on which they ended. */
  readonly firstHours?: SeenDate | undefined;
}

/** After so many days without a date that was seen, nothing is expected any more: the season or the contract may have changed. */
export const OLDEST_DAYS = 8;

/** How many days a workday may be away from a weekend's date to stand beside it. */
const NEAR_DAYS = 3;
/** So many of them are remembered. */
export const MOST_DATES = 14;

/**
 * Before the first whole date, and after a long time without one, 24 hours without a gap tell the hours, too: who installs the plugin
 * at 14:00 has them at 14:00 on the next day.
 */
export function withFirstHours(learned: LearnedDates, tape: SeenTape, { day, minute }: MeterTime): LearnedDates {
  const offPeak = wholeHours(tape, day * MINUTES_A_DAY + minute);
  return offPeak ? { dates: learned.dates, firstHours: { day, offPeak } } : learned;
}

/** With the date that has ended. What was learned of later dates, while the clock was wrong, is forgotten. */
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
 * The hours that are expected of a date by what is known today; undefined while nothing is.
 * @param today after all of the dates
 * @param ofSeason those that a date of its kind has by its season, where the contract has its own in each (see `hoursOfSeason`): then
 *   no other kind of day tells its hours, and no other season
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
 * The hours that are expected of a date: those of the newest date that was seen. Where a weekend was seen to have other hours than
 * the same ones of the workdays around it, each kind of day has its own: those of the newest date of that kind.
 *
 * It cannot know a weekend's own hours before such a weekend has been seen with a workday on both sides, and it takes holidays for
 * what they are in the week. When workdays get other hours, it goes on expecting a weekend's own ones until the weekend has come.
 */
function hoursByDates(dates: readonly SeenDate[], today: number, wanted: number): ExpectedHours | undefined {
  const newest = dates.at(-1);
  if (!newest || today - newest.day > OLDEST_DAYS) return undefined;
  const sameKind = haveWeekendsTheirOwn(dates) ? dates.filter(({ day }) => dayKindOf(day) === dayKindOf(wanted)) : [];
  const ofKind = sameKind.at(-1);
  return newestHours(ofKind && wanted - ofKind.day <= OLDEST_DAYS ? sameKind : dates);
}

/** Whether the last Saturday or the last Sunday that was seen with workdays around it had other hours than they had. */
function haveWeekendsTheirOwn(dates: readonly SeenDate[]): boolean {
  return (['saturday', 'sunday'] as const).some((kind) => {
    const differ = dates.map(({ day }, nth) => (dayKindOf(day) === kind ? differsFromWorkdays(dates, nth) : undefined));
    return differ.findLast((one) => one !== undefined) === true;
  });
}

/** Whether a weekend's date differs from the workdays around it; undefined when these are unknown, or differ from each other. */
function differsFromWorkdays(dates: readonly SeenDate[], nth: number): boolean | undefined {
  const date = dates[nth];
  const isNear = ({ day }: SeenDate) =>
    dayKindOf(day) === 'workday' && date !== undefined && Math.abs(day - date.day) <= NEAR_DAYS;
  const before = dates.slice(0, nth).findLast(isNear);
  const after = dates.slice(nth + 1).find(isNear);
  if (!date || !before || !after || !areSameHours(before.offPeak, after.offPeak)) return undefined;
  return !areSameHours(date.offPeak, before.offPeak);
}
