import { parisDayOf } from '../base/paris-time.ts';
import type { Day } from '../energy/day.ts';
import type { DaysOfLine } from '../energy/days-of-lines.ts';
import { onlyPeriodOf } from '../energy/period-clock.ts';
import { isInPeriods } from '../energy/split-day.ts';
import { renamed } from '../energy/watt-hours.ts';
import { isSamePeriod, periodName } from '../reading/periods.ts';
import { type Price, pricePer } from './price.ts';

/** A day for which a price line is usable: all its energy is in periods that have a price. */
interface UsableDay {
  /** Absent for a day within an absence: its energy is included in the day on which the meter was heard again, which is known, too. */
  readonly seen?: Day;
  /** The earliest date on which the energy of this day, or of that other day, may have been used. */
  readonly since: number;
}

/** The days for which a price line is usable, by day. */
export type UsableDays = ReadonlyMap<number, UsableDay>;

/** The days that two price lines have in common, within the year that ends with the last of them. */
export interface ComparedDays {
  /** In chronological order. */
  readonly days: readonly number[];
  /** The last day that both lines have, with the same energy; undefined if there is none. */
  readonly last?: number;
}

export const YEAR_DAYS = 365;

/**
 * The days from `from` up to, but not including, `today` for which a price line is usable. Energy is under the names of the line's periods;
 * if the line has only one period, all energy belongs to it.
 */
export function usableDays(
  { days, unclear }: DaysOfLine,
  price: Price,
  [from, today]: readonly [number, number],
): UsableDays {
  const known = new Map<number, UsableDay>();
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

/**
 * Whether all energy of a day comes from files. Then a day within an absence is usable even if the absence's first and last day are
 * unclear.
 */
function isOfFiles({ energyWh, fromFilesWh }: Day): boolean {
  return energyWh !== undefined && fromFilesWh === energyWh;
}

/** A day with its energy under the names of a line's periods; undefined if some energy is in none of them. */
function inPeriodsOf(price: Price, day: Day): Day | undefined {
  if (day.energyWh === undefined) return undefined;
  const only = onlyPeriodOf(price);
  if (only) return { ...day, energyWhByTariff: { [periodName(only.name)]: day.energyWh } };
  if (!isInPeriods(day)) return undefined;
  // A register may spell a period with other capitals than the household does.
  const typed = (counted: string) => price.periods.find(({ name }) => isSamePeriod(name, counted))?.name ?? counted;
  const energyWhByTariff = renamed(day.energyWhByTariff, (counted) => periodName(typed(counted)));
  const isPriced = Object.keys(energyWhByTariff).every((name) => pricePer(name, price) !== undefined);
  return isPriced ? { ...day, energyWhByTariff } : undefined;
}

/** @param own undefined if the household has no prices: then all days of the offer's year are compared */
export function comparedDays(offer: UsableDays, own: UsableDays | undefined): ComparedDays {
  const both = [...offer.keys()].filter((day) => !own || hasSameEnergy(offer, own, day)).toSorted((a, b) => a - b);
  const last = both.at(-1);
  const first = (last ?? 0) - YEAR_DAYS + 1;
  const isWithin = (known: UsableDays, day: number) => (known.get(day)?.since ?? first) >= first;
  const days = both.filter((day) => day >= first && isWithin(offer, day) && (!own || isWithin(own, day)));
  return { days, last };
}

/** Where a file fits one of the two lines only, the same day may have different energy. */
function hasSameEnergy(offer: UsableDays, own: UsableDays, day: number): boolean {
  return own.has(day) && offer.get(day)?.seen?.energyWh === own.get(day)?.seen?.energyWh;
}
