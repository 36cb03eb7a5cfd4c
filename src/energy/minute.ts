export const MINUTE_MS = 60_000;

/** What a meter said in a minute of one direction: of what is drawn from the grid, or of what is given to it. */
export interface MinuteSums {
  /** How many Readings carried a power. */
  readonly count: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  /**
   * The energy since the last frame of the minute before, so that minutes add up to hours with no gap between them;
   * since the minute's own first frame when the minute before is missing. Absent when the index went back, as it does
   * with another meter.
   */
  readonly energyWh?: number;
}

/**
 * What one meter said in one minute, with the sums of what was drawn. The settings page draws its curves from minutes.
 * What no frame of the minute carried is absent. An index (French *index*, as Enedis calls it) is the reading of a
 * register, in Wh.
 */
export interface Minute extends MinuteSums {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** The index of imported energy at the minute's last frame. */
  readonly importedWh?: number;
  /** The tariff period at the minute's last frame. */
  readonly tariff?: string;
  /**
   * Only where the tariff period changed within the minute: `energyWh`, split by tariff period. What was imported
   * between the last frame of one period and the first frame of the next counts for the next.
   */
  readonly energyWhByTariff?: { readonly [tariff: string]: number };
  /** Only of a producer's meter: what was given, with the index of exported energy at the minute's last frame. */
  readonly given?: MinuteSums & { readonly exportedWh?: number };
}

/** The minute that contains a wall time, counted since 1970. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}
