import { MINUTE_MS } from '../energy/minute.ts';
import type { DayFold, PlacedRecord } from './day-fold.ts';
import type { Observed } from './index-chain.ts';
import type { EndedPeriods, MinuteRow, SumsRow } from './minute.ts';

/** A minute of a meter, with what the other tables have of it. */
export interface StoredMinute {
  readonly row: MinuteRow & { readonly meter: string; readonly first_block: number; readonly last_block: number };
  readonly ended: EndedPeriods;
  readonly given: SumsRow | undefined;
}

/** How much of a minute is added: all of it, or its first index only. */
export type Part = 'whole' | 'first';

/**
 * Adds a minute, in the order of time, as a few observations: its first index where that may tell more than its last one, the
 * last index of each tariff period that ended, and its last index. A minute that the days contain already adds nothing, and one
 * that they contain in part adds its end only. A minute whose first Reading is in a block that is gone and whose last one is in a
 * block that is left adds its first index only: the rest comes from the block. Where the days contain its first index, it adds its
 * greatest power, which may have been in a block that is gone as well. Positions come again where the newest blocks were
 * lost. So where the position and the time do not agree, the index tells whether a minute is newer.
 * @param mostPosition the days get no position further on, even where the minute has one
 */
export function foldMinute(
  fold: DayFold,
  { row, ended, given }: StoredMinute,
  part: Part,
  mostPosition = Number.MAX_SAFE_INTEGER,
): void {
  const before = fold.present;
  if (before && isContained(row, before)) return;
  const position = Math.min(part === 'whole' ? row.last_block : row.first_block, mostPosition);
  const lastMinute = before?.record.lastMinute ?? Number.NEGATIVE_INFINITY;
  const isNew = row.minute > lastMinute;
  const foldedTo = Math.max(position, before?.position ?? position);
  const atMs = row.minute * MINUTE_MS;
  const isContinued = row.minute <= lastMinute + 1 && ended.length === 0 && row.tariff === before?.record.chain?.tariff;
  const begin = isContinued && part === 'whole' ? undefined : indexesAt(row.first_wh, given?.first_wh);
  const [first] = ended;
  fold.take(foldedTo, atMs, {
    ...(row.greatest_va !== null && { apparentPowerVA: row.greatest_va }),
    ...(isNew && begin),
    ...((isNew || part === 'whole') && tariffOf(first ? first.tariff : row.tariff)),
  });
  if (part === 'first') return;
  const indexWh = isNew ? 0 : (before?.record.chain?.importedWh ?? 0);
  const left = ended.filter(({ lastWh }) => lastWh >= indexWh);
  for (const { tariff, lastWh } of left) fold.take(foldedTo, atMs, { importedWh: lastWh, tariff });
  const end = indexesAt(row.last_wh, given?.last_wh);
  if (end) fold.take(foldedTo, atMs + MINUTE_MS - 1, { ...end, ...tariffOf(row.tariff) });
}

/** Whether a minute is in the fold already. */
function isContained(
  { minute, last_block, last_wh }: StoredMinute['row'],
  { position: foldedTo, record: { chain, lastMinute } }: PlacedRecord,
): boolean {
  if (minute <= lastMinute && last_block <= foldedTo) return true;
  const isBehind = minute < lastMinute || last_block < foldedTo;
  return isBehind && last_wh !== null && last_wh < (chain?.importedWh ?? 0);
}

function indexesAt(importedWh: number | null, exportedWh: number | null | undefined): Observed | undefined {
  if (importedWh === null) return undefined;
  return { importedWh, ...(exportedWh != null && { exportedWh }) };
}

function tariffOf(tariff: string | null): Observed {
  return tariff === null ? {} : { tariff };
}
