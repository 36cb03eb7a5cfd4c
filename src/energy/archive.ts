import type { PeriodOfRegister } from '../periods.ts';
import type { Day } from './day.ts';
import type { ImportedDay } from './imported-day.ts';
import type { Minute } from './minute.ts';

/** What is kept of the energy of meters. The journal implements it. A meter is named by its slug. */
export interface Archive {
  /** The minutes of a meter that begin in [fromMs, toMs), oldest first. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  /**
   * The days of a meter from `from` up to and including `to`, oldest first, in days since 1970-01-01. Days in which nothing was seen
   * are absent.
   */
  days(meter: string, from: number, to: number): readonly Day[];
  /** What imported files tell of a meter, one a day, oldest first: see `merged-imports.ts`. */
  importedDays(meter: string): readonly ImportedDay[];
  /** The tariff period that each register of a meter counts, as far as it is known. */
  periodOfRegister(meter: string): PeriodOfRegister;
}
