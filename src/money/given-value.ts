import type { DaysOfLine } from '../energy/days-of-lines.ts';
import { always, onlyPeriodOf } from '../energy/period-clock.ts';
import { isInPeriods } from '../energy/split-day.ts';
import { sumOfNamed } from '../energy/watt-hours.ts';
import { costOfEnergy } from './cost.ts';
import type { Price } from './price.ts';

/** The value of exported energy. Euros are not rounded. */
export interface GivenValue {
  readonly givenWh: number;
  /** The number of days included: those for which the period of the export is known. */
  readonly days: number;
  /** At the feed-in price of the settings; absent if they have none. */
  readonly givenEuros?: number;
  /** What the same energy would have saved if the house had used it at that time instead of importing as much. */
  readonly savedEuros: number;
}

/**
 * The value at a price line of the energy exported on some days. Undefined if nothing was exported, or if the time of the export is
 * unknown.
 * @param days which days, in days since 1970-01-01
 */
export function givenValue(
  { days: all, givenWhByTariff }: DaysOfLine,
  days: readonly number[],
  price: Price,
): GivenValue | undefined {
  const wanted = new Set(days);
  const only = onlyPeriodOf(price);
  const given = all.flatMap(({ day, givenWh: energyWh }) => {
    if (!wanted.has(day) || energyWh === undefined) return [];
    const energyWhByTariff = only ? { [only.name]: energyWh } : (givenWhByTariff.get(day) ?? {});
    return isInPeriods({ energyWh, energyWhByTariff }) ? [{ energyWh, energyWhByTariff }] : [];
  });
  const { energyWh: givenWh, ...named } = sumOfNamed(given);
  const { euros: savedEuros } = costOfEnergy({ energyWh: givenWh, ...named }, price.from, [always(price)]);
  if (givenWh <= 0 || savedEuros === undefined) return undefined;
  return {
    ...{ givenWh, days: given.length, savedEuros },
    givenEuros: price.given && (givenWh / 1000) * price.given,
  };
}
