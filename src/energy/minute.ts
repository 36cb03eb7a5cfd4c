import { MINUTE_MS } from '../paris-time.ts';
import type { ByRegister } from '../reading.ts';
import type { CountedEnergy, Gap, ToldOfMeter } from './energy.ts';

/** What a meter said in a minute of one direction: of what is drawn from the grid, or of what is given to it. */
export interface MinuteSums {
  /** How many Readings carried a power. */
  readonly count: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  /**
   * What the index went on by since the last frame of the minute before, so that minutes add up with no gap between them; since
   * the minute's own first frame where the minute before is missing. Below 0 where an index was too high for a frame, and comes
   * down again. Absent without an index.
   */
  readonly energyWh?: number;
}

/**
 * What one meter said in one minute, with the sums of what was drawn: as it is kept, and as it is read. What no frame of the minute
 * carried is absent. An index (French *index*, as Enedis calls it) is the reading of a register, in Wh.
 */
export interface Minute extends MinuteSums {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** The index of imported energy at the minute's last frame. */
  readonly importedWh?: number;
  /** `energyWh` by register. Registers that stood still are left out. */
  readonly energyWhByRegister?: ByRegister;
  /** Only of a producer's meter: what was given, with the index of exported energy at the minute's last frame. */
  readonly given?: MinuteSums & { readonly exportedWh?: number };
  /** What was counted while the meter was not heard, from the last frame before until the first one of this minute. */
  readonly gap?: Gap;
  /** What the meter told of itself last. */
  readonly told?: ToldOfMeter;
}

/** The minute that contains a wall time, counted since 1970. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/** The mean power of all Readings of some minutes, in VA; undefined where none has a power. */
export function meanVAOf(minutes: readonly MinuteSums[]): number | undefined {
  const powers = minutes.filter(({ meanVA }) => meanVA !== undefined);
  const count = powers.reduce((sum, minute) => sum + minute.count, 0);
  return count === 0 ? undefined : powers.reduce((sum, { meanVA = 0, count }) => sum + meanVA * count, 0) / count;
}

/** What a minute counted, without the gap before it. */
export function ownOf({ energyWh, energyWhByRegister = {}, given }: Minute): CountedEnergy {
  return {
    ...(energyWh !== undefined && { energyWh, energyWhByRegister }),
    ...(given?.energyWh !== undefined && { givenWh: given.energyWh }),
  };
}

/** What a minute and the gap before it counted; without the gap where that began before `sinceMs`. */
export function countedIn(minute: Minute, sinceMs = 0): readonly CountedEnergy[] {
  const { gap } = minute;
  return gap && gap.sinceMs >= sinceMs ? [ownOf(minute), gap] : [ownOf(minute)];
}
