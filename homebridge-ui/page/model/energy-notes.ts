import { dayOfDate } from '../../../src/paris-time.ts';
import type { EnergySpan, Unpriced } from '../../../src/tariff/energy-span.ts';
import { dayText } from './date-words.ts';
import type { Unit } from './energy-measure.ts';
import type { EnergyPeriodView } from './energy-period.ts';
import type { PageWords } from './page-words.ts';
import { tariffName } from './tariff-names.ts';

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
  const unseenWh = whole.reduce((sum, span) => sum + (span.unseenWh ?? 0), 0);
  const unpriced = spans.find(({ cost }) => cost?.unpriced)?.cost?.unpriced;
  return [
    ...(view === 'day' && spans.length === 0 ? [texts.noHours] : []),
    ...(unseenWh > 0 ? [texts[view === 'day' ? 'unseenOfDay' : 'unseenNote'](words.energy(unseenWh))] : []),
    ...(unit === 'euros' && view === 'day' ? [texts.withoutSubscription] : []),
    ...(unit === 'euros' && unpriced ? [unpricedText(unpriced, words)] : []),
  ];
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
  }
}
