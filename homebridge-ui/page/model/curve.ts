import type { Curve, CurveSpan } from '../../../src/ui/protocol.ts';
import type { Words } from './words.ts';

/** Columns as uPlot takes them: seconds since 1970, then greatest, least and mean. */
export type Columns = [number[], (number | null)[], (number | null)[], (number | null)[]];

export function columnsOf({ atMs, greatestVA, leastVA, meanVA }: Curve): Columns {
  return [atMs.map((ms) => ms / 1000), [...greatestVA], [...leastVA], [...meanVA]];
}

export function isEmpty({ meanVA }: Curve): boolean {
  return meanVA.every((va) => va === null);
}

/** The curve in a sentence, for who does not see it. */
export function summaryOf(curve: Curve, span: CurveSpan, words: Words): string {
  const { texts } = words;
  const means = curve.meanVA.filter((va) => va !== null);
  const greatest = Math.max(...curve.greatestVA.filter((va) => va !== null));
  const least = Math.min(...curve.leastVA.filter((va) => va !== null));
  const mean = means.reduce((sum, va) => sum + va, 0) / means.length;
  const atMs = curve.atMs[curve.greatestVA.indexOf(greatest)] ?? curve.fromMs;
  const va = (value: number) => words.quantity(value, 'VA');
  return texts.curve.summary(texts.curve.over[span], va(mean), va(least), va(greatest), momentOf(atMs, span, words));
}

/** One step of the curve in words; undefined where nothing was read. */
export function readoutAt(curve: Curve, index: number, span: CurveSpan, words: Words): string | undefined {
  const [atMs, mean, least, greatest] = [curve.atMs, curve.meanVA, curve.leastVA, curve.greatestVA].map(
    (column) => column[index],
  );
  if (atMs == null || mean == null || least == null || greatest == null) return undefined;
  const [says, from, to] = [mean, least, greatest].map((value) => words.quantity(value, 'VA'));
  return words.texts.curve.readout(momentOf(atMs, span, words), says ?? '', from ?? '', to ?? '');
}

/** A moment as short as its span allows. */
export function momentOf(atMs: number, span: CurveSpan, words: Words): string {
  return span === 'week' ? words.moment(atMs) : words.time(atMs);
}
