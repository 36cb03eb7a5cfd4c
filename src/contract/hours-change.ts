import { areSameHours, type Hours, hoursIn, hoursText, LEAST_MOVE, lengthOfHours } from './date-hours.ts';
import { OLDEST_DAYS, type SeenDate } from './expected-hours.ts';
import type { ContractNews } from './news.ts';
import type { ReportedHours } from './reported-hours.ts';
import type { ReportedProfile } from './reported-profiles.ts';
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

/** The off-peak hours of a date, with the supplier's day type. */
export interface KnownDate extends SeenDate {
  /** The supplier's number for days of this kind, as reported by NJOURF+1 the day before. Absent if it was not reported. */
  readonly dayType?: string;
}

export type HoursNews = Omit<Extract<ContractNews, { kind: 'hours' }>, 'atMs'>;

/** What is kept over a restart: usually some hundred bytes of JSON, at most two thousand. It changes once a day. */
export interface HoursChangeMemory {
  /** The newest date that was evaluated, in days since 1970-01-01. */
  readonly day?: number;
  readonly known?: HoursByKind;
  readonly seasons?: Seasons;
  /** The last hours of the supplier's day types, and their dates. */
  readonly types?: { readonly [dayType: string]: { readonly day: number; readonly offPeak: string } };
  /** The last hours that were observed but not accepted yet, and their date. */
  readonly doubted?: DoubtedDate;
}

/** The first date on which hours were observed, and the newest date that was evaluated before it. */
interface FirstDate {
  readonly day: number;
  readonly dayBefore?: number;
}

interface DoubtedDate extends FirstDate {
  readonly offPeak: string;
}

/** The newest date whose hours are known. */
interface NewestDate extends KnownDate {
  /** True if the meter itself reports the hours, false if they were observed. */
  readonly isTold: boolean;
}

/** What is known of the hours at a reading: those that the meter reports, the profiles behind them, those observed, and today's date. */
type HoursSources = readonly [ReportedHours, readonly ReportedProfile[] | undefined, SeenHours | undefined, number];

/** What was known at the last readings, and the date that was evaluated last. */
export interface ComparedDates {
  readonly counted?: Counted<HoursSources>;
  readonly compared?: NewestDate;
}

/**
 * Notices that the off-peak hours of the contract have changed. It evaluates the newest known date: tomorrow, once the meter reports its
 * hours, else today; if the meter reports neither, the newest observed date.
 */
export function newHoursAfter(
  known: HoursChangeMemory | undefined,
  before: ComparedDates,
  sources: HoursSources,
): Learned<HoursChangeMemory | undefined, ComparedDates> & { readonly news?: HoursNews } {
  const now = counted(before.counted, sources);
  if (now === before.counted) return { known, running: before };
  const date = confirmed(now) && newestDate(sources);
  if (!date || isSame(date, before.compared)) return { known, running: { ...before, counted: now } };
  const { memory, news } = hoursChangeAfter(known, date, date.isTold);
  return { known: memory, running: { counted: now, compared: date }, news };
}

/** A peak day is skipped, since its hours differ from those of every other day. */
function newestDate([reported, profiles = [], seen, today]: HoursSources): NewestDate | undefined {
  const { offPeak, offPeakTomorrow } = reported;
  const [day, hours] = offPeakTomorrow ? [today + 1, offPeakTomorrow] : [today, offPeak];
  if (!hours) return seen?.newestDate && { ...seen.newestDate, isTold: false };
  const profile = profiles.find((one) => one.day === day);
  if (day === today ? reported.isTodayPeakDay : profile?.isPeakDay) return undefined;
  return { day, offPeak: hours, dayType: profile?.dayType, isTold: true };
}

/** How many unconfirmed changes are remembered for a kind of day that has not occurred since. */
const MOST_OPEN = 3;
const MOST_TYPES = 12;
/** A date that is more than this many days before the newest one shows that the clock was wrong then. */
const MOST_DAYS_BACK = 10;

/**
 * Reports once that the off-peak hours of the contract have changed. The first known hours of a kind of day (`DayKind`) are not news.
 * Neither are:
 * - hours that were reported when another kind of day got them, and that this kind has now because its day has come;
 * - hours that the supplier's day type had in the last week, as on a holiday of a contract with weekend hours;
 * - a shift of less than five minutes.
 *
 * A date that was observed may have half of the old hours and half of the new ones. So the first observed hours are accepted once another
 * date confirms them. Later ones are accepted if their first span is new and they have as many off-peak minutes as before, since contracts
 * keep that number; else once the next observed date confirms them. Hours that the present season had last time are accepted at once.
 */
