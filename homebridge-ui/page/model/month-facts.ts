import type { Outlook } from '../../../src/money/outlook.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { measureOfSum } from './energy-measure.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';
import { totalOf } from './year-before.ts';

const HOURS_A_YEAR = 365.25 * 24;

/**
 * This month so far, its forecast, and the base load, as names and values.
 * @param recent the last weeks by day, oldest first
 * @param today the date in Paris
 */
export function monthFacts(
  recent: readonly PricedSpan[],
  outlook: Outlook | undefined,
  today: string,
  words: PageWords,
): readonly Fact[] {
  const texts = words.texts.energy.month;
  const month = recent.filter(({ date }) => date.startsWith(today.slice(0, 'yyyy-mm'.length)));
  const kWh = totalOf(month, 'energy', words);
  const { write } = measureOfSum('energy', month, words);
  const soFar = kWh === undefined ? undefined : withEuros(write(kWh), totalOf(month, 'euros', words), words);
  const baseW = baseLoadW(recent);
  return [
    ...factIfKnown(texts.soFar, soFar, (text) => text),
    ...factIfKnown(texts.heading, outlook, ({ energyWh, cost }) =>
      withEuros(words.energy(energyWh), cost?.euros, words),
    ),
    ...factIfKnown(texts.base, baseW, (watts) => words.quantity(Math.round(watts), 'W')),
    ...factIfKnown(texts.baseYear, baseW, (watts) => baseYearText(watts, recent, words)),
  ];
}

/** The median of the days' base loads: a night with a washing machine, or away from home, does not change it. */
export function baseLoadW(days: readonly PricedSpan[]): number | undefined {
  const sorted = days.flatMap(({ baseW }) => (baseW === undefined ? [] : [baseW])).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The average price of a kWh, in euros without the subscription; undefined if no day has a price. */
export function meanPrice(days: readonly PricedSpan[]): number | undefined {
  const priced = days.flatMap(({ energyWh, cost }) =>
    energyWh === undefined || cost?.euros === undefined
      ? []
      : [{ kWh: energyWh / 1000, euros: cost.euros - (cost.subscriptionEuros ?? 0) }],
  );
  const [kWh, euros] = [sum(priced.map((one) => one.kWh)), sum(priced.map((one) => one.euros))];
  return kWh > 0 ? euros / kWh : undefined;
}

function baseYearText(baseW: number, recent: readonly PricedSpan[], words: PageWords): string {
  const price = meanPrice(recent);
  const kWh = (baseW * HOURS_A_YEAR) / 1000;
  const energy = words.quantity(kWh, 'kWh');
  return price === undefined ? energy : `${energy}, ${words.euros(kWh * price, 0)}`;
}

function withEuros(energy: string, euros: number | undefined, words: PageWords): string {
  return euros === undefined ? energy : `${energy}, ${words.euros(euros)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
