import type { CountedEnergy, Gap, NamedEnergy, ToldOfMeter } from './energy.ts';

/** What is known of a day of a meter in addition to its energy. Days are calendar days of Paris. */
interface DayFacts {
  /** In days since 1970-01-01: see `base/paris-time.ts`. */
  readonly day: number;
  readonly greatestVA?: number;
  /** When the minute of `greatestVA` began, in milliseconds since 1970. */
  readonly greatestAtMs?: number;
  /** The base load in W: the mean power of the hour between 0:00 and 6:00 in which the index advanced least. */
  readonly baseW?: number;
  /** The number of minutes of the day that have a reading. */
  readonly seenMinutes: number;
  /** The end of the last minute with a reading, in milliseconds since 1970. Absent for days that are known only from files. */
  readonly seenUntilMs?: number;
}

/**
 * A day of a meter as the journal keeps it permanently. Its energy is the meter's index at the last frame of the day less the index at the
 * last frame before the day. So consecutive days add up to what the index counted, without gaps. A replaced meter starts a new count.
 */
export interface CountedDay extends DayFacts {
  /** In chronological order. A new part begins where another meter takes over, or where a register is assigned another period. */
  readonly parts: readonly CountedPart[];
  /** See `Day`. This energy is included in the first part. */
  readonly unseen?: Gap;
}

/** What one meter counted from a certain minute of a day on, while each of its registers kept one period. */
export interface CountedPart extends CountedEnergy {
  /** When its first minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** The meter's own data (identity, contract, subscribed power) as last received in this part. */
  readonly told?: ToldOfMeter;
}

/** A day of a meter as it is read: its registers are resolved to tariff periods, and imported files may have added energy. */
export interface Day extends NamedEnergy, DayFacts {
  /**
   * Set when the meter was not heard for whole days before this one: since when, and how much of this day's energy was counted up to the
   * first frame. It is unknown on which of those days that energy was used.
   */
  readonly unseen?: NamedEnergy & { readonly sinceMs: number };
  /**
   * The part of `energyWh` that comes from a file of the household instead of the meter: see `imported-day.ts`. Set only on a day that a
   * file has added something to, so it may be 0. The journal's own days never have it.
   */
  readonly fromFilesWh?: number;
  /**
   * The part of `fromFilesWh` in no tariff period: it comes from a curve, and the hours of the prices' periods do not say which one
   * applies.
   */
  readonly noHoursWh?: number;
  /** The subscribed power that the meter last reported, in VA. */
  readonly subscribedVA?: number;
  /** The contract that the meter last reported (OPTARIF or NGTF, trimmed). */
  readonly contract?: string;
  /**
   * The number of `seenMinutes` with power readings, where that is not all of them: `greatestVA` covers only these, as a curve only has
   * means.
   */
  readonly powerMinutes?: number;
}
