import type { RegisterLine } from '../periods.ts';
import type { CountedDay } from './day.ts';
import type { ImportedDay } from './imported-day.ts';
import type { Minute } from './minute.ts';
import type { CountedMinutes } from './split-day.ts';

/** What is kept of the energy of meters. The journal implements it. A meter is named by its slug. */
export interface Archive {
  /** The minutes of a meter that begin in [fromMs, toMs), oldest first. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  /** What the minutes of a meter have counted; a year is summed in a fraction of the time that it takes to read its minutes. */
  countedMinutes(meter: string): CountedMinutes;
  /**
   * The days of a meter from `from` up to and including `to`, oldest first, in days since 1970-01-01. Days in which nothing was seen
   * are absent.
   */
  days(meter: string, from: number, to: number): readonly CountedDay[];
  /** What imported files tell of a meter, one a day, oldest first: see `merged-imports.ts`. */
  importedDays(meter: string): readonly ImportedDay[];
  /** Since when each register of a meter counts which tariff period, oldest first. */
  registerLines(meter: string): readonly RegisterLine[];
}
