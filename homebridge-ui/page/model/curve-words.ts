import type { CurveSpan, RecentPower } from '../../../src/ui/protocol.ts';
import type { PageWords } from './page-words.ts';

/** Columns for uPlot: the time in seconds since 1970, then greatest, least and mean power in VA. */
export type UplotColumns = [number[], (number | null)[], (number | null)[], (number | null)[]];

/** A curve as columns for uPlot. */
export function uplotColumns({ atMs, greatestVA, leastVA, meanVA }: RecentPower): UplotColumns {
  return [atMs.map((ms) => ms / 1000), [...greatestVA], [...leastVA], [...meanVA]];
}

/** The steps of a column that have a value but no neighbour with one, so that no line passes through them. */
export function loneSteps(values: ArrayLike<number | null | undefined>): number[] {
  const isRead = (at: number) => values[at] != null;
  return Array.from(values, (_, at) => at).filter((at) => isRead(at) && !isRead(at - 1) && !isRead(at + 1));
}

/** Whether a curve has no reading at all. */
export function isCurveEmpty({ meanVA }: RecentPower): boolean {
  return meanVA.every((va) => va === null);
}

/**
 * If a curve's first reading is later than this share of its span, the curve is described as beginning then, rather than as covering the
 * whole span.
 */
const LATE_BEGIN = 0.05;

/**
 * The mean, the least and the greatest power as a sentence, with the time of the greatest, for readers who cannot see the curve. The time
 * is a minute that was read, as a step may begin before the meter did.
 */
export function curveSummary(curve: RecentPower, span: CurveSpan, words: PageWords): string {
  const { texts } = words;
  const means = curve.meanVA.filter((va) => va !== null);
  const greatest = Math.max(...curve.greatestVA.filter((va) => va !== null));
  const least = Math.min(...curve.leastVA.filter((va) => va !== null));
  const mean = means.reduce((sum, va) => sum + va, 0) / means.length;
  const atMs = curve.firstReadMs[curve.greatestVA.indexOf(greatest)] ?? curve.fromMs;
  const va = (value: number) => words.quantity(value, 'VA');
  return texts.curve.summary(
    spanText(curve, span, words),
    va(mean),
    va(least),
    va(greatest),
    curveTime(atMs, span, words),
  );
}

/** `In the last 24 hours`; or `Since 18:02`, if the meter was not read from the beginning of the span. */
function spanText({ fromMs, toMs, firstReadMs }: RecentPower, span: CurveSpan, words: PageWords): string {
  const { over, since } = words.texts.curve;
  const firstMs = firstReadMs.find((atMs) => atMs !== null) ?? fromMs;
  const isLate = firstMs - fromMs > LATE_BEGIN * (toMs - fromMs);
  return isLate ? since(curveTime(firstMs, span, words)) : over[span];
}

/** The values of one step as a sentence; undefined if nothing was read. */
export function curveReadout(curve: RecentPower, index: number, span: CurveSpan, words: PageWords): string | undefined {
  const [atMs, mean, least, greatest] = [curve.firstReadMs, curve.meanVA, curve.leastVA, curve.greatestVA].map(
    (column) => column[index],
  );
  if (atMs == null || mean == null || least == null || greatest == null) return undefined;
  const va = (value: number) => words.quantity(value, 'VA');
  return words.texts.curve.readout(curveTime(atMs, span, words), va(mean), va(least), va(greatest));
}

/** The time of day; in a week with the day. */
function curveTime(atMs: number, span: CurveSpan, words: PageWords): string {
  return span === 'week' ? words.moment(atMs) : words.time(atMs);
}
