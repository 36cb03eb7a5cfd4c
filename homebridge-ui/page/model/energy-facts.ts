import { dayOfDate, parisDayOf } from '../../../src/base/paris-time.ts';
import { greatestOf } from '../../../src/energy/spans.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { dayText } from './date-words.ts';
import type { Unit } from './energy-measure.ts';
import { measureOfSum } from './energy-measure.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';
import { totalOf } from './year-before.ts';

/** A day that was seen for such a share counts as a whole one: a restart of the plugin costs some minutes. */
const WHOLE_DAY = 0.94;

/**
 * What a period adds up to, as names and values.
 * @param spans the days, months or years of the period
 * @param comparison the difference from a year before, in words
 * @param today in days since 1970-01-01
 */
export function energyFacts(
  spans: readonly PricedSpan[],
  comparison: string | undefined,
  unit: Unit,
  today: number,
  words: PageWords,
): readonly Fact[] {
  const texts = words.texts.energy.facts;
  const { write, given } = measureOfSum(unit, spans, words);
  const amount = totalOf(spans, unit, words);
  const hasCost = unit === 'euros' && amount !== undefined;
  const subscription = hasCost ? sumOfAll(spans.map(({ cost }) => cost?.subscriptionEuros)) : undefined;
  const giving = spans.filter(({ givenWh }) => givenWh !== undefined);
  return [
    ...factIfKnown(unit === 'euros' ? texts.cost : texts.drawn, amount, write),
    ...factIfKnown(texts.subscription, subscription, write),
    ...factIfKnown(unit === 'euros' ? texts.paid : texts.given, sumOfAll(giving.map(given)), write),
    ...factIfKnown(texts.mean, meanOfDays(spans, unit, today, words), write),
    ...factIfKnown(texts.compared, comparison, (text) => text),
    ...greatestFact(spans, words),
  ];
}

/** Undefined as soon as one value is unknown: a sum of the others would pass for the whole. */
function sumOfAll(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 || known.length < values.length ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/** The mean of the whole days, where there are several. */
function meanOfDays(spans: readonly PricedSpan[], unit: Unit, today: number, words: PageWords): number | undefined {
  const whole = spans.filter(
    ({ by, date, seen, unseenWh }) =>
      by === 'day' && seen >= WHOLE_DAY && !unseenWh && (dayOfDate(date) ?? today) < today,
  );
  const total = whole.length > 1 ? totalOf(whole, unit, words) : undefined;
  return total === undefined ? undefined : total / whole.length;
}

function greatestFact(spans: readonly PricedSpan[], words: PageWords): readonly Fact[] {
  const greatest = greatestOf(spans);
  const { greatestVA, greatestAtMs } = greatest ?? {};
  if (greatestVA === undefined) return [];
  const power = words.quantity(greatestVA, 'VA');
  const day = greatestAtMs === undefined ? undefined : dayText(parisDayOf(greatestAtMs), 'dayAndYear', words);
  const { facts } = words.texts.energy;
  // The line breaks before the date, not within it.
  return [{ name: facts.greatest, value: day === undefined ? power : facts.on(power, day.replaceAll(' ', '\u00a0')) }];
}
