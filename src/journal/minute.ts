import { MINUTE_MS, type Minute, type MinuteSums, minuteOf } from '../energy/minute.ts';
import type { Entry } from './entry.ts';

/** What both tables of minutes have in a row. */
export interface SumsRow {
  readonly minute: number;
  readonly count: number;
  readonly sum_va: number | null;
  readonly least_va: number | null;
  readonly greatest_va: number | null;
  readonly first_wh: number | null;
  readonly last_wh: number | null;
}

/** A row of the table `minute`: see `schema.ts`. */
export interface MinuteRow extends SumsRow {
  readonly tariff: string | null;
}

/** The tariff periods that ended within a minute, in the order of time, each with its last index in Wh. */
export type EndedPeriods = readonly { readonly tariff: string; readonly lastWh: number }[];

/** What a Reading changes in the row of its minute, in either table. */
export const ADD_SUMS = `
    count = count + excluded.count,
    sum_va = ifnull(sum_va + excluded.sum_va, ifnull(sum_va, excluded.sum_va)),
    least_va = min(ifnull(least_va, excluded.least_va), ifnull(excluded.least_va, least_va)),
    greatest_va = max(ifnull(greatest_va, excluded.greatest_va), ifnull(excluded.greatest_va, greatest_va)),
    first_wh = ifnull(first_wh, excluded.first_wh),
    last_wh = ifnull(excluded.last_wh, last_wh)`;

/**
 * Adds one Reading to the row of its minute. The Readings are added in the order of arrival: a minute is often spread
 * over two blocks, and after the clock was set back over any number of them.
 */
export const ADD_TO_MINUTE = `
  INSERT INTO minute (minute, meter, count, sum_va, least_va, greatest_va, first_wh, last_wh, tariff, first_block, last_block)
  VALUES (:minute, :meter, :va IS NOT NULL, :va, :va, :va, :wh, :wh, :tariff, :block, :block)
  ON CONFLICT DO UPDATE SET ${ADD_SUMS},
    tariff = ifnull(excluded.tariff, tariff),
    last_block = excluded.last_block`;

/** The parameters of `ADD_TO_MINUTE` for an entry of the block that begins at position `block`. */
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

/** The rows of a meter's minutes [from, to), in the order of time. */
export const SELECT_MINUTES = 'SELECT * FROM minute WHERE minute >= ? AND minute < ? AND meter = ? ORDER BY minute';

/** What other tables have of a meter's minutes, by minute. */
export interface MinuteParts {
  /** The tariff periods that ended within a minute. */
  readonly ended: ReadonlyMap<number, EndedPeriods>;
  readonly given: ReadonlyMap<number, SumsRow>;
}

/**
 * Rows in the order of time as minutes that begin at `fromMs` or later. The rows of the minute before that are only read
 * for their indexes, from which the energy of the first minute counts.
 */
export function minutesOf(rows: readonly MinuteRow[], parts: MinuteParts, fromMs: number): readonly Minute[] {
  return rows.map((row, index) => minuteFrom(row, rows[index - 1], parts)).filter(({ atMs }) => atMs >= fromMs);
}

function minuteFrom(row: MinuteRow, before: MinuteRow | undefined, { ended, given }: MinuteParts): Minute {
  const energyWhByTariff = splitByTariff(row, beginningWh(row, before), ended.get(row.minute) ?? []);
  const rowGiven = given.get(row.minute);
  return {
    atMs: row.minute * MINUTE_MS,
    ...sumsOf(row, before),
    ...(row.last_wh !== null && { importedWh: row.last_wh }),
    ...(row.tariff !== null && { tariff: row.tariff }),
    ...(energyWhByTariff && { energyWhByTariff }),
    ...(rowGiven && { given: givenOf(rowGiven, given.get(row.minute - 1)) }),
  };
}

function givenOf(row: SumsRow, before: SumsRow | undefined): NonNullable<Minute['given']> {
  return { ...sumsOf(row, before), ...(row.last_wh !== null && { exportedWh: row.last_wh }) };
}

function sumsOf(row: SumsRow, before: SumsRow | undefined): MinuteSums {
  const beganAtWh = beginningWh(row, before);
  const energyWh = row.last_wh === null || beganAtWh === null ? -1 : row.last_wh - beganAtWh;
  return {
    count: row.count,
    ...(row.sum_va !== null && { meanVA: row.sum_va / row.count }),
    ...(row.least_va !== null && { leastVA: row.least_va }),
    ...(row.greatest_va !== null && { greatestVA: row.greatest_va }),
    ...(energyWh >= 0 && { energyWh }),
  };
}

/** The index from which the energy of a minute counts. */
function beginningWh(row: SumsRow, before: SumsRow | undefined): number | null {
  return (before?.minute === row.minute - 1 ? before.last_wh : null) ?? row.first_wh;
}

/** Undefined when one tariff period lasted for the whole minute, and when the index went back in one of the periods. */
function splitByTariff(row: MinuteRow, beganAtWh: number | null, ended: EndedPeriods): Minute['energyWhByTariff'] {
  if (ended.length === 0 || beganAtWh === null || row.tariff === null || row.last_wh === null) return undefined;
  const energies: { [tariff: string]: number } = {};
  let fromWh = beganAtWh;
  for (const { tariff, lastWh } of [...ended, { tariff: row.tariff, lastWh: row.last_wh }]) {
    if (lastWh < fromWh) return undefined;
    energies[tariff] = (energies[tariff] ?? 0) + lastWh - fromWh;
    fromWh = lastWh;
  }
  return energies;
}
