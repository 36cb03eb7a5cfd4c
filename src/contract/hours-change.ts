import { type DayKind, dayKindOf, OLDEST_DAYS, type SeenDate } from './expected-hours.ts';
import { areSameHours, type Hours, hoursIn, hoursText, LEAST_MOVE, lengthOfHours } from './hours.ts';
import type { ContractNews } from './news.ts';
import { type Counted, confirmed, counted, isSame, type Learned } from './same.ts';
import { beginsSeason, type HoursByKind, hoursOfSeason, isFirstOfItsKind, type Seasons, seasonOf } from './season.ts';
import type { SeenHours } from './seen-hours.ts';
import type { ToldHours } from './told-hours.ts';
import type { ToldProfile } from './told-profiles.ts';

/** The off-peak hours of a date that the meter itself tells. */
export interface ToldDate extends SeenDate {
  /** NJOURF, or NJOURF+1 of tomorrow: the supplier's number for days of this kind. Absent when the frame has none. */
  readonly dayType?: string;
}

export type HoursNews = Omit<Extract<ContractNews, { kind: 'hours' }>, 'atMs'>;

/** What is kept over a restart: at most some 700 bytes of JSON. It changes once a day. */
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

interface DoubtedDate {
  readonly day: number;
  readonly offPeak: string;
  /** The date, where it is certain to be the first one with these hours. */
  readonly fromDay?: number;
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
  if (profile?.isPeakDay) return undefined;
  return { day, offPeak: hours, ...(profile?.dayType !== undefined && { dayType: profile.dayType }), isTold: true };
}

/** How many changes are remembered for a kind of day that does not come. */
const MOST_OPEN = 4;
const MOST_TYPES = 12;
/** A date that is earlier by more than so many days than the newest one shows that the clock was wrong then. */
const MOST_DAYS_BACK = 10;

/**
 * Says once when the off-peak hours of the contract have become others. The first known hours of a kind of day (`DayKind`) are no
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

/** A date is seen once, but what is told of one may become other hours. */
function isNewDate(newest: number | undefined, day: number, isTold: boolean): boolean {
  if (newest === undefined || newest - day > MOST_DAYS_BACK) return true;
  return isTold ? day >= newest : day > newest;
}

type Judgement = Pick<HoursChangeMemory, 'known' | 'seasons' | 'doubted'> & { readonly news?: HoursNews };

function judged(memory: HoursChangeMemory, date: ToldDate, isTold: boolean): Judgement {
  const { known = {}, seasons, doubted } = memory;
  const { day } = date;
  const kind = dayKindOf(day);
  const offPeak = hoursText(date.offPeak);
  const isSame = (text: string | undefined) => text !== undefined && areSameHours(hoursIn(text), date.offPeak);
  const awaited = hoursOfSeason(seasons, day);
  const isAwaited = isSame(awaited);
  const seenBefore = isSame(doubted?.offPeak) ? doubted : undefined;
  const isSure = isTold || isAwaited || seenBefore !== undefined;
  const before = known[kind]?.at(-1);
  if (before === undefined) {
    const isBelieved = isSure || Object.values(known).some(([other]) => isSame(other));
    return isBelieved ? firstKnown(memory, kind, offPeak) : { known, seasons, doubted: { day, offPeak } };
  }
  // A season that begins with the hours of the other one has none of its own any more.
  if (known[kind]?.some(isSame))
    return {
      known: { ...known, [kind]: [offPeak] },
      seasons: awaited === undefined || isAwaited ? seasons : undefined,
    };
  if (isSame(recentOfType(memory, date))) return { known, seasons };
  const fromDay = firstDate(memory, day, isTold) ?? seenBefore?.fromDay;
  const certain = fromDay === undefined ? {} : { fromDay };
  if (!isSure && mayBeHalf(date.offPeak, hoursIn(before)))
    return { known, seasons, doubted: { day, offPeak, ...certain } };
  const after = isAwaited
    ? { known: { ...seasons?.other, [kind]: [offPeak] }, seasons: { of: seasonOf(day), other: known } }
    : { known: changed(known, kind, offPeak), seasons: seasonsAfter(memory, seenBefore?.day ?? day) };
  const season = after.seasons && { season: after.seasons.of };
  return { ...after, news: { kind: 'hours', before, offPeak, isTold, ...certain, ...season } };
}

/** A date, where it is certain that the one before it had other hours. Those that are seen may also have changed within the date. */
function firstDate({ day: before }: HoursChangeMemory, day: number, isTold: boolean): number | undefined {
  const isNext = before === day || before === day - 1;
  return isNext && (isTold || beginsSeason(day)) ? day : undefined;
}

/**
 * The seasons after a change to hours that nobody awaited. Those of the first day of its kind in a season are the hours of the season,
 * unless nobody read the meter for long before; later ones are other hours all the year, as far as anybody knows.
 * @param since the date from which on they were seen
 */
function seasonsAfter(memory: HoursChangeMemory, since: number): Seasons | undefined {
  const { day = since, known = {}, seasons } = memory;
  if (!isFirstOfItsKind(since) || since - day > OLDEST_DAYS) return undefined;
  const of = seasonOf(since);
  return seasons?.of === of ? seasons : { of, other: known };
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

/** What is known after a change was said: the kind of day has the new hours, and the other kinds may have them. */
function changed(known: HoursByKind, kind: DayKind, offPeak: string): HoursByKind {
  const withOpen = ([last = '', ...open]: readonly string[]) => [last, ...[...open, offPeak].slice(1 - MOST_OPEN)];
  const others = Object.entries(known).map(([other, all]) => [other, withOpen(all)]);
  return { ...Object.fromEntries(others), [kind]: [offPeak] };
}

function typesWith(
  { types = {} }: HoursChangeMemory,
  { day, dayType, offPeak }: ToldDate,
): NonNullable<HoursChangeMemory['types']> {
  if (dayType === undefined) return types;
  const all = Object.entries({ ...types, [dayType]: { day, offPeak: hoursText(offPeak) } });
  return Object.fromEntries(all.toSorted(([, one], [, other]) => other.day - one.day).slice(0, MOST_TYPES));
}
