import type { Entry } from './entry.ts';

export const MINUTE_MS = 60_000;

/** What one meter said in one minute. What no frame of the minute carried is absent. */
export interface Minute {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** How many readings carried a power. */
  readonly count: number;
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  /** The imported energy index at the minute's last frame. */
  readonly importedWh?: number;
  /**
   * Imported since the last frame of the minute before, so that minutes add up to hours with nothing between them; since
   * its own first frame when the minute before is missing. Absent when the index went back (another meter).
   */
  readonly energyWh?: number;
  /** The tariff period at the minute's last frame. */
  readonly tariff?: string;
}

/** A row of the table `minute`. */
export interface MinuteRow {
  readonly minute: number;
  readonly count: number;
  readonly sum_va: number | null;
  readonly least_va: number | null;
  readonly greatest_va: number | null;
  readonly first_wh: number | null;
  readonly last_wh: number | null;
  readonly tariff: string | null;
}

/** The minute that a wall time lies in, counted since 1970. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/**
 * Adds one reading to its minute. A minute is often in two blocks, and in any number of them after a clock was set back:
 * the row takes what each has to say, in the order they come.
 */
export const ADD_TO_MINUTE = `
  INSERT INTO minute (minute, meter, count, sum_va, least_va, greatest_va, first_wh, last_wh, tariff, first_block, last_block)
  VALUES (:minute, :meter, :va IS NOT NULL, :va, :va, :va, :wh, :wh, :tariff, :block, :block)
  ON CONFLICT DO UPDATE SET
    count = count + excluded.count,
    sum_va = ifnull(sum_va + excluded.sum_va, ifnull(sum_va, excluded.sum_va)),
    least_va = min(ifnull(least_va, excluded.least_va), ifnull(excluded.least_va, least_va)),
    greatest_va = max(ifnull(greatest_va, excluded.greatest_va), ifnull(excluded.greatest_va, greatest_va)),
    first_wh = ifnull(first_wh, excluded.first_wh),
    last_wh = ifnull(excluded.last_wh, last_wh),
    tariff = ifnull(excluded.tariff, tariff),
    last_block = excluded.last_block`;

/** What `ADD_TO_MINUTE` needs to know of an entry and of the block that it is in. */
export function minuteParameters({ meter, atMs, reading }: Entry, block: number) {
  return {
    minute: minuteOf(atMs),
    meter,
    va: reading.apparentPowerVA ?? null,
    wh: reading.importedWh ?? null,
    tariff: reading.tariff ?? null,
    block,
  };
}

/** Rows in the order of time → minutes, but for a first one that is only there to say where the second's energy began. */
export function minutesOf(rows: readonly MinuteRow[], fromMs: number): readonly Minute[] {
  return rows.map((row, index) => minuteFrom(row, rows[index - 1])).filter(({ atMs }) => atMs >= fromMs);
}

function minuteFrom(row: MinuteRow, before: MinuteRow | undefined): Minute {
  const beganAtWh = (before?.minute === row.minute - 1 ? before.last_wh : null) ?? row.first_wh;
  const energyWh = row.last_wh === null || beganAtWh === null ? -1 : row.last_wh - beganAtWh;
  return {
    atMs: row.minute * MINUTE_MS,
    count: row.count,
    ...(row.sum_va !== null && { meanVA: row.sum_va / row.count }),
    ...(row.least_va !== null && { leastVA: row.least_va }),
    ...(row.greatest_va !== null && { greatestVA: row.greatest_va }),
    ...(row.last_wh !== null && { importedWh: row.last_wh }),
    ...(energyWh >= 0 && { energyWh }),
    ...(row.tariff !== null && { tariff: row.tariff }),
  };
}
