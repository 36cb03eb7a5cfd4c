import type { DatabaseSync } from 'node:sqlite';
import type { Counting } from './counting.ts';

/** The most rows that one transaction deletes, so that SQLite's write-ahead log hardly grows. */
const BLOCKS_AT_ONCE = 100;
const MINUTES_AT_ONCE = 5_000;
/** How many blocks are deleted before the size is checked again. */
const BLOCKS_A_STEP = 10;
const MINUTES_A_STEP = 500;
/** The newest five weeks of minutes are kept as long as they take no more than half of what the database may use. */
const KEPT_MINUTES = 35 * 24 * 60;
/** Roughly what a row of the table `minute` takes. */
const MINUTE_BYTES = 70;
/** The number of meters is counted in this many of the newest minutes. */
const NEWEST_MINUTES = 10;

/** Readings that were deleted before they were delivered. */
export interface LostReadings {
  readonly fromMs: number;
  readonly toMs: number;
  /** The position after the last of them. */
  readonly end: number;
}

/** What was deleted for lack of room: blocks, with those of their Readings that had not been delivered, or minutes. */
export type Deletion =
  | { readonly kind: 'blocks'; readonly lost: LostReadings | undefined }
  | { readonly kind: 'minutes' };

/** How large the database may be, and which blocks are deleted first. */
export interface DeletionBounds {
  /** How many bytes of its file may be in use. */
  readonly bytes: number;
  /** The position up to which Readings were delivered. */
  readonly delivered: number;
  /** The mirror does not need the blocks before this position. */
  readonly freeBefore: number;
}

/**
 * Returns a function that deletes the oldest rows when the database uses more bytes than it may. Each call deletes some in one transaction
 * and returns what it deleted; undefined if the database is small enough, or if nothing is left to delete. It calls `onDeletion` within the
 * transaction; if the disk fails at the end of the transaction, the deletion may be done all the same. The order is: blocks before
 * `freeBefore`; then minutes, except for the last 35 days, or for as many as fit into half of the bytes; then the other blocks. The newest
 * block is kept, since the next position follows from it.
 */
export function createDeleteOldest(
  db: DatabaseSync,
  counting: Pick<Counting, 'closeTo' | 'inTransaction'>,
): (bounds: DeletionBounds, onDeletion: (deletion: Deletion) => void) => Deletion | undefined {
  const usedBytes = db.prepare(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`);
  const oldestBlocks = db.prepare(`SELECT position, count, first_ms, last_ms FROM block
    WHERE position < :before AND position + count <= :before AND position < (SELECT max(position) FROM block)
    ORDER BY position LIMIT ${BLOCKS_A_STEP}`);
  const deleteBlocks = db.prepare('DELETE FROM block WHERE position <= ?');
  const newestMinutes = db.prepare(`SELECT max(minute) AS newest, count(DISTINCT meter) AS meters FROM minute
    WHERE minute > (SELECT max(minute) FROM minute) - ${NEWEST_MINUTES}`);
  const oldestMinutes = db.prepare(`SELECT max(minute) AS last FROM (
    SELECT minute FROM minute WHERE minute < ? ORDER BY minute LIMIT ${MINUTES_A_STEP})`);
  const deleteMinutes = db.prepare('DELETE FROM minute WHERE minute <= ?');

  return ({ bytes, delivered, freeBefore }, onDeletion) => {
    const isTooLarge = () => Number(usedBytes.get()?.['bytes']) > bytes;
    if (!isTooLarge()) return undefined;
    return counting.inTransaction(() => {
      const deletion =
        deleteFromBlocks(isTooLarge, freeBefore, delivered) ??
        deleteFromMinutes(isTooLarge, firstMinuteKept(bytes)) ??
        deleteFromBlocks(isTooLarge, Number.MAX_SAFE_INTEGER, delivered);
      if (deletion) onDeletion(deletion);
      return deletion;
    });
  };

  function deleteFromBlocks(isTooLarge: () => boolean, before: number, delivered: number): Deletion | undefined {
    const deleted: BlockSpan[] = [];
    while (isTooLarge() && deleted.length < BLOCKS_AT_ONCE) {
      const next = oldestBlocks.all({ before }) as unknown as BlockSpan[];
      const last = next.at(-1);
      if (last === undefined) break;
      deleteBlocks.run(last.position);
      deleted.push(...next);
    }
    return deleted.length > 0 ? { kind: 'blocks', lost: lostOf(deleted, delivered) } : undefined;
  }

  function deleteFromMinutes(isTooLarge: () => boolean, before: number): Deletion | undefined {
    let deleted = 0;
    while (isTooLarge() && deleted < MINUTES_AT_ONCE) {
      const last = oldestMinutes.get(before)?.['last'];
      if (typeof last !== 'number') break;
      counting.closeTo(last);
      deleted += Number(deleteMinutes.run(last).changes);
    }
    return deleted > 0 ? { kind: 'minutes' } : undefined;
  }

  /** The first minute that is kept. Without the limit of one half, two hundred meters would leave no room for blocks. */
  function firstMinuteKept(bytes: number): number {
    const { newest, meters } = newestMinutes.get() ?? {};
    const inHalf = Math.floor(bytes / 2 / MINUTE_BYTES / Math.max(1, Number(meters)));
    return Number(newest) - Math.min(KEPT_MINUTES, inHalf);
  }
}

interface BlockSpan {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

function lostOf(deleted: readonly BlockSpan[], delivered: number): LostReadings | undefined {
  const spans = deleted.filter(({ position, count }) => position + count > delivered);
  const last = spans.at(-1);
  if (last === undefined) return undefined;
  return {
    fromMs: Math.min(...spans.map((span) => span.first_ms)),
    toMs: Math.max(...spans.map((span) => span.last_ms)),
    end: last.position + last.count,
  };
}
