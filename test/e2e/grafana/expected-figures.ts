import type { GeneratedMeter } from './generated-meter.ts';
import { periodOf, type ValuesByName } from './panel-answer.ts';

/** The price of a kWh of each period by its variable, in €. No two are equal, so that a mixed-up one shows. */
const PRICES = {
  BASE: ['base', 0.19],
  HC: ['hc', 0.16],
  HP: ['hp', 0.21],
  HN: ['ejp_hn', 0.18],
  PM: ['ejp_hpm', 0.344],
  HCJB: ['hcjb', 0.1325],
  HPJB: ['hpjb', 0.1612],
  HCJW: ['hcjw', 0.1499],
  HPJW: ['hpjw', 0.1871],
  HCJR: ['hcjr', 0.1575],
  HPJR: ['hpjr', 0.709],
  own_1: ['own_1', 0.1414],
  own_2: ['own_2', 0.2727],
  other: ['other', 0.3131],
} as const;
const SOLD = 0.04;
const SUBSCRIPTION = 15;

/** The names that the user types for periods of the supplier's own. */
export const OWN_NAMES = { own_1: 'WEEK-END', own_2: "HC L'ETE (8H+)." };

/** The answers of the user when a dashboard is imported. */
export const ANSWERS_AT_IMPORT: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.values(PRICES).map(([key, price]) => [`VAR_PRICE_${key.toUpperCase()}`, String(price)]),
  ...Object.entries(OWN_NAMES).map(([key, name]) => [`VAR_${key.toUpperCase()}`, name]),
  ['VAR_PRICE_INJECTED', String(SOLD)],
  ['VAR_SUBSCRIPTION', String(SUBSCRIPTION)],
]);

/** The price of a kWh of a series in €. In historique a period has the name of its register. */
export function priceOf(series: string): number {
  const [, price] =
    Object.entries(PRICES).find(([name, [key]]) => name === series || key === series)?.[1] ?? PRICES.other;
  return price;
}

/** The series in which the cost of a period stands. What registers count whose period is unknown has a single one. */
export function costSeriesOf(series: string): string {
  return /^f\d/.test(series) ? 'unknown' : series;
}

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export function framesIn({ moments }: GeneratedMeter, { fromMs, toMs }: TimeSpan): GeneratedMeter['moments'] {
  return moments.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

/** The energy used in these periods, in Wh. */
export function usedWhIn(meter: GeneratedMeter, periods: readonly string[], span: TimeSpan): number {
  const used = framesIn(meter, span).flatMap(({ usedWh }) => periods.map((period) => usedWh[period] ?? 0));
  return used.reduce((whole, wh) => whole + wh, 0);
}

/** The energy used by tariff period and by local day, month or year, in Wh. Those without any are absent. */
export function used(meter: GeneratedMeter, periods: readonly string[], span: TimeSpan, format: string): ValuesByName {
  const wh: Record<string, Record<string, number>> = {};
  for (const { atMs, usedWh } of framesIn(meter, span)) {
    const bar = periodOf(atMs, format);
    for (const period of periods) {
      const amount = usedWh[period] ?? 0;
      if (amount === 0 && period !== 'injected') continue;
      wh[period] ??= {};
      wh[period][bar] = (wh[period][bar] ?? 0) + amount;
    }
  }
  return wh;
}

/** The cost in €: the energy drawn, plus the subscription, minus the energy sold. */
export function cost(meter: GeneratedMeter, span: TimeSpan): number {
  const drawn = namedSeriesOf(meter).map((series) => (usedWhIn(meter, [series], span) * priceOf(series)) / 1000);
  return total(drawn) + subscriptionFee(meter, span) - (usedWhIn(meter, ['injected'], span) * SOLD) / 1000;
}

/** The series that a meter has in the panels by tariff. */
export function namedSeriesOf({ moments }: GeneratedMeter): readonly string[] {
  const all = new Set(moments.flatMap(({ usedWh }) => Object.keys(usedWh)));
  return [...all].filter((series) => !/^(total|injected|unnamed|index .*)$/.test(series)).sort();
}

/** The registers of standard mode of a meter that have counted, as `indexOf` names them. */
export function indexesOf({ moments }: GeneratedMeter): readonly string[] {
  const all = new Set(moments.flatMap(({ usedWh }) => Object.keys(usedWh)));
  return [...all].filter((series) => series.startsWith('index ')).sort();
}

/** The subscription in € for the hours that have frames. */
export function subscriptionFee(meter: GeneratedMeter, span: TimeSpan): number {
  const hours = new Set(framesIn(meter, span).map(({ atMs }) => Math.floor(atMs / 3_600_000)));
  return (hours.size * SUBSCRIPTION * 12) / 8766;
}

export function total(values: Readonly<Record<string, number>> | readonly number[]): number {
  return Object.values(values).reduce((whole, value) => whole + value, 0);
}
