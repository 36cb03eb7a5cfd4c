import { MINUTE_MS } from '../base/paris-time.ts';
import type { ByRegister } from '../reading/reading.ts';
import type { CountedEnergy, Gap, ToldOfMeter } from './energy.ts';

/** What a meter sent in one minute for one direction: import from the grid, or export to it. */
export interface MinuteSums {
  /** How many Readings carried a power. */
  readonly count: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  /**
   * How much the index advanced since the last frame of the previous minute, so that minutes add up without gaps; if the previous minute is
   * missing, since this minute's own first frame. Negative where one frame's index was too high and the next one corrects it. Absent
   * without an index.
   */
  readonly energyWh?: number;
}

/**
 * What one meter sent in one minute, as stored and as read; the sums are those of import. What no frame of the minute carried is absent. An
 * index (French *index*, Enedis' term) is the reading of a register, in Wh.
 */
export interface Minute extends MinuteSums {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** The index of imported energy at the minute's last frame. */
  readonly importedWh?: number;
  /** `energyWh` by register. Registers that did not advance are left out. */
  readonly energyWhByRegister?: ByRegister;
  /** Producers' meters only: the sums of export, with the index of exported energy at the minute's last frame. */
  readonly given?: MinuteSums & { readonly exportedWh?: number };
  /** What was counted while no frame was received, from the last frame before until the first one of this minute. */
  readonly gap?: Gap;
  /** The meter's own data (identity, contract, subscribed power) as last received. */
  readonly told?: ToldOfMeter;
}

/** The minute that contains an instant, in minutes since 1970. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/** The mean power of all Readings of some minutes, in VA; undefined where none has a power. */
export function meanVAOf(minutes: readonly MinuteSums[]): number | undefined {
  const powers = minutes.filter(({ meanVA }) => meanVA !== undefined);
  const count = powers.reduce((sum, minute) => sum + minute.count, 0);
  return count === 0 ? undefined : powers.reduce((sum, { meanVA = 0, count }) => sum + meanVA * count, 0) / count;
}

/** The energy that a minute counted, without the gap before it. */
export function ownOf({ energyWh, energyWhByRegister = {}, given }: Minute): CountedEnergy {
  return {
    ...(energyWh !== undefined && { energyWh, energyWhByRegister }),
    givenWh: given?.energyWh,
  };
}

/** The energy that a minute counted, and that of the gap before it unless the gap began before `sinceMs`. */
export function countedIn(minute: Minute, sinceMs = 0): readonly CountedEnergy[] {
  const { gap } = minute;
  return gap && gap.sinceMs >= sinceMs ? [ownOf(minute), gap] : [ownOf(minute)];
}
