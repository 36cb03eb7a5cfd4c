import { OLDEST_DAYS, type SeenDate } from './expected-hours.ts';
import { areSameHours, type Hours, hoursIn, hoursText, LEAST_MOVE, lengthOfHours } from './hours.ts';
import type { ContractNews } from './news.ts';
import { type Counted, confirmed, counted, isSame, type Learned } from './same.ts';
import {
  beginsSeason,
  type DayKind,
  dayKindOf,
  type HoursByKind,
  hoursOfSeason,
  isFirstOf,
  type Seasons,
  seasonOf,
} from './season.ts';
import type { SeenHours } from './seen-hours.ts';
import type { ToldHours } from './told-hours.ts';
import type { ToldProfile } from './told-profiles.ts';

/** The off-peak hours of a date that the meter itself tells. */
export interface ToldDate extends SeenDate {
  /** The supplier's number for days of this kind, as NJOURF+1 told it the day before. Absent where it did not. */
  readonly dayType?: string;
}

export type HoursNews = Omit<Extract<ContractNews, { kind: 'hours' }>, 'atMs'>;

/** What is kept over a restart: some hundred bytes of JSON, two thousand at most. It changes once a day. */
export interface HoursChangeMemory {
  /** The newest date that was taken, in days since 1970-01-01. */
  readonly day?: number | undefined;
  readonly known?: HoursByKind | undefined;
  readonly seasons?: Seasons | undefined;
  /** The last hours of the supplier's day types, and their dates. */
  readonly types?: { readonly [dayType: string]: { readonly day: number; readonly offPeak: string } } | undefined;
  /** The last hours that were seen and not believed yet, and their date. */
  readonly doubted?: DoubtedDate | undefined;
}

/** The first date that was seen with hours, and the newest one that was taken before it. */
interface FirstDate {
  readonly day: number;
  readonly dayBefore?: number | undefined;
}

interface DoubtedDate extends FirstDate {
  readonly offPeak: string;
}

/** The newest date whose hours are known. */
interface NewestDate extends ToldDate {
  /** Whether the meter itself tells them, or they were seen. */
  readonly isTold: boolean;
}

/** What is known of hours at a reading: what the meter tells, the profiles by which it does, what was seen, and the date of today. */
type HoursSources = readonly [ToldHours, readonly ToldProfile[] | undefined, SeenHours | undefined, number];

/** What was known at the last readings, and the date that was compared last. */
export interface ComparedDates {
  readonly counted?: Counted<HoursSources> | undefined;
  readonly compared?: NewestDate | undefined;
}

/**
 * Notices that the off-peak hours of the contract are others than before, from what is known of them at a reading. It compares the
 * newest date that is known: tomorrow, once the meter tells its hours, else today; where the meter tells neither, the newest date that
 * was seen.
 */
export function newHoursAfter(
  known: HoursChangeMemory | undefined,
  before: ComparedDates,
  sources: HoursSources,
): Learned<HoursChangeMemory | undefined, ComparedDates> & { readonly news?: HoursNews | undefined } {
  const now = counted(before.counted, sources);
  if (now === before.counted) return { known, running: before };
  const date = confirmed(now) && newestDate(sources);
  if (!date || isSame(date, before.compared)) return { known, running: { ...before, counted: now } };
  const { memory, news } = hoursChangeAfter(known, date, date.isTold);
  return { known: memory, running: { counted: now, compared: date }, news };
}

/** A peak day is not compared, since its hours are those of no other day. */
function newestDate([told, profiles = [], seen, today]: HoursSources): NewestDate | undefined {
  const { offPeak, offPeakTomorrow } = told;
  const [day, hours] = offPeakTomorrow ? [today + 1, offPeakTomorrow] : [today, offPeak];
  if (!hours) return seen?.newestDate && { ...seen.newestDate, isTold: false };
  const profile = profiles.find((one) => one.day === day);
  if (day === today ? told.isTodayPeakDay : profile?.isPeakDay) return undefined;
  return { day, offPeak: hours, ...(profile?.dayType !== undefined && { dayType: profile.dayType }), isTold: true };
}

