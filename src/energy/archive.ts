import type { RegisterLine } from '../reading/periods.ts';
import type { CountedDay } from './day.ts';
import type { ImportedDay } from './imported-day.ts';
import type { Minute } from './minute.ts';
import type { CountedMinutes } from './split-day.ts';

/** The stored energy of meters, as energy reads it. The journal implements it. A meter is named by its slug. */
export interface Archive {
  /** The minutes of a meter that begin in [fromMs, toMs), oldest first. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  /** Sums over the minutes of a meter: a year is summed in a fraction of the time that reading its minutes takes. */
  countedMinutes(meter: string): CountedMinutes;
  /**
   * The days of a meter from `from` up to and including `to` (both in days since 1970-01-01), oldest first. Days without a frame are
   * absent.
   */
  days(meter: string, from: number, to: number): readonly CountedDay[];
  /** The days of a meter from imported files, one entry a day, oldest first: see `merged-imports.ts`. */
  importedDays(meter: string): readonly ImportedDay[];
  /** Which tariff period each register of a meter counts, and since when; oldest first. */
  registerLines(meter: string): readonly RegisterLine[];
}
