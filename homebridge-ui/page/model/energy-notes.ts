import { dayOfDate } from '../../../src/paris-time.ts';
import type { EnergySpan, Unpriced } from '../../../src/tariff/energy-span.ts';
import { dayText } from './date-words.ts';
import type { Unit } from './energy-measure.ts';
import type { EnergyPeriodView } from './energy-period.ts';
import type { PageWords } from './page-words.ts';
import { tariffName } from './tariff-names.ts';

/** Less than that is 0.0 kWh on the page. */
const LEAST_SHOWN_WH = 50;

/**
 * What must be said about the bars of a period beside their numbers.
 * @param spans those of the bars
 * @param whole spans that add up to the period, each at least a day long
 */
export function notesOn(
  { spans, whole }: { readonly spans: readonly EnergySpan[]; readonly whole: readonly EnergySpan[] },
  view: EnergyPeriodView,
  unit: Unit,
  words: PageWords,
): readonly string[] {
  const texts = words.texts.energy;
  const unseenWh = sumOf(spans.map((span) => span.unseenWh));
  const inNoHourWh = sumOf(whole.map(({ energyWh }) => energyWh)) - sumOf(spans.map(({ energyWh }) => energyWh));
  const unpriced = spans.find(({ cost }) => cost?.unpriced)?.cost?.unpriced;
  return [
    ...(view === 'day' && spans.length === 0
      ? [whole.some(({ seen }) => seen > 0) ? texts.noHours : texts.nothingRead]
      : []),
    ...(view === 'day' && spans.length > 0 && inNoHourWh >= LEAST_SHOWN_WH
      ? [texts.inNoHour(words.energy(inNoHourWh))]
      : []),
    ...(unseenWh > 0 ? [texts.unseenNote(words.energy(unseenWh))] : []),
    ...(unit === 'euros' && view === 'day' ? [texts.withoutSubscription] : []),
    ...(unit === 'euros' && unpriced ? [unpricedText(unpriced, words)] : []),
  ];
}

function sumOf(amounts: readonly (number | undefined)[]): number {
  return amounts.reduce<number>((sum, amount = 0) => sum + amount, 0);
}

function unpricedText(unpriced: Unpriced, words: PageWords): string {
  const { unpriced: texts } = words.texts.energy;
  const day = dayOfDate(unpriced.date);
  const date = day === undefined ? unpriced.date : dayText(day, 'dayAndYear', words);
  switch (unpriced.kind) {
    case 'noPrice':
      return texts.noPrice(date);
    case 'noPeriod':
      return texts.noPeriod(date, tariffName(unpriced.period, words.texts));
    case 'unknownPeriod':
      return texts.unknownPeriod(date);
    case 'noHours':
      return texts.noHours(date);
  }
}
