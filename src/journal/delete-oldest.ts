import type { DatabaseSync } from 'node:sqlite';
import { transact } from './sqlite.ts';

/** What goes in one transaction, so that none makes the log that SQLite writes ahead much longer than it is anyway. */
const BLOCKS_AT_ONCE = 100;
const MINUTES_AT_ONCE = 5_000;
/** How many go before it is looked whether that was enough. */
const BLOCKS_A_STEP = 10;
const MINUTES_A_STEP = 500;
/** What the curves keep in any case, unless it is more than half of the room. */
const CURVES_MINUTES = 35 * 24 * 60;
const MINUTE_BYTES = 70;
/** By the newest minutes the meters are counted. */
const NEWEST_MINUTES = 10;

/** Readings that had to go before they were delivered. */
export interface LostReadings {
  readonly fromMs: number;
  readonly toMs: number;
  /** The position after the last of them. */
  readonly end: number;
}

/** What had to go: blocks, of which some were not delivered where there is a `loss`, or minutes of the curves before their time. */
export type Deletion =
  | { readonly kind: 'blocks'; readonly loss: LostReadings | undefined }
  | { readonly kind: 'minutes' };

/** How large the database may be, and what of it goes first. */
export interface DeletionBounds {
  /** What may be used of it. */
  readonly bytes: number;
  readonly delivered: number;
  /** Nobody waits for the blocks before this position. */
  readonly freeBefore: number;
}

/**
 * Takes something out if the database uses more than it may, the oldest first: of the blocks before `freeBefore`; then of the
 * minutes, but for the last 35 days, or those that take half of the room; then of the other blocks. The newest block stays:
 * the next position follows from it. Gives what went, of which there may be more, or undefined when nothing has to go, or
 * can.
 */
export function createDeleteOldest(db: DatabaseSync): (bounds: DeletionBounds) => Deletion | undefined {
  const usedBytes = db.prepare(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`);
  const oldestBlocks = db.prepare(`SELECT position, count, first_ms, last_ms FROM block
    WHERE position < :before AND position + count <= :before AND position < (SELECT max(position) FROM block)
    ORDER BY position LIMIT ${BLOCKS_A_STEP}`);
  const takeBlocks = db.prepare('DELETE FROM block WHERE position <= ?');
  const newestMinutes = db.prepare(`SELECT max(minute) AS newest, count(DISTINCT meter) AS meters FROM minute
    WHERE minute > (SELECT max(minute) FROM minute) - ${NEWEST_MINUTES}`);
  const oldestMinutes = db.prepare(`SELECT max(minute) AS last FROM (
    SELECT minute FROM minute WHERE minute < ? ORDER BY minute LIMIT ${MINUTES_A_STEP})`);
  const takeMinutes = db.prepare('DELETE FROM minute WHERE minute <= ?');

  return ({ bytes, delivered, freeBefore }) => {
    const isTooLarge = () => Number(usedBytes.get()?.['bytes']) > bytes;
    if (!isTooLarge()) return undefined;
    return transact(
      db,
      () =>
        cutBlocks(isTooLarge, freeBefore, delivered) ??
        cutMinutes(isTooLarge, curvesFrom(bytes)) ??
        cutBlocks(isTooLarge, Number.MAX_SAFE_INTEGER, delivered),
    );
  };

  function cutBlocks(isTooLarge: () => boolean, before: number, delivered: number): Deletion | undefined {
    const taken: BlockSpan[] = [];
    while (isTooLarge() && taken.length < BLOCKS_AT_ONCE) {
      const next = oldestBlocks.all({ before }) as unknown as BlockSpan[];
      const last = next.at(-1);
      if (last === undefined) break;
      takeBlocks.run(last.position);
      taken.push(...next);
    }
    return taken.length > 0 ? { kind: 'blocks', loss: lossOf(taken, delivered) } : undefined;
  }

  function cutMinutes(isTooLarge: () => boolean, before: number): Deletion | undefined {
    let taken = 0;
    while (isTooLarge() && taken < MINUTES_AT_ONCE) {
      const last = oldestMinutes.get(before)?.['last'];
      if (typeof last !== 'number') break;
      taken += Number(takeMinutes.run(last).changes);
    }
    return taken > 0 ? { kind: 'minutes' } : undefined;
  }

  /** The first minute that stays. Those of two hundred meters alone would take all the room that there is. */
  function curvesFrom(bytes: number): number {
    const { newest, meters } = newestMinutes.get() ?? {};
    const inHalf = Math.floor(bytes / 2 / MINUTE_BYTES / Math.max(1, Number(meters)));
    return Number(newest) - Math.min(CURVES_MINUTES, inHalf);
  }
}

interface BlockSpan {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

function lossOf(taken: readonly BlockSpan[], delivered: number): LostReadings | undefined {
  const spans = taken.filter(({ position, count }) => position + count > delivered);
  const last = spans.at(-1);
  if (last === undefined) return undefined;
  return {
    fromMs: Math.min(...spans.map((span) => span.first_ms)),
    toMs: Math.max(...spans.map((span) => span.last_ms)),
    end: last.position + last.count,
  };
}
