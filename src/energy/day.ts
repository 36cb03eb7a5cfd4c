/** Wh by name: of registers, or of tariff periods. */
export type EnergyByName = { readonly [name: string]: number };

/** What a meter counted, in Wh. What it does not tell is absent. */
export interface CountedEnergy {
  /** Drawn from the grid. */
  readonly energyWh?: number;
  /** The same by register, under Enedis' label (`EASF01`, `HCHC`). Absent for days made of minutes, which have none. */
  readonly energyWhByRegister?: EnergyByName;
  /** The same by tariff period, as the meter writes it (PTEC or LTARF, trimmed). Energy of an unknown period is in none. */
  readonly energyWhByTariff: EnergyByName;
  /** Given to the grid (producers only). */
  readonly givenWh?: number;
}

/**
 * What the journal keeps for ever of a day of a meter, in the calendar of Paris. Its energy is the difference between the
 * meter's index at the last frame of the day and the last one before the day, so that days add up to what the index counted,
 * with no gap between them. A meter that was exchanged begins anew.
 */
export interface Day extends CountedEnergy {
  /** In days since 1970-01-01: see `paris-time.ts`. */
  readonly day: number;
  /**
   * When whole days before this one were not seen: since when, and what of this day's energy was counted until its first
   * frame. Nobody knows on which of the days it was used.
   */
  readonly unseen?: CountedEnergy & { readonly sinceMs: number };
  /**
   * What of `energyWh` comes from a file of the household, and not from the meter: see `imported-day.ts`. Only in a day to which a
   * file has added something, so that it may be 0. The journal's own days never have it.
   */
  readonly importedWh?: number;
  /** What of `importedWh` is in no period because a curve tells it, and the hours of the prices' periods do not tell which. */
  readonly noHoursWh?: number;
  readonly greatestVA?: number;
  /** When that was, in milliseconds since 1970; to the minute for days made of minutes. */
  readonly greatestAtMs?: number;
  /** The base load in W: the mean power of the hour between 0:00 and 6:00 in which the index counted least. */
  readonly baseW?: number;
  /** In how many of the minutes of the day there was a reading. */
  readonly seenMinutes: number;
  /** In how many of them `greatestVA` would have shown, where that is not all of them: a curve only has means. */
  readonly powerMinutes?: number;
  /** The end of the last minute in which there was a reading, in milliseconds since 1970. Absent for days that only files tell. */
  readonly seenUntilMs?: number;
  /** The subscribed power, in VA, that the meter told last. */
  readonly subscribedVA?: number;
  /** The contract that the meter told last (OPTARIF or NGTF, trimmed). */
  readonly contract?: string;
}
