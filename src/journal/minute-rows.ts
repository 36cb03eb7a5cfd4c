import { MINUTE_MS } from '../base/paris-time.ts';
import type { Gap } from '../energy/energy.ts';
import type { Minute } from '../energy/minute.ts';
import { type MinuteCount, minuteFrom, type SumsCount } from '../energy/minute-count.ts';
import type { EndedGap } from '../energy/split-day.ts';
import type { ByRegister } from '../reading/reading.ts';
import type { ToldOf } from './told-rows.ts';

/** A row of the table `minute`: see `schema.ts`. */
export interface MinuteRow {
  readonly minute: number;
  readonly meter: string;
  readonly told: number | null;
  readonly count: number;
  readonly sum_va: number | null;
  readonly least_va: number | null;
  readonly greatest_va: number | null;
  readonly index_wh: number | null;
  readonly wh: number | null;
  /** The label of the only register that moved, or Wh by label as JSON. */
  readonly registers: string | null;
  /** `GivenBody` as JSON. */
  readonly given: string | null;
  /** A `Gap` as JSON. */
  readonly gap: string | null;
  readonly until_ms: number | null;
  readonly first_block: number;
  readonly last_block: number;
}

/** The sums of the exported power and energy: count, sum, minimum and maximum in VA, then Wh, and the index in Wh. */
type GivenBody = readonly [number, ...(readonly (number | null)[])];

/** The rows of a meter's minutes [from, to), in chronological order. */
export const SELECT_MINUTES = 'SELECT * FROM minute WHERE minute >= ? AND minute < ? AND meter = ? ORDER BY minute';

/** The sums of what the same rows counted. The fifth number of a `GivenBody` is the exported energy in Wh. */
export const SUM_MINUTES = `SELECT sum(wh) AS wh, sum(CASE WHEN json_valid(given) THEN given ->> '$[4]' END) AS given FROM minute
  WHERE minute >= ? AND minute < ? AND meter = ?`;

/** A row of `SUM_MINUTES`. */
export interface SumRow {
  readonly wh: number | null;
  readonly given: number | null;
}

/** Those of the same rows that have a gap. */
export const SELECT_GAPS =
  'SELECT minute, gap FROM minute WHERE minute >= ? AND minute < ? AND meter = ? AND gap IS NOT NULL ORDER BY minute';

/** The minutes of a meter in [:from, :to). Each is found by its key, so the number of other meters does not matter. */
export const SELECT_EACH = `WITH RECURSIVE each(minute) AS (SELECT :from UNION ALL SELECT minute + 1 FROM each WHERE minute + 1 < :to)
  SELECT minute.* FROM each CROSS JOIN minute ON minute.minute = each.minute AND minute.meter = :meter`;

export const WRITE_MINUTE = `INSERT OR REPLACE INTO minute VALUES (:minute, :meter, :told, :count, :sum, :least,
  :greatest, :index, :wh, :registers, :given, :gap, :untilMs, :first, :last)`;

/** The parameters of `WRITE_MINUTE`. */
export function parametersOf(
  { minute, count, sumVA, leastVA, greatestVA, indexWh, wh, registers, given, gap, untilMs }: MinuteCount,
  of: { readonly meter: string; readonly told: number | null; readonly first: number; readonly last: number },
) {
  return {
    ...{ ...of, minute, count },
    ...{ sum: sumVA ?? null, least: leastVA ?? null, greatest: greatestVA ?? null },
    ...{ index: indexWh ?? null, wh: wh ?? null, registers: registersText(registers, wh) },
    ...{ given: given ? JSON.stringify(givenBody(given)) : null, gap: gap ? JSON.stringify(gap) : null },
    untilMs: untilMs ?? null,
  };
}

/** The minute of a row, so that counting can continue. Damaged values are left out. */
export function countIn(row: MinuteRow, toldOf: ToldOf): MinuteCount {
  const [given, gap, told] = [givenIn(parsed(row.given)), parsed(row.gap) as Gap | undefined, toldOf(row.told)];
  const count: MinuteCount = { minute: row.minute, count: row.count, registers: registersIn(row) };
  addSums(count, [row.sum_va, row.least_va, row.greatest_va, row.wh, row.index_wh]);
  if (given) count.given = given;
  if (gap) count.gap = gap;
  if (told) count.told = told;
  if (row.until_ms !== null) count.untilMs = row.until_ms;
  return count;
}

/** The minutes of rows, for reading. */
export function minutesFrom(rows: readonly MinuteRow[], toldOf: ToldOf): readonly Minute[] {
  return rows.map((row) => minuteFrom(countIn(row, toldOf)));
}

/** The gap of a row of `SELECT_GAPS`; none if it is damaged, so that it does not begin before it ends. */
export function endedGaps({ minute, gap }: Pick<MinuteRow, 'minute' | 'gap'>): readonly EndedGap[] {
  const [found, endedMs] = [parsed(gap) as Gap | null | undefined, minute * MINUTE_MS];
  return found && found.sinceMs >= 0 && found.sinceMs < endedMs ? [{ ...found, endedMs }] : [];
}

function registersText(registers: ByRegister, wh: number | undefined): string | null {
  const [first, another] = Object.entries(registers);
  if (!first) return null;
  return another === undefined && first[1] === wh ? first[0] : JSON.stringify(registers);
}

function registersIn({ registers, wh }: MinuteRow): ByRegister {
  if (typeof registers !== 'string') return {};
  if (!registers.startsWith('{')) return { [registers]: wh ?? 0 };
  return (parsed(registers) as ByRegister | undefined) ?? {};
}

function givenBody({ count, sumVA, leastVA, greatestVA, wh, indexWh }: SumsCount): GivenBody {
  return [count, ...[sumVA, leastVA, greatestVA, wh, indexWh].map((one) => one ?? null)];
}

function givenIn(body: unknown): SumsCount | undefined {
  if (!Array.isArray(body)) return undefined;
  const [count, ...others] = body as unknown as GivenBody;
  return addSums({ count }, others);
}

/** Changes the sums in place: a day has 1 440 minutes. */
function addSums(
  sums: SumsCount,
  [sumVA = null, leastVA = null, greatestVA = null, wh = null, indexWh = null]: readonly (number | null)[],
): SumsCount {
  if (sumVA !== null) sums.sumVA = sumVA;
  if (leastVA !== null) sums.leastVA = leastVA;
  if (greatestVA !== null) sums.greatestVA = greatestVA;
  if (wh !== null) sums.wh = wh;
  if (indexWh !== null) sums.indexWh = indexWh;
  return sums;
}

/** The value of the JSON in a row; undefined if there is none, or if it is damaged. */
export function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
