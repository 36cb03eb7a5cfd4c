import type { Curve, CurveSpan } from '../../../src/ui/protocol.ts';
import type { PageWords } from './page-words.ts';

/** Columns as uPlot takes them: seconds since 1970, then greatest, least and mean. */
export type UplotColumns = [number[], (number | null)[], (number | null)[], (number | null)[]];

export function uplotColumns({ atMs, greatestVA, leastVA, meanVA }: Curve): UplotColumns {
  return [atMs.map((ms) => ms / 1000), [...greatestVA], [...leastVA], [...meanVA]];
}

export function isCurveEmpty({ meanVA }: Curve): boolean {
  return meanVA.every((va) => va === null);
}

/** The curve in a sentence, for who does not see it. */
export function curveSummary(curve: Curve, span: CurveSpan, words: PageWords): string {
  const { texts } = words;
  const means = curve.meanVA.filter((va) => va !== null);
  const greatest = Math.max(...curve.greatestVA.filter((va) => va !== null));
  const least = Math.min(...curve.leastVA.filter((va) => va !== null));
  const mean = means.reduce((sum, va) => sum + va, 0) / means.length;
  const atMs = curve.firstReadMs[curve.greatestVA.indexOf(greatest)] ?? curve.fromMs;
  const va = (value: number) => words.quantity(value, 'VA');
  return texts.curve.summary(texts.curve.over[span], va(mean), va(least), va(greatest), curveTime(atMs, span, words));
}

/** One step of the curve in words; undefined where nothing was read. */
export function curveReadout(curve: Curve, index: number, span: CurveSpan, words: PageWords): string | undefined {
  const [atMs, mean, least, greatest] = [curve.firstReadMs, curve.meanVA, curve.leastVA, curve.greatestVA].map(
    (column) => column[index],
  );
  if (atMs == null || mean == null || least == null || greatest == null) return undefined;
  const [says, from, to] = [mean, least, greatest].map((value) => words.quantity(value, 'VA'));
  return words.texts.curve.readout(curveTime(atMs, span, words), says ?? '', from ?? '', to ?? '');
}

/** A moment as short as its span allows. */
export function curveTime(atMs: number, span: CurveSpan, words: PageWords): string {
  return span === 'week' ? words.moment(atMs) : words.time(atMs);
}
