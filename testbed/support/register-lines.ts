import type { PeriodOfRegister, RegisterLine } from '../../src/reading/periods.ts';
import { byLabel } from '../../src/reading/reading.ts';

/** The history of a meter in standard mode whose registers have always counted these periods. */
export function linesOf(periods: PeriodOfRegister, address = '021900000001'): readonly RegisterLine[] {
  return byLabel(periods).map(([register, period]) => ({ address, register, sinceMs: 0, period }));
}
