import { periodName } from '../reading/periods.ts';
import type { RegisterPeriod } from '../reading/reading.ts';
import { tagValueOf } from './line-protocol.ts';

/** More than the number of registers of several meters. */
const MOST_NAMES = 100;

const known = new Map<string, string>();

/**
 * The tags of `linky_register` that describe what a register counts: `period`, as named by `periodName`, and `off_peak`, if the name shows
 * whether the period is off-peak. Undefined for an empty name, which no tag can have. The tags are kept by name, since a meter has only a
 * few names in years, and a batch needs them for each frame.
 */
export function periodTags({ name, offPeak }: RegisterPeriod): string | undefined {
  let period = known.get(name);
  if (period === undefined) {
    period = tagValueOf(periodName(name));
    if (known.size < MOST_NAMES) known.set(name, period);
  }
  if (period === '') return undefined;
  return offPeak === undefined ? `,period=${period}` : `,period=${period},off_peak=${offPeak ? 'yes' : 'no'}`;
}
