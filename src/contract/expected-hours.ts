import { areSameHours, type Hours } from './hours.ts';

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

/** The kinds of days whose hours may differ. */
export type DayKind = 'workday' | 'saturday' | 'sunday';

/** After so many days without a date that was seen, nothing is expected any more: the season or the contract may have changed. */
export const OLDEST_DAYS = 8;

/** How many days a workday may be away from a weekend's date to stand beside it. */
const NEAR_DAYS = 3;

export function dayKindOf(day: number): DayKind {
  // 1970-01-01 was a Thursday.
  const weekday = (day + 3) % 7;
  return weekday < 5 ? 'workday' : weekday === 5 ? 'saturday' : 'sunday';
}

/**
 * The hours that are expected of a date: those of the newest date that was seen. Where a weekend was seen to have other hours than
 * the same ones of the workdays around it, each kind of day has its own: those of the newest date of that kind.
 *
 * It cannot know a weekend's own hours before such a weekend has been seen with a workday on both sides, and it takes holidays for
 * what they are in the week. When workdays get other hours, it goes on expecting a weekend's own ones until the weekend has come.
 * @param dates those that were seen, the oldest first
 * @param today the date it is, after all of these
 */
export function expectedHours(dates: readonly SeenDate[], today: number, wanted: number): ExpectedHours | undefined {
  const newest = dates.at(-1);
  if (!newest || today - newest.day > OLDEST_DAYS) return undefined;
  const sameKind = haveWeekendsTheirOwn(dates) ? dates.filter(({ day }) => dayKindOf(day) === dayKindOf(wanted)) : [];
  const ofKind = sameKind.at(-1);
  const like = ofKind && wanted - ofKind.day <= OLDEST_DAYS ? sameKind : dates;
  const { offPeak } = like.at(-1) ?? newest;
  const others = like.findLastIndex((date) => !areSameHours(date.offPeak, offPeak));
  return { offPeak, seenDays: like.length - 1 - others };
}

/** Whether the last Saturday or the last Sunday that was seen with workdays around it had other hours than they had. */
function haveWeekendsTheirOwn(dates: readonly SeenDate[]): boolean {
  return (['saturday', 'sunday'] as const).some((kind) => {
    const last = dates
      .flatMap((date, nth) => (dayKindOf(date.day) === kind ? (besideWorkdays(dates, nth) ?? []) : []))
      .at(-1);
    return last?.differs === true;
  });
}

/** Whether a weekend's date differs from the workdays around it; undefined when these are unknown, or differ from each other. */
function besideWorkdays(dates: readonly SeenDate[], nth: number): { readonly differs: boolean } | undefined {
  const date = dates[nth];
  const isNear = ({ day }: SeenDate) =>
    dayKindOf(day) === 'workday' && date !== undefined && Math.abs(day - date.day) <= NEAR_DAYS;
  const before = dates.slice(0, nth).findLast(isNear);
  const after = dates.slice(nth + 1).find(isNear);
  if (!date || !before || !after || !areSameHours(before.offPeak, after.offPeak)) return undefined;
  return { differs: !areSameHours(date.offPeak, before.offPeak) };
}
