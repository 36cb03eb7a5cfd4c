import type { Day } from '../energy/day.ts';
import type { DaysOfLine } from '../energy/days-of-lines.ts';
import { onlyPeriodOf } from '../energy/period-clock.ts';
import { isInPeriods } from '../energy/split-day.ts';
import { renamed } from '../energy/watt-hours.ts';
import { parisDayOf } from '../paris-time.ts';
import { isSamePeriod, periodName } from '../periods.ts';
import { type Price, pricePer } from './price.ts';

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

/**
 * The days from `from` up to, but without, `today` that a price line knows. Energy has the names of the line's periods; that of a line
 * with one period is all of it.
 */
export function knownDays(
  { days, unclear }: DaysOfLine,
  price: Price,
  [from, today]: readonly [number, number],
): KnownDays {
  const known = new Map<number, KnownDay>();
  const counted = new Set(days.flatMap(({ day, energyWh }) => (energyWh === undefined ? [] : [day])));
  for (const one of days) {
    const { day, unseen } = one;
    const isUnclear = unclear.has(day) && !onlyPeriodOf(price) && !isOfFiles(one);
    const seen = day < from || day >= today || isUnclear ? undefined : inPeriodsOf(price, one);
    if (!seen) continue;
    const unseenSince = unseen ? parisDayOf(unseen.sinceMs) : day;
    const isUsed = unseen?.energyWh !== 0;
    known.set(day, { seen, since: isUsed ? unseenSince : day });
    for (let absent = Math.max(unseenSince + 1, from); absent < day; absent += 1) {
      if (!counted.has(absent)) known.set(absent, { since: isUsed ? unseenSince : absent });
    }
  }
  return known;
}

/** Whether files tell all energy of a day: so they do of a day of an absence, whatever is not clear of its first and its last day. */
function isOfFiles({ energyWh, fromFilesWh }: Day): boolean {
  return energyWh !== undefined && fromFilesWh === energyWh;
}

/** A day with its energy under the names of a line's periods; undefined where some is in none of them. */
function inPeriodsOf(price: Price, day: Day): Day | undefined {
  if (day.energyWh === undefined) return undefined;
  const only = onlyPeriodOf(price);
  if (only) return { ...day, energyWhByTariff: { [periodName(only.name)]: day.energyWh } };
  if (!isInPeriods(day)) return undefined;
  // A register may have a period in other capitals than the household.
  const typed = (counted: string) => price.periods.find(({ name }) => isSamePeriod(name, counted))?.name ?? counted;
  const energyWhByTariff = renamed(day.energyWhByTariff, (counted) => periodName(typed(counted)));
  const isPriced = Object.keys(energyWhByTariff).every((name) => pricePer(name, price) !== undefined);
  return isPriced ? { ...day, energyWhByTariff } : undefined;
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
