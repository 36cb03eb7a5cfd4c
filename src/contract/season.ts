import { SEASON_DATES } from '../hours.ts';
import { dateOf, daysSinceMonday } from '../paris-time.ts';
import type { ContractCalendar, Season } from '../reading.ts';

/** The kinds of days whose hours may differ. */
export type DayKind = 'workday' | 'saturday' | 'sunday';

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

/** What is known of the present hours, and of those of each season. */
export interface KnownSeasons {
  readonly known?: HoursByKind | undefined;
  readonly seasons?: Seasons | undefined;
}

export function dayKindOf(day: number): DayKind {
  const weekday = daysSinceMonday(day);
  return weekday < 5 ? 'workday' : weekday === 5 ? 'saturday' : 'sunday';
}

const [SUMMER_FROM = '', SUMMER_TO = ''] = SEASON_DATES.summer.split('..');

export function seasonOf(day: number): Season {
  const monthDay = dateOf(day).slice('yyyy-'.length);
  return monthDay >= SUMMER_FROM && monthDay <= SUMMER_TO ? 'summer' : 'winter';
}

/** Whether a date is the first one of its season. */
export function beginsSeason(day: number): boolean {
  return seasonOf(day - 1) !== seasonOf(day);
}

/**
 * Whether no day of a kind stands between the beginning of the season and a date. The very first date of the season is not looked at:
 * 1 November is a holiday, which may have the hours of a weekend.
 */
export function isFirstOf(kind: DayKind, day: number): boolean {
  const lastWeek = [1, 2, 3, 4, 5, 6, 7].map((days) => day - days);
  const before = lastWeek.find((one) => dayKindOf(one) === kind && !beginsSeason(one));
  return before !== undefined && seasonOf(before) !== seasonOf(day);
}

/**
 * The hours that a date of its kind has by its season; undefined where they are unknown, or no season is known to have its own. Of the
 * present season they are unknown while the kind may have several.
 */
export function hoursOfSeason(memory: KnownSeasons | undefined, day: number): string | undefined {
  const { known = {}, seasons } = memory ?? {};
  if (!seasons) return undefined;
  const kind = dayKindOf(day);
  if (seasons.of !== seasonOf(day)) return seasons.other[kind]?.at(-1);
  return known[kind]?.length === 1 ? known[kind][0] : undefined;
}

/** Whether today's hours may be known by their season alone: on its first day they are those of the last time, and not seen in this one. */
export function areKnownBySeason({ season, seenDays }: Omit<ContractCalendar, 'periods'>): boolean {
  return season !== undefined && seenDays === 1;
}
