import { dayOfDate } from '../../../src/base/paris-time.ts';
import type { Unpriced } from '../../../src/money/cost.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { dayText } from './date-words.ts';
import type { Unit } from './energy-measure.ts';
import type { EnergyPeriodView } from './energy-period.ts';
import type { PageWords } from './page-words.ts';
import { tariffName } from './tariff-names.ts';

/** Less than this is shown as 0.0 kWh on the page. */
const LEAST_SHOWN_WH = 50;

/** A sentence about the bars. */
export interface EnergyNote {
  readonly says: string;
  /** For energy from a file that can only be priced with the hours of the tariff periods: a date with such energy. */
  readonly needsHours?: string;
}

/**
 * The remarks on the bars of a period, in addition to their numbers.
 * @param spans the spans of the bars
 * @param whole spans that add up to the period, each at least a day long
 * @param isPresent whether today is in the period
 */
export function notesOn(
  {
    spans,
    whole,
    isPresent = false,
  }: { readonly spans: readonly PricedSpan[]; readonly whole: readonly PricedSpan[]; readonly isPresent?: boolean },
  view: EnergyPeriodView,
  unit: Unit,
  words: PageWords,
): readonly EnergyNote[] {
  const texts = words.texts.energy;
  const unseenWh = sumOf(spans.map((span) => span.unseenWh));
  const imported = whole.filter(({ fromFilesWh }) => fromFilesWh !== undefined);
  const unpriced = spans.find(({ cost }) => cost?.unpriced)?.cost?.unpriced;
  const says = [
    ...(isPresent && isNothingYet(whole) ? [texts.nothingYet] : view === 'day' ? hourNotes(spans, whole, words) : []),
    ...(unseenWh > 0 ? [texts.unseenNote(words.energy(unseenWh))] : []),
    ...(imported.length > 0 ? [texts.importedNote(words.energy(sumOf(imported.map((span) => span.fromFilesWh))))] : []),
    ...(unit === 'euros' && view === 'day' ? [texts.withoutSubscription] : []),
  ];
  return [
    ...says.map((text) => ({ says: text })),
    ...(unit === 'euros' && unpriced ? [unpricedNote(unpriced, words)] : []),
  ];
}

/** Whether a meter was heard, but has not counted a Wh since then. */
function isNothingYet(whole: readonly PricedSpan[]): boolean {
  return whole.some(({ seen }) => seen > 0) && whole.every(({ energyWh = 0, givenWh = 0 }) => energyWh + givenWh === 0);
}

/** The remarks on a day with some or all hours unknown. */
function hourNotes(spans: readonly PricedSpan[], whole: readonly PricedSpan[], words: PageWords): readonly string[] {
  const texts = words.texts.energy;
  const isImported = whole.some(({ fromFilesWh }) => fromFilesWh !== undefined);
  if (spans.length === 0) {
    if (isImported) return [texts.importedWithoutHours];
    return [whole.some(({ seen }) => seen > 0) ? texts.noHours : texts.nothingRead];
  }
  const inNoHourWh = sumOf(whole.map(({ energyWh }) => energyWh)) - sumOf(spans.map(({ energyWh }) => energyWh));
  if (inNoHourWh < LEAST_SHOWN_WH) return [];
  return [(isImported ? texts.importedInNoHour : texts.inNoHour)(words.energy(inNoHourWh))];
}

function sumOf(amounts: readonly (number | undefined)[]): number {
  return amounts.reduce<number>((sum, amount = 0) => sum + amount, 0);
}

function unpricedNote(unpriced: Unpriced, words: PageWords): EnergyNote {
  const { unpriced: texts } = words.texts.energy;
  const day = dayOfDate(unpriced.date);
  const date = day === undefined ? unpriced.date : dayText(day, 'dayAndYear', words);
  switch (unpriced.kind) {
    case 'noPrice':
      return { says: texts.noPrice(date) };
    case 'noPeriod':
      return { says: texts.noPeriod(date, tariffName(unpriced.period, words.texts)) };
    case 'unknownPeriod':
      return { says: texts.unknownPeriod(date) };
    case 'unknownDrawn':
      return { says: texts.unknownDrawn(date) };
    case 'noColour':
      return { says: texts.noColour(date) };
    case 'noHours':
      return { says: texts.noHours(date), needsHours: unpriced.date };
  }
}
