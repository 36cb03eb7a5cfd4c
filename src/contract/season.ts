import { dateOf, daysSinceMonday } from '../base/paris-time.ts';
import { SEASON_DATES } from '../reading/hours.ts';
import type { ContractCalendar, Season } from '../reading/reading.ts';

/** The kinds of days whose hours may differ. */
export type DayKind = 'workday' | 'saturday' | 'sunday';

/**
 * The hours (`hoursText`) of each `DayKind`. The first text is the last known hours; the others are changes reported since then, which may
 * apply to this kind of day as well.
 */
export type HoursByKind = { readonly [kind: string]: readonly string[] };

/** The hours of the two seasons of a contract that was found to have different hours in each. */
export interface Seasons {
  /** The season of the present hours. */
  readonly of: Season;
  /** The hours of the other season, as they were in its last days. */
  readonly other: HoursByKind;
}

/** The present hours, and those of the other season, where known. */
export interface KnownSeasons {
  readonly known?: HoursByKind;
  readonly seasons?: Seasons;
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
 * Whether no day of a kind has occurred between the beginning of the season and a date. The first date of the season does not count: 1
 * November is a holiday, which may have the hours of a weekend.
 */
export function isFirstOf(kind: DayKind, day: number): boolean {
  const lastWeek = [1, 2, 3, 4, 5, 6, 7].map((days) => day - days);
  const before = lastWeek.find((one) => dayKindOf(one) === kind && !beginsSeason(one));
  return before !== undefined && seasonOf(before) !== seasonOf(day);
}

/**
 * The hours of a date by its kind of day and season; undefined if unknown, or if the contract is not known to have different hours in each
 * season. In the present season they are unknown while the kind of day may have several.
 */
export function hoursOfSeason(memory: KnownSeasons | undefined, day: number): string | undefined {
  const { known = {}, seasons } = memory ?? {};
  if (!seasons) return undefined;
  const kind = dayKindOf(day);
  if (seasons.of !== seasonOf(day)) return seasons.other[kind]?.at(-1);
  return known[kind]?.length === 1 ? known[kind][0] : undefined;
}

/**
 * Whether today's hours may be known only from the season: on its first day they are those of last time, not observed in this season yet.
 */
export function areKnownBySeason({ season, seenDays }: Omit<ContractCalendar, 'periods'>): boolean {
  return season !== undefined && seenDays === 1;
}
