import { periodName } from '../periods.ts';
import type { RegisterPeriod } from '../reading.ts';
import { tagValueOf } from './line-protocol.ts';

/** More than a meter has registers, for several meters. */
const MOST_NAMES = 100;

const known = new Map<string, string>();

/**
 * The tags of `linky_register` that tell what a register counts: `period`, under the name that `periodName` gives, and
 * `off_peak` where the name tells whether it is off-peak. Undefined for an empty name, which no tag can have. They are kept by
 * name, since a meter has a few names in years, and a batch asks for them with each frame.
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
