import type { MobilePeak, Reading } from '../reading/reading.ts';
import { clockOf } from './horodate.ts';
import type { DataByLabel } from './values.ts';

/** The beginnings and ends of the mobile peaks (54E §6.2), each of them a horodate, in the order of their numbers. */
const PAIRS = [
  ['DPM1', 'FPM1'],
  ['DPM2', 'FPM2'],
  ['DPM3', 'FPM3'],
] as const;

/**
 * The mobile peaks of a frame: those with both a beginning and an end, in the right order. A blank horodate means that there is none.
 * Undefined if there are none. While they are the same as in `before`, the same object is returned.
 */
export function mobilePeaksIn(horodates: DataByLabel, before?: Reading): readonly MobilePeak[] | undefined {
  // Hardly any frame has one: all that this costs then is looking for the three beginnings.
  if ((horodates['DPM1'] ?? horodates['DPM2'] ?? horodates['DPM3']) === undefined) return undefined;
  if (before !== undefined && areTheSame(horodates, before.frame.horodates)) return before.mobilePeaks;
  const peaks = PAIRS.flatMap(([beginning, end]) => {
    const [fromMs, toMs] = [clockOf(horodates[beginning]), clockOf(horodates[end])];
    return fromMs !== undefined && toMs !== undefined && fromMs < toMs ? [{ fromMs, toMs }] : [];
  });
  return peaks.length > 0 ? peaks : undefined;
}

function areTheSame(one: DataByLabel, other: DataByLabel): boolean {
  return PAIRS.every(([beginning, end]) => one[beginning] === other[beginning] && one[end] === other[end]);
}
