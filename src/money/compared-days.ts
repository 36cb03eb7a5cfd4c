import type { Day } from '../energy/day.ts';
import type { DaysOfLine } from '../energy/days-of-lines.ts';
import { always } from '../energy/period-clock.ts';
import { dateOf, parisDayOf } from '../paris-time.ts';
import { costOfEnergy } from './cost.ts';
import type { Price } from './price.ts';

/** A day that a price line knows: all its energy is in a period that has a price. */
interface KnownDay {
  /** Absent of a day of an absence: the day on which the meter was heard again has its energy, and is known too. */
  readonly seen?: Day;
  /** The first date of which the energy may be that the day, or that other one, has. */
  readonly since: number;
}

/** The days that a price line knows, by day. */
export type KnownDays = ReadonlyMap<number, KnownDay>;

/** Of the days that two price lines know, those of the year up to the last one. */
export interface ComparedDays {
  /** In order. */
  readonly days: readonly number[];
  /** The last day that both know, with the same energy; undefined where there is none. */
  readonly last?: number | undefined;
}

export const YEAR_DAYS = 365;

/** The days before `today` that a price line knows. */
export function knownDays({ days, unclear }: DaysOfLine, price: Price, today: number): KnownDays {
  const lines = [always(price)];
  const known = new Map<number, KnownDay>();
  const counted = new Set(days.flatMap(({ day, energyWh }) => (energyWh === undefined ? [] : [day])));
  for (const seen of days) {
    const { day, energyWh, unseen } = seen;
    if (day >= today || energyWh === undefined || unclear.has(day)) continue;
    if (costOfEnergy(seen, dateOf(day), lines).unpriced) continue;
    const since = unseen?.energyWh ? parisDayOf(unseen.sinceMs) : day;
    known.set(day, { seen, since });
    for (let absent = since + 1; absent < day; absent += 1) {
      if (!counted.has(absent)) known.set(absent, { since });
    }
  }
  return known;
}

/** @param own undefined where the household has no prices: then all days of the offer's year are */
export function comparedDays(offer: KnownDays, own: KnownDays | undefined): ComparedDays {
  const both = [...offer.keys()].filter((day) => !own || hasSameEnergy(offer, own, day)).toSorted((a, b) => a - b);
  const last = both.at(-1);
  const first = (last ?? 0) - YEAR_DAYS + 1;
  const isWithin = (known: KnownDays, day: number) => (known.get(day)?.since ?? first) >= first;
  const days = both.filter((day) => day >= first && isWithin(offer, day) && (!own || isWithin(own, day)));
  return { days, last };
}

/** Where a file fits beside one of them only, a day may have other energy. */
function hasSameEnergy(offer: KnownDays, own: KnownDays, day: number): boolean {
  return own.has(day) && offer.get(day)?.seen?.energyWh === own.get(day)?.seen?.energyWh;
}
