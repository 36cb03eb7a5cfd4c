import type { DatabaseSync } from 'node:sqlite';
import { transact } from './schema.ts';

/** Blocks and minutes taken out at one go: neither a reading nor a question waits long for it. */
const BLOCKS_AT_ONCE = 500;
const MINUTES_AT_ONCE = 5_000;
/** How many go before it is looked whether that was enough. */
const BLOCKS_A_STEP = 10;
const MINUTES_A_STEP = 500;
/** What the curves keep in any case, unless it is more than half of the room. */
const CURVES_MINUTES = 35 * 24 * 60;
const MINUTE_BYTES = 70;
/** The newest minutes, by which the meters are counted. */
const LATELY_MINUTES = 10;

/** Readings that had to go before they were delivered. */
export interface Loss {
  readonly fromMs: number;
  readonly toMs: number;
  /** The position after the last of them. */
  readonly end: number;
}

/** What had to go. */
export interface Cut {
  /** What was not yet delivered of the readings. */
  readonly loss?: Loss;
  /** Whether minutes of the curves went before their time. */
  readonly ofCurves: boolean;
}

export interface Room {
  /**
   * Takes something out while the database uses more than `maxBytes`, a bounded piece at each call, the oldest first: of
   * the blocks before `spare`; then of the minutes, but for the last 35 days; then of the other blocks. The newest block
   * stays: the next position follows from it.
   */
  shrink(maxBytes: number, delivered: number, spare?: number): Cut;
}

export function createRoom(db: DatabaseSync): Room {
  const usedBytes = db.prepare(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`);
  const oldestBlocks = db.prepare(`SELECT position, count, first_ms, last_ms FROM block
    WHERE position < :before AND position + count <= :before AND position < (SELECT max(position) FROM block)
    ORDER BY position LIMIT ${BLOCKS_A_STEP}`);
  const takeBlocks = db.prepare('DELETE FROM block WHERE position <= ?');
  const lately = db.prepare(`SELECT max(minute) AS newest, count(DISTINCT meter) AS meters FROM minute
    WHERE minute > (SELECT max(minute) FROM minute) - ${LATELY_MINUTES}`);
  const oldestMinutes = db.prepare(`SELECT max(minute) AS last FROM (
    SELECT minute FROM minute WHERE minute < ? ORDER BY minute LIMIT ${MINUTES_A_STEP})`);
  const takeMinutes = db.prepare('DELETE FROM minute WHERE minute <= ?');

  return {
    shrink(maxBytes, delivered, spare = delivered) {
      const isTooLarge = () => Number(usedBytes.get()?.['bytes']) > maxBytes;
      if (!isTooLarge()) return { ofCurves: false };
      return transact(db, () => {
        const spared = cutBlocks(isTooLarge, spare);
        const minutes = spared.length < BLOCKS_AT_ONCE ? cutMinutes(isTooLarge, curvesFrom(maxBytes)) : 0;
        const isAllElseGone = spared.length < BLOCKS_AT_ONCE && minutes < MINUTES_AT_ONCE;
        const blocks = isAllElseGone ? [...spared, ...cutBlocks(isTooLarge, Number.MAX_SAFE_INTEGER)] : spared;
        return { ...lossOf(blocks, delivered), ofCurves: minutes > 0 };
      });
    },
  };

  function cutBlocks(isTooLarge: () => boolean, before: number): readonly BlockSpan[] {
    const taken: BlockSpan[] = [];
    while (isTooLarge() && taken.length < BLOCKS_AT_ONCE) {
      const next = oldestBlocks.all({ before }) as unknown as BlockSpan[];
      const last = next.at(-1);
      if (last === undefined) break;
      takeBlocks.run(last.position);
      taken.push(...next);
    }
    return taken;
  }

  /** Gives how many rows went. */
  function cutMinutes(isTooLarge: () => boolean, before: number): number {
    let taken = 0;
    while (isTooLarge() && taken < MINUTES_AT_ONCE) {
      const last = oldestMinutes.get(before)?.['last'];
      if (typeof last !== 'number') break;
      taken += Number(takeMinutes.run(last).changes);
    }
    return taken;
  }

  /** The first minute that stays. Those of two hundred meters alone would take all the room that there is. */
  function curvesFrom(maxBytes: number): number {
    const { newest, meters } = lately.get() ?? {};
    const inHalf = Math.floor(maxBytes / 2 / MINUTE_BYTES / Math.max(1, Number(meters)));
    return Number(newest) - Math.min(CURVES_MINUTES, inHalf);
  }
}

interface BlockSpan {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

function lossOf(taken: readonly BlockSpan[], delivered: number): Pick<Cut, 'loss'> {
  const spans = taken.filter(({ position, count }) => position + count > delivered);
  const last = spans.at(-1);
  if (last === undefined) return {};
  return {
    loss: {
      fromMs: Math.min(...spans.map((span) => span.first_ms)),
      toMs: Math.max(...spans.map((span) => span.last_ms)),
      end: last.position + last.count,
    },
  };
}
