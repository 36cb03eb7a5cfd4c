import type { ByRegister } from '../reading.ts';

/**
 * Six sentences describe energy:
 *
 * 1. A meter counts by register, in whole Wh, and kept is what each register went on by between two frames.
 * 2. Energy has no tariff period until it is read: then a register's history names it.
 * 3. A minute, an hour, a day is the difference of the index at its two ends, and so is a gap in which nobody heard the meter: the
 *    parts add up to the whole, exactly.
 * 4. What the meter counted stands. A file only fills time in which nobody heard the meter, and only as far as it fits what was counted.
 * 5. A curve is kept as its file tells it, in W, and split by hours when it is shown, exactly, in sixtieths of a Wh.
 * 6. Money is made once, at the end, of exact sums and whole days.
 */

/** Wh by the name of a tariff period. */
export type EnergyByName = { readonly [name: string]: number };

/** What a meter counted, in Wh: by register, since energy has no period before it is read. What it does not tell is absent. */
export interface CountedEnergy {
  /** Drawn from the grid. */
  readonly energyWh?: number;
  /**
   * The same by register, under Enedis' label (`EASF01`, `HCHC`). Where the group of a register was refused, the next frame makes
   * up for it.
   */
  readonly energyWhByRegister?: ByRegister;
  /** Given to the grid (producers only). */
  readonly givenWh?: number;
}

/** Energy with the names that its registers have when it is read. */
export interface NamedEnergy extends CountedEnergy {
  /** `energyWh` by tariff period, as the meter writes it (PTEC or LTARF, trimmed). Energy of an unknown period is in none. */
  readonly energyWhByTariff: EnergyByName;
}

/** Named energy of which the total is known. */
export interface KnownEnergy extends NamedEnergy {
  readonly energyWh: number;
}

/** Energy that was counted since a moment, in milliseconds since 1970, while nobody listened. */
export interface Gap extends CountedEnergy {
  readonly sinceMs: number;
}

/** What a meter tells of itself, which hardly ever changes. */
export interface ToldOfMeter {
  /** See `index-chain.ts`. */
  readonly identity?: string;
  /** OPTARIF or NGTF, trimmed. */
  readonly contract?: string;
  /** The subscribed power, in VA. */
  readonly subscribedVA?: number;
}
