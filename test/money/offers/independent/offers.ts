import type { Tariff } from '../../bill/independent/bill.ts';
import { civilClock, civilDate, datesFromTo, daysInMonth } from '../../bill/independent/civil-calendar.ts';
import { dayOfMonthlyPrice, type Exact, printed, wattMinutesPrice } from '../../bill/independent/exact-euros.ts';
import type { Seen } from '../../bill/independent/ledger.ts';
import { clockOfHours, clockOfTempo, type DayClock, type HoursByPeriod } from './day-clock.ts';
import { type CountedHouse, type DayEnergy, type Days, energyByDate, type Line, type Step } from './day-energy.ts';
import { datesOf, intervalsOf, whOf } from './intervals.ts';

/** What is known of a house. */
export interface KnownHouse {
  /** When its meter was read, in the order of time. */
  readonly readings: readonly Seen[];
  /** Of anything counted before, only the sums of each date are left, by register; by default all minutes are kept. */
  readonly minutesSinceMs?: number;
  /** What files tell, in the order of time; nothing, unless given. */
  readonly steps?: readonly Step[];
}

/** What an offer costs, as it is printed: money with two decimals. */
export interface Sum {
  readonly days: number;
  /** The first and the last of the days. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The dates in between that are not among the days, as `2026-08-14..2026-08-20`. */
  readonly leftOut: readonly string[];
  /** Absent if too few days are known. */
  readonly money?: {
    readonly wh: number;
    readonly euros: string;
    readonly subscription: string;
    readonly eurosByPeriod: { readonly [period: string]: string };
    /** The same days at the own prices. */
    readonly ownEuros?: string;
  };
}

/** A price line, with the hours of its periods where these have any. */
export interface OwnLine extends Pick<Tariff, 'subscription' | 'periods'> {
  readonly hours: HoursByPeriod;
}

/** The request for a house. Prices that the house cannot have are absent. */
export interface Asked {
  readonly nowMs: number;
  readonly own?: OwnLine;
  readonly base?: Tariff;
  readonly hphc?: Tariff;
  readonly tempo?: Tariff;
  /** When the off-peak hours are. If unknown, only registers show what is off-peak. */
  readonly offPeak?: string;
  /** The letter of each day's colour that is known from another source than the meter. */
  readonly colours: ReadonlyMap<string, string>;
}

type Priced = Pick<Tariff, 'subscription' | 'periods'>;

const YEAR = 365;
const LEAST_DAYS = 30;
const LEAST_WINTER_DAYS = 100;

/** What each offer costs a house, compared with its own prices. An offer without prices is absent. */
export function offersOf(known: KnownHouse, asked: Asked): { readonly [offer: string]: Sum } {
  const { readings, minutesSinceMs = 0, steps = [] } = known;
  const lastMinutes = new Map(readings.map(({ atMs }) => civilClock(atMs)).map(({ date, minute }) => [date, minute]));
  const house: CountedHouse = { lastMinutes, intervals: intervalsOf(readings), minutesSinceMs, steps };
  const offers = knownOffers(house, asked);
  return Object.fromEntries(
    Object.entries(offers).map(([name, offer]) => {
      const own = name === 'own' ? undefined : offers.own;
      const dates = comparedDates(house, asked.nowMs, offer.days, own?.days ?? offer.days);
      const isEnough = dates.length >= LEAST_DAYS && (name !== 'tempo' || winterDays(dates) >= LEAST_WINTER_DAYS);
      const money = isEnough && { money: moneyOf(dates, offer, own) };
      return [name, { days: dates.length, from: dates[0], to: dates.at(-1), leftOut: rangesBetween(dates), ...money }];
    }),
  );
}

interface Offer {
  readonly tariff: Priced;
  readonly days: Days;
}

function knownOffers(
  house: CountedHouse,
  asked: Asked,
): { readonly own?: Offer } & { readonly [offer: string]: Offer } {
  const tempo = clockOfTempo(coloursOf(house, asked.colours));
  const knownBy = (tariff: Priced, clock: DayClock) => ({ tariff, days: energyByDate(house, lineOf(tariff, clock)) });
  const own = asked.own && knownBy(asked.own, isTempo(asked.own) ? tempo : clockOfHours(asked.own.hours));
  const base = asked.base && knownBy(asked.base, clockOfHours({ BASE: undefined }));
  const hphc = asked.hphc && knownBy(asked.hphc, clockOfHours({ HP: undefined, HC: asked.offPeak }));
  return {
    ...(base && { base: own ? { ...base, days: inOnePeriod(own.days) } : base }),
    ...(hphc && { hphc }),
    ...(asked.tempo && { tempo: knownBy(asked.tempo, tempo) }),
    ...(own && { own }),
  };
}

