import type { DaysOfLine } from '../energy/days-of-lines.ts';
import { always, onlyPeriodOf } from '../energy/period-clock.ts';
import { isInPeriods } from '../energy/split-day.ts';
import { sumOfNamed } from '../energy/watt-hours.ts';
import { costOfEnergy } from './cost.ts';
import type { Price } from './price.ts';

/** What energy that was given was worth. Euros are not rounded. */
export interface GivenValue {
  readonly givenWh: number;
  /** Over so many days: those of which the period is known in which it was given. */
  readonly days: number;
  /** At the price that the settings have for it; absent where they have none. */
  readonly givenEuros?: number;
  /** What the same energy would have saved if the house had used it at that time, instead of drawing as much. */
  readonly savedEuros: number;
}

/**
 * What the energy given on some days was worth at a price line. Undefined where none was given, and where nothing tells when.
 * @param days which of them, in days since 1970-01-01
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
    ...(price.given !== undefined && { givenEuros: (givenWh / 1000) * price.given }),
  };
}
