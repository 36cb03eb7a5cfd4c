import type { ByRegister } from '../reading/reading.ts';

/**
 * The six rules of energy; a test breaks each of them on purpose:
 *
 * 1. A meter counts by register, in whole Wh. What is stored is how much each register advanced between two frames.
 * 2. Energy has no tariff period until it is read: the register's history names the period then.
 * 3. The energy of a minute, an hour or a day is the difference between the index at its end and at its beginning. So is the energy
 *    of a gap in which the meter was not heard. The parts therefore add up to the whole exactly.
 * 4. What the meter counted is never changed. A file only fills time in which the meter was not heard, and only if it fits what was
 *    counted.
 * 5. A curve is stored as its file states it, in W. It is split by hours when it is shown, exactly, in sixtieths of a Wh.
 * 6. Euros are calculated once, at the end, from exact sums and whole days.
 */

/** Wh by the name of a tariff period. */
export type EnergyByName = { readonly [name: string]: number };

/**
 * What a meter counted, in Wh. It is kept by register, since energy has no period until it is read. Values that the meter does not send are
 * absent.
 */
export interface CountedEnergy {
  /** Imported: drawn from the grid. */
  readonly energyWh?: number;
  /**
   * The same by register, under Enedis' label (`EASF01`, `HCHC`). If the group of a register was refused, the next frame makes up for it.
   */
  readonly energyWhByRegister?: ByRegister;
  /** Exported to the grid (producers only). */
  readonly givenWh?: number;
}

/** Counted energy with the tariff periods that its registers had. */
export interface NamedEnergy extends CountedEnergy {
  /** `energyWh` by tariff period, named as the meter does (PTEC or LTARF, trimmed). Energy of an unknown period is left out. */
  readonly energyWhByTariff: EnergyByName;
}

/** Named energy whose total is known. */
export interface KnownEnergy extends NamedEnergy {
  readonly energyWh: number;
}

/** Energy that was counted since a moment, in milliseconds since 1970, while no frame was received. */
export interface Gap extends CountedEnergy {
  readonly sinceMs: number;
}

/** What a meter reports about itself, which hardly ever changes. */
export interface ToldOfMeter {
  /** See `index-chain.ts`. */
  readonly identity?: string;
  /** OPTARIF or NGTF, trimmed. */
  readonly contract?: string;
  /** The subscribed power, in VA. */
  readonly subscribedVA?: number;
}
