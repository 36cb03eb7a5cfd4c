import type { CountedEnergy, Gap, NamedEnergy, ToldOfMeter } from './energy.ts';

/** What is known of a day of a meter beside its energy. Days are those of Paris. */
interface DayFacts {
  /** In days since 1970-01-01: see `paris-time.ts`. */
  readonly day: number;
  readonly greatestVA?: number;
  /** When the minute of it began, in milliseconds since 1970. */
  readonly greatestAtMs?: number;
  /** The base load in W: the mean power of the hour between 0:00 and 6:00 in which the index counted least. */
  readonly baseW?: number;
  /** In how many of the minutes of the day there was a reading. */
  readonly seenMinutes: number;
  /** The end of the last minute in which there was a reading, in milliseconds since 1970. Absent for days that only files tell. */
  readonly seenUntilMs?: number;
}

/**
 * What the journal keeps for ever of a day of a meter. Its energy is the difference between the meter's index at the last frame of
 * the day and the last one before the day, so that days add up to what the index counted, with no gap between them. A meter that
 * was exchanged begins anew.
 */
export interface CountedDay extends DayFacts {
  /** In the order of time: another one begins where another meter, or a register's next period, does. */
  readonly parts: readonly CountedPart[];
  /** See `Day`. It is of the first part. */
  readonly unseen?: Gap;
}

/** What one and the same meter counted from a minute of a day on, while each of its registers was of one period. */
export interface CountedPart extends CountedEnergy {
  /** When its first minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** What the meter told last in that time. */
  readonly told?: ToldOfMeter;
}

/** A day of a meter as it is read: its registers have names, and files may have added to it. */
export interface Day extends NamedEnergy, DayFacts {
  /**
   * When whole days before this one were not seen: since when, and what of this day's energy was counted until its first
   * frame. Nobody knows on which of the days it was used.
   */
  readonly unseen?: NamedEnergy & { readonly sinceMs: number };
  /**
   * What of `energyWh` comes from a file of the household, and not from the meter: see `imported-day.ts`. Only in a day to which a
   * file has added something, so that it may be 0. The journal's own days never have it.
   */
  readonly fromFilesWh?: number;
  /** What of `fromFilesWh` is in no period because a curve tells it, and the hours of the prices' periods do not tell which. */
  readonly noHoursWh?: number;
  /** The subscribed power, in VA, that the meter told last. */
  readonly subscribedVA?: number;
  /** The contract that the meter told last (OPTARIF or NGTF, trimmed). */
  readonly contract?: string;
  /** In how many of `seenMinutes` `greatestVA` would have shown, where that is not all of them: a curve only has means. */
  readonly powerMinutes?: number;
}
