import { DAY_MS } from '../paris-time.ts';
import type { Season } from '../reading.ts';
import { dayKindOf } from './expected-hours.ts';

/**
 * The hours (`hoursText`) of the days of each `DayKind`. Behind the last known ones stand those of changes that were said since a day
 * of this kind was known, and that may be true of it, too.
 */
export type HoursByKind = { readonly [kind: string]: readonly string[] };

/** The hours of two seasons, of a contract that was found to have others in each. */
export interface Seasons {
  /** The season whose hours are the present ones. */
  readonly of: Season;
  /** The hours of the other one, as they were in its last days. */
  readonly other: HoursByKind;
}

export function seasonOf(day: number): Season {
  const month = new Date(day * DAY_MS).getUTCMonth() + 1;
  return month >= 4 && month <= 10 ? 'summer' : 'winter';
}

/** Whether a date is the first one of its season. */
export function beginsSeason(day: number): boolean {
  return seasonOf(day - 1) !== seasonOf(day);
}

/**
 * Whether a date is the first workday, Saturday or Sunday of its season. The very first date does not count: 1 November is a holiday,
 * which may have the hours of a weekend.
 */
export function isFirstOfItsKind(day: number): boolean {
  const lastWeek = [1, 2, 3, 4, 5, 6, 7].map((days) => day - days);
  const before = lastWeek.find((one) => dayKindOf(one) === dayKindOf(day) && !beginsSeason(one));
  return before !== undefined && seasonOf(before) !== seasonOf(day);
}

/** The hours that a date has by its season, where the present ones are those of the other one; undefined where they are unknown. */
export function hoursOfSeason(seasons: Seasons | undefined, day: number): string | undefined {
  return seasons && seasons.of !== seasonOf(day) ? seasons.other[dayKindOf(day)]?.at(-1) : undefined;
}
