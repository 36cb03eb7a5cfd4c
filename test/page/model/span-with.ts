import type { Cost } from '../../../src/money/cost.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';

/** A span of a day, month or year, as its `date` tells. Its energy is the sum of its tariff periods unless given. */
export function spanWith(
  date: string,
  energyWhByTariff: { readonly [period: string]: number },
  more: Partial<PricedSpan> = {},
): PricedSpan {
  const by = date.length === 4 ? 'year' : date.length === 7 ? 'month' : 'day';
  const energyWh = Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0);
  return { by, date, fromMs: Date.parse(date), energyWh, energyWhByTariff, seen: 1, ...more };
}

/** A cost whose euros are the sum of its parts. */
export function costWith(subscriptionEuros: number, eurosByTariff: { readonly [period: string]: number }): Cost {
  const energy = Object.values(eurosByTariff).reduce((sum, euros) => sum + euros, 0);
  return { euros: subscriptionEuros + energy, subscriptionEuros, eurosByTariff };
}
