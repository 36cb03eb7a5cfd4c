import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { type ChartScale, scaleOf } from './chart-scale.ts';
import { type BarPart, type EnergyMeasure, measureOf, type Unit } from './energy-measure.ts';
import type { Slot } from './energy-slots.ts';
import type { PageWords } from './page-words.ts';
import type { Tariff } from './tariff-names.ts';
import { isToldInPart } from './year-before.ts';

/** An hour, a day, a month or a year as a bar. Values are kWh or euros. */
export interface EnergyBar {
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly isMajor: boolean;
  /** Absent if nothing was read, or if it cannot be priced. */
  readonly total?: number;
  /** From zero upwards, in the order of the legend. */
  readonly parts: readonly BarPart[];
  /** What a producer exported, below zero. */
  readonly given?: number;
  /** The part of the total that was counted while the plugin was away. It is at the top of the bar. */
  readonly unseen?: number;
  /**
   * The part of the total that comes from files, and what is below it in the bar. It is at the top, under what is `unseen`: there it covers
   * energy of no known tariff, most of which comes from files.
   */
  readonly imported?: { readonly value: number; readonly above: number };
  /** The total a year before. */
  readonly before?: number;
  /** The bar in a sentence. */
  readonly text: string;
}

export interface EnergyBars {
  readonly bars: readonly EnergyBar[];
  readonly legend: readonly Tariff[];
  readonly scale: ChartScale;
}

/**
 * A bar that is more than this many times as high as any seen energy, in either year, is cut off, so that the others do not become flat.
 */
const MOST_OF_SEEN = 2;

/** An hour counts as whole if at least this share of it was seen. */
const WHOLE_HOUR = 0.9;

/** The data to draw. */
export interface DrawnEnergy {
  readonly spans: readonly PricedSpan[];
  /** The spans of the period a year before. */
  readonly before?: readonly PricedSpan[];
  /** Spans that begin after this time are still to come. */
  readonly nowMs: number;
}

/** The spans of a period as stacked bars. */
export function energyBars(
  slots: readonly Slot[],
  { spans, before = [], nowMs }: DrawnEnergy,
  unit: Unit,
  words: PageWords,
): EnergyBars {
  const measure = measureOf(unit, spans, words, before);
  const [bySlot, bySlotBefore] = [spansByKey(spans), spansByKey(before)];
  const bars = slots.map((slot) =>
    barOf(slot, nowMs, [bySlot.get(slot.key), bySlotBefore.get(slot.keyBefore ?? '')], measure, words),
  );
  const shown = new Set(bars.flatMap(({ parts }) => parts.map(({ hue }) => hue)));
  return {
    bars,
    legend: measure.legend.filter(({ hue }) => shown.has(hue)),
    scale: scaleOf(mostShown(bars), Math.max(0, ...bars.map(({ given = 0 }) => given)), measure.tick),
  };
}

/** Spans by their `date`; hours by their `fromMs`. */
function spansByKey(spans: readonly PricedSpan[]): ReadonlyMap<string, PricedSpan> {
  return new Map(spans.map((span) => [span.by === 'hour' ? String(span.fromMs) : span.date, span]));
}

function barOf(
  { fromMs, toMs, key, name, label, isMajor }: Slot,
  nowMs: number,
  [span, spanBefore]: readonly [PricedSpan | undefined, PricedSpan | undefined],
  measure: EnergyMeasure,
  words: PageWords,
): EnergyBar {
  const before = spanBefore && isComparable(spanBefore) ? measure.total(spanBefore) : undefined;
  const bar = { key, name, label, isMajor, before };
  const total = span && measure.total(span);
  if (span === undefined || total === undefined) {
    const { toCome, missing, notPriced } = words.texts.energy;
    const says = fromMs > nowMs ? toCome(name) : span?.energyWh === undefined ? missing(name) : notPriced(name);
    return { ...bar, parts: [], text: withBefore(says, before, measure, words) };
  }
  // A year before, the span was complete.
  const nameSoFar = nowMs < toMs ? words.texts.energy.soFar(name) : name;
  const parts = measure.parts(span).filter(({ value }) => value > 0);
  const [given, unseen, imported] = [measure.given(span), measure.unseen(span), measure.imported(span)];
  return {
    ...bar,
    total,
    parts,
    given,
    unseen,
    ...(imported !== undefined && { imported: { value: imported, above: total - (unseen ?? 0) - imported } }),
    text: textOf({ name: nameSoFar, total, parts, before }, span, measure, words),
  };
}

/**
 * Whether a span has exactly the energy of its own time: a day after an absence has more; an hour that was seen in part has less, as has a
 * day or month with data missing in a file.
 */
function isComparable(span: PricedSpan): boolean {
  const { by, unseenWh = 0, seen } = span;
  if (by === 'hour') return seen >= WHOLE_HOUR;
  return !isToldInPart(span) && (by !== 'day' || unseenWh === 0);
}

function textOf(
  { name, total, parts, before }: { name: string; total: number; parts: readonly BarPart[]; before?: number },
  span: PricedSpan,
  measure: EnergyMeasure,
  { texts: { energy } }: PageWords,
): string {
  const { write } = measure;
  const [given, unseen, imported] = [measure.given(span), measure.unseen(span), measure.imported(span)];
  const isFromFiles = (span.fromFilesWh ?? 0) >= (span.energyWh ?? 0);
  const partTexts = parts.map(({ name, value }) => `${name} ${write(value)}`);
  return [
    energy.readout(name, write(total), parts.length > 1 ? partTexts.join(energy.between) : undefined),
    given !== undefined && energy.givenReadout(write(given)),
    unseen !== undefined && energy.unseenReadout(write(unseen)),
    imported !== undefined && (isFromFiles ? energy.allImportedReadout : energy.importedReadout(write(imported))),
    before !== undefined && energy.beforeReadout(write(before)),
  ]
    .filter((part) => part !== false)
    .join(energy.between);
}

function withBefore(
  says: string,
  before: number | undefined,
  { write }: EnergyMeasure,
  { texts: { energy } }: PageWords,
): string {
  return before === undefined ? says : [says, energy.beforeReadout(write(before))].join(energy.between);
}

/** The value that the scale must reach. Energy of an absence counts only if it does not dwarf what was seen. */
function mostShown(bars: readonly EnergyBar[]): number {
  const seen = bars.flatMap(({ total = 0, unseen = 0, before = 0 }) => [total - unseen, before]);
  const most = Math.max(0, ...seen);
  const limit = most > 0 ? most * MOST_OF_SEEN : Number.POSITIVE_INFINITY;
  return Math.max(most, ...bars.map(({ total = 0 }) => total).filter((value) => value <= limit));
}
