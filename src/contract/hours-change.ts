import { type DayKind, dayKindOf, OLDEST_DAYS, type SeenDate } from './expected-hours.ts';
import { areSameHours, type Hours, hoursIn, hoursText, LEAST_MOVE, lengthOfHours } from './hours.ts';
import type { ContractNews } from './news.ts';

/** The off-peak hours of a date that the meter itself tells. */
export interface ToldDate extends SeenDate {
  /** NJOURF, or NJOURF+1 of tomorrow: the supplier's number for days of this kind. Absent when the frame has none. */
  readonly dayType?: string;
}

export type HoursNews = Omit<Extract<ContractNews, { kind: 'hours' }>, 'atMs'>;

/** What is kept over a restart: at most some 700 bytes of JSON. It changes once a day. */
export interface HoursChangeMemory {
  /** The newest date that was taken, in days since 1970-01-01. */
  readonly day?: number;
  /**
   * The hours (`hoursText`) of the days of each `DayKind`. Behind the last known ones stand those of changes that were said since a
   * day of this kind was known, and that may be true of it, too.
   */
  readonly known?: { readonly [kind: string]: readonly string[] };
  /** The last hours of the supplier's day types, and their dates. */
  readonly types?: { readonly [dayType: string]: { readonly day: number; readonly offPeak: string } };
  /** The last hours that were seen and not believed yet, and their date. */
  readonly doubted?: { readonly day: number; readonly offPeak: string };
}

export interface HoursChange {
  /**
   * Takes what the meter tells of a date, tomorrow's as soon as it is known, or the newest date that was seen, where the meter tells
   * nothing. Undefined when nothing is new.
   */
  take(date: ToldDate, isTold: boolean): HoursNews | undefined;
  /** What is to be kept: the same object as long as nothing of it changes. */
  readonly memory: HoursChangeMemory;
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
 * keeps their number; else when the next date that was seen has the same hours.
 */
export function createHoursChange(remembered: HoursChangeMemory = {}): HoursChange {
  let memory = remembered;
  let last: { readonly date: ToldDate; readonly isTold: boolean } | undefined;

  return {
    take(date, isTold) {
      if (last?.isTold === isTold && isSameDate(last.date, date)) return undefined;
      last = { date, isTold };
      if (!isNewDate(memory.day, date.day, isTold)) return undefined;
      const { news, known, doubted } = judged(memory, date, isTold);
      memory = { day: date.day, known, types: typesWith(memory, date), ...(doubted && { doubted }) };
      return news;
    },
    get memory() {
      return memory;
    },
  };
}

function isSameDate(one: ToldDate, other: ToldDate): boolean {
  if (one.day !== other.day || one.dayType !== other.dayType) return false;
  return one.offPeak === other.offPeak || hoursText(one.offPeak) === hoursText(other.offPeak);
}

/** A date is seen once, but what is told of one may become other hours. */
function isNewDate(newest: number | undefined, day: number, isTold: boolean): boolean {
  if (newest === undefined || newest - day > MOST_DAYS_BACK) return true;
  return isTold ? day >= newest : day > newest;
}

type Known = NonNullable<HoursChangeMemory['known']>;

type Judgement = Pick<HoursChangeMemory, 'doubted'> & { readonly known: Known; readonly news?: HoursNews };

function judged(memory: HoursChangeMemory, date: ToldDate, isTold: boolean): Judgement {
  const { known = {}, doubted } = memory;
  const kind = dayKindOf(date.day);
  const offPeak = hoursText(date.offPeak);
  const isSame = (text: string | undefined) => text !== undefined && areSameHours(hoursIn(text), date.offPeak);
  const isSure = isTold || isSame(doubted?.offPeak);
  const before = known[kind]?.at(-1);
  if (before === undefined) {
    const isBelieved = isSure || Object.values(known).some(([other]) => isSame(other));
    return isBelieved ? firstKnown(memory, kind, offPeak) : { known, doubted: { day: date.day, offPeak } };
  }
  if (known[kind]?.some(isSame) || isSame(recentOfType(memory, date)))
    return { known: { ...known, [kind]: [offPeak] } };
  if (!isSure && mayBeHalf(date.offPeak, hoursIn(before))) return { known, doubted: { day: date.day, offPeak } };
  const isFirst = isTold && (date.day === memory.day || date.day - 1 === memory.day);
  const news = { kind: 'hours', before, offPeak, isTold, ...(isFirst && { fromDay: date.day }) } as const;
  return { known: changed(known, kind, offPeak), news };
}

/** The first hours of a kind of day. Where they were doubted on a day of another kind, this has them too. */
function firstKnown({ known = {}, doubted }: HoursChangeMemory, kind: DayKind, offPeak: string): Judgement {
  if (!doubted || !areSameHours(hoursIn(doubted.offPeak), hoursIn(offPeak)))
    return { known: { ...known, [kind]: [offPeak] } };
  return { known: { [dayKindOf(doubted.day)]: [offPeak], ...known, [kind]: [offPeak] }, doubted };
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
function changed(known: Known, kind: DayKind, offPeak: string): Known {
  const others = Object.entries(known).map(([other, [last = '', ...open]]) => [
    other,
    [last, ...[...open, offPeak].slice(1 - MOST_OPEN)],
  ]);
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