/** A single price needs no periods, so it has the days that the own prices have. */
function inOnePeriod(days: Days): Days {
  return new Map(Array.from(days, ([date, energy]) => [date, energy && { BASE: totalOf(energy) }]));
}

function lineOf({ periods }: Priced, clock: DayClock): Line {
  return { periods: Object.keys(periods), clock };
}

function isTempo({ periods }: Priced): boolean {
  return Object.hasOwn(periods, 'HPJR');
}

/**
 * The dates that both know with the same energy, within the 365 days up to the last of these, without any that an older absence may have
 * filled.
 */
function comparedDates(house: CountedHouse, nowMs: number, offer: Days, own: Days): readonly string[] {
  const today = civilDate(nowMs);
  const both = [...offer.keys()]
    .filter((date) => date < today && isSame(offer.get(date), own.get(date)))
    .toSorted((one, other) => one.localeCompare(other));
  const [first, last] = [both[0], both.at(-1)];
  if (first === undefined || last === undefined) return [];
  const within = datesFromTo(first, last).slice(-YEAR);
  const filled = new Set(olderAbsence(house, within[0] as string));
  return both.filter((date) => within.includes(date) && !filled.has(date));
}

function isSame(one: DayEnergy | undefined, other: DayEnergy | undefined): boolean {
  return one !== undefined && other !== undefined && totalOf(one) === totalOf(other);
}

function totalOf(energy: DayEnergy): number {
  return Object.values(energy).reduce((sum, wattMinutes) => sum + wattMinutes, 0);
}

/** The dates of an absence of whole days that began before a date, from that date on. */
function olderAbsence({ intervals }: CountedHouse, first: string): readonly string[] {
  const around = intervals.find(({ from, to }) => from.date < first && to.date >= first);
  if (!around || whOf(around) === 0) return [];
  const dates = datesOf(around);
  return dates.length > 2 ? dates.slice(1) : [];
}

function rangesBetween(dates: readonly string[]): readonly string[] {
  return dates.flatMap((date, nth) => {
    const between = nth === 0 ? [] : datesFromTo(dates[nth - 1] as string, date).slice(1, -1);
    return between.length === 0 ? [] : [`${between[0]}..${between.at(-1)}`];
  });
}

function winterDays(dates: readonly string[]): number {
  return dates.filter((date) => ['11', '12', '01', '02', '03'].includes(date.slice(5, 7))).length;
}

function moneyOf(dates: readonly string[], offer: Offer, own: Offer | undefined): NonNullable<Sum['money']> {
  const { subscription, byPeriod, wattMinutes } = costOf(dates, offer);
  return {
    wh: wattMinutes / 60,
    euros: printed(total(subscription, byPeriod)),
    subscription: printed(subscription),
    eurosByPeriod: Object.fromEntries([...byPeriod].map(([period, cost]) => [period, printed(cost)])),
    ...(own && { ownEuros: ownEuros(dates, own) }),
  };
}

function ownEuros(dates: readonly string[], own: Offer): string {
  const { subscription, byPeriod } = costOf(dates, own);
  return printed(total(subscription, byPeriod));
}

function total(subscription: Exact, byPeriod: ReadonlyMap<string, Exact>): Exact {
  return [...byPeriod.values()].reduce((sum, cost) => sum + cost, subscription);
}

function costOf(dates: readonly string[], { tariff, days }: Offer) {
  const byPeriod = new Map<string, Exact>();
  let [subscription, wattMinutes]: [Exact, number] = [0n, 0];
  for (const date of dates) {
    subscription += dayOfMonthlyPrice(tariff.subscription, daysInMonth(date));
    for (const [period, used] of Object.entries(days.get(date) ?? {})) {
      if (used === 0) continue;
      wattMinutes += used;
      const cost = wattMinutesPrice(BigInt(used), tariff.periods[period] as string);
      byPeriod.set(period, (byPeriod.get(period) ?? 0n) + cost);
    }
  }
  return { subscription, byPeriod, wattMinutes };
}

/** What the meter counted in the peak hours of a date shows its colour, with precedence over any other source. */
function coloursOf(
  { intervals }: CountedHouse,
  others: ReadonlyMap<string, string>,
): (date: string) => string | undefined {
  const told = new Map<string, string>();
  for (const { from, to, whByPeriod } of intervals) {
    const letters = Object.keys(whByPeriod).flatMap((period) => /^HPJ(.)$/.exec(period)?.[1] ?? []);
    const dates = datesFromTo(from.date, to.date);
    const peak = dates.filter(
      (date) => (date !== from.date || from.minute < 22 * 60) && (date !== to.date || to.minute >= 6 * 60),
    );
    const [letter, date] = [letters[0], peak[0]];
    if (letter !== undefined && date !== undefined && peak.length === 1) told.set(date, letter);
  }
  return (date) => told.get(date) ?? others.get(date);
}