/** How many changes are remembered for a kind of day that does not come. */
const MOST_OPEN = 3;
const MOST_TYPES = 12;
/** A date that is earlier by more than so many days than the newest one shows that the clock was wrong then. */
const MOST_DAYS_BACK = 10;

/**
 * Says once when the off-peak hours of the contract change. The first known hours of a kind of day (`DayKind`) are no
 * news. Neither are:
 * - hours that another kind of day got before, and this kind only now, because its day has come: they were said;
 * - hours that the supplier's day type had in the last week, as on a holiday of a contract with hours of weekends;
 * - a move of less than five minutes.
 *
 * A date that was seen may be half of the old hours and half of the new ones. The first one is believed when another one has the same
 * hours. A later one is believed when its first span is another one than before and it has as many off-peak minutes, since a contract
 * keeps their number; else when the next date that was seen has the same hours. Those that its season had the last time are believed
 * at once.
 */
export function hoursChangeAfter(
  memory: HoursChangeMemory = {},
  date: ToldDate,
  isTold: boolean,
): { readonly memory: HoursChangeMemory; readonly news?: HoursNews | undefined } {
  if (!isNewDate(memory.day, date.day, isTold)) return { memory };
  const { news, ...learned } = judged(memory, date, isTold);
  return { memory: { ...learned, day: date.day, types: typesWith(memory, date) }, news };
}

/** A date is seen once, but what is told of one may change. */
function isNewDate(newest: number | undefined, day: number, isTold: boolean): boolean {
  if (newest === undefined || newest - day > MOST_DAYS_BACK) return true;
  return isTold ? day >= newest : day > newest;
}

type Judgement = Pick<HoursChangeMemory, 'known' | 'seasons' | 'doubted'> & { readonly news?: HoursNews };

function judged(memory: HoursChangeMemory, date: ToldDate, isTold: boolean): Judgement {
  const { day: dayBefore, known = {}, seasons, doubted } = memory;
  const { day } = date;
  const kind = dayKindOf(day);
  const offPeak = hoursText(date.offPeak);
  const has = sameAs(date.offPeak);
  const awaited = hoursOfSeason(memory, day);
  const seenBefore = has(doubted?.offPeak) ? doubted : undefined;
  const isSure = isTold || has(awaited) || seenBefore !== undefined;
  const before = known[kind]?.at(-1);
  if (before === undefined) {
    const isBelieved = isSure || Object.values(known).some(([other]) => has(other));
    return isBelieved ? firstKnown(memory, kind, offPeak) : { known, seasons, doubted: { day, offPeak } };
  }
  if (known[kind]?.some(has)) {
    // A season that begins with the hours of the other one has none of its own any more.
    const isNone = awaited !== undefined && !has(awaited) && isNear(dayBefore, day);
    return { known: { ...known, [kind]: [offPeak] }, seasons: isNone ? undefined : seasons };
  }
  if (has(recentOfType(memory, date))) return { known, seasons };
  if (!isSure && mayBeHalf(date.offPeak, hoursIn(before)))
    return { known, seasons, doubted: { day, offPeak, dayBefore } };
  const since = seenBefore ?? { day, dayBefore };
  const after = has(awaited) ? turned(memory, day, offPeak) : changed(memory, date, since);
  const isFirst = isCertainlyFirst(since, isTold) && !has(known[dayKindOf(since.day - 1)]?.[0]);
  const news = { kind: 'hours', before, offPeak, isTold, ...(isFirst && { fromDay: since.day }) } as const;
  return { ...after, news: after.seasons ? { ...news, season: after.seasons.of } : news };
}

/** Whether a text stands for the same hours. */
function sameAs(hours: Hours): (text: string | undefined) => boolean {
  return (text) => text !== undefined && areSameHours(hoursIn(text), hours);
}