export function hoursChangeAfter(
  memory: HoursChangeMemory = {},
  date: KnownDate,
  isTold: boolean,
): { readonly memory: HoursChangeMemory; readonly news?: HoursNews } {
  if (!isNewDate(memory.day, date.day, isTold)) return { memory };
  const { news, ...learned } = judged(memory, date, isTold);
  return { memory: { ...learned, day: date.day, types: typesWith(memory, date) }, news };
}

/** A date is observed only once, but the hours that the meter reports for it may change. */
function isNewDate(newest: number | undefined, day: number, isTold: boolean): boolean {
  if (newest === undefined || newest - day > MOST_DAYS_BACK) return true;
  return isTold ? day >= newest : day > newest;
}

type Judgement = Pick<HoursChangeMemory, 'known' | 'seasons' | 'doubted'> & { readonly news?: HoursNews };

function judged(memory: HoursChangeMemory, date: KnownDate, isTold: boolean): Judgement {
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
    // If a season begins with the hours of the other season, it no longer has hours of its own.
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

/** Returns whether a text stands for the same hours. */
function sameAs(hours: Hours): (text: string | undefined) => boolean {
  return (text) => text !== undefined && areSameHours(hoursIn(text), hours);
}

/** The memory once the known hours of the other season have come into force. */
function turned({ known = {}, seasons }: HoursChangeMemory, day: number, offPeak: string): Judgement {
  return { known: { ...seasons?.other, [dayKindOf(day)]: [offPeak] }, seasons: { of: seasonOf(day), other: known } };
}

/** The memory after an unexpected change: this kind of day has the new hours, and the other kinds may have them. */
function changed(memory: HoursChangeMemory, { day, offPeak }: KnownDate, since: FirstDate): Judgement {
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
 * Whether a date is certainly the first one with new hours: it is the day after `dayBefore`, or the meter reported other hours for the same
 * date before. Observed hours may also have changed within a date, so for these it must be the first date of a season.
 */
function isCertainlyFirst({ day, dayBefore }: FirstDate, isTold: boolean): boolean {
  return (dayBefore === day || dayBefore === day - 1) && (isTold || beginsSeason(day));
}

/** Whether the meter was read shortly before a date, and the clock was right. */
function isNear(dayBefore: number | undefined, day: number): boolean {
  return dayBefore !== undefined && day >= dayBefore && day - dayBefore <= OLDEST_DAYS;
}

/**
 * The seasons after an unexpected change of hours. If the change comes no later than the first workday of a season, the new hours are those
 * of the season; a later change applies all year. In a season that is already known, the other kinds of day may follow.
 */
function seasonsAfter({ known = {}, seasons }: HoursChangeMemory, { day, dayBefore }: FirstDate): Seasons | undefined {
  const of = seasonOf(day);
  if (!isNear(dayBefore, day)) return undefined;
  if (seasons?.of === of) return isFirstOf(dayKindOf(day), day) ? seasons : undefined;
  return isFirstOf('workday', day) ? { of, other: known } : undefined;
}

/** The first hours of a kind of day. If another kind of day had them as unconfirmed hours, they are now confirmed for that kind, too. */
function firstKnown({ known = {}, seasons, doubted }: HoursChangeMemory, kind: DayKind, offPeak: string): Judgement {
  if (!doubted || !areSameHours(hoursIn(doubted.offPeak), hoursIn(offPeak)))
    return { known: { ...known, [kind]: [offPeak] }, seasons };
  return { known: { [dayKindOf(doubted.day)]: [offPeak], ...known, [kind]: [offPeak] }, seasons, doubted };
}

/** Whether observed hours may partly be the previous ones. */
function mayBeHalf(seen: Hours, before: Hours): boolean {
  const beginsAsBefore = areSameHours(seen.slice(0, 1), before.slice(0, 1));
  return beginsAsBefore || Math.abs(lengthOfHours(seen) - lengthOfHours(before)) >= LEAST_MOVE;
}

/** The hours that the supplier's day type had in the last week. */
function recentOfType({ types = {} }: HoursChangeMemory, { day, dayType = '' }: KnownDate): string | undefined {
  const type = types[dayType];
  return type && day - type.day <= OLDEST_DAYS ? type.offPeak : undefined;
}

function typesWith(
  { types = {} }: HoursChangeMemory,
  { day, dayType, offPeak }: KnownDate,
): NonNullable<HoursChangeMemory['types']> {
  if (dayType === undefined) return types;
  const all = Object.entries({ ...types, [dayType]: { day, offPeak: hoursText(offPeak) } });
  return Object.fromEntries(all.toSorted(([, one], [, other]) => other.day - one.day).slice(0, MOST_TYPES));
}