/** What is known once the hours of the other season have come. */
function turned({ known = {}, seasons }: HoursChangeMemory, day: number, offPeak: string): Judgement {
  return { known: { ...seasons?.other, [dayKindOf(day)]: [offPeak] }, seasons: { of: seasonOf(day), other: known } };
}

/** What is known after a change that nobody awaited: the kind of day has the new hours, and the other kinds may have them. */
function changed(memory: HoursChangeMemory, { day, offPeak }: ToldDate, since: FirstDate): Judgement {
  const { known = {}, seasons } = memory;
  const [kind, text] = [dayKindOf(day), hoursText(offPeak)];
  const withOpen = (all: readonly string[]) => {
    const [last = '', ...open] = all;
    return all.includes(text) ? all : [last, ...[...open, text].slice(-MOST_OPEN)];
  };
  const others = Object.entries(known).map(([other, all]) => [other, withOpen(all)]);
  const isTakenBack = sameAs(offPeak)(seasons?.other[kind]?.at(-1));
  return {
    known: { ...Object.fromEntries(others), [kind]: [text] },
    seasons: isTakenBack ? undefined : seasonsAfter(memory, since),
  };
}

/**
 * Whether a date is the one after `dayBefore`, or was told with other hours before. Hours that are seen may also have changed within a
 * date, unless it is the first one of a season.
 */
function isCertainlyFirst({ day, dayBefore }: FirstDate, isTold: boolean): boolean {
  return (dayBefore === day || dayBefore === day - 1) && (isTold || beginsSeason(day));
}

/** Whether nobody was away for long before a date, and the clock was right. */
function isNear(dayBefore: number | undefined, day: number): boolean {
  return dayBefore !== undefined && day >= dayBefore && day - dayBefore <= OLDEST_DAYS;
}

/**
 * The seasons after a change to hours that nobody awaited. Where they come with the first workday of a season, or before it, they are
 * the hours of the season, and later ones are hours of all the year; in a season that is known, another kind of day may follow.
 */
function seasonsAfter({ known = {}, seasons }: HoursChangeMemory, { day, dayBefore }: FirstDate): Seasons | undefined {
  const of = seasonOf(day);
  if (!isNear(dayBefore, day)) return undefined;
  if (seasons?.of === of) return isFirstOf(dayKindOf(day), day) ? seasons : undefined;
  return isFirstOf('workday', day) ? { of, other: known } : undefined;
}

/** The first hours of a kind of day. Where they were doubted on a day of another kind, this has them too. */
function firstKnown({ known = {}, seasons, doubted }: HoursChangeMemory, kind: DayKind, offPeak: string): Judgement {
  if (!doubted || !areSameHours(hoursIn(doubted.offPeak), hoursIn(offPeak)))
    return { known: { ...known, [kind]: [offPeak] }, seasons };
  return { known: { [dayKindOf(doubted.day)]: [offPeak], ...known, [kind]: [offPeak] }, seasons, doubted };
}

/** Whether the hours that were seen on a date may be in part those from before. */
function mayBeHalf(seen: Hours, before: Hours): boolean {
  const beginsAsBefore = areSameHours(seen.slice(0, 1), before.slice(0, 1));
  return beginsAsBefore || Math.abs(lengthOfHours(seen) - lengthOfHours(before)) >= LEAST_MOVE;
}

/** The hours that the supplier's day type had in the last week. */
function recentOfType({ types = {} }: HoursChangeMemory, { day, dayType = '' }: ToldDate): string | undefined {
  const type = types[dayType];
  return type && day - type.day <= OLDEST_DAYS ? type.offPeak : undefined;
}

function typesWith(
  { types = {} }: HoursChangeMemory,
  { day, dayType, offPeak }: ToldDate,
): NonNullable<HoursChangeMemory['types']> {
  if (dayType === undefined) return types;
  const all = Object.entries({ ...types, [dayType]: { day, offPeak: hoursText(offPeak) } });
  return Object.fromEntries(all.toSorted(([, one], [, other]) => other.day - one.day).slice(0, MOST_TYPES));
}
