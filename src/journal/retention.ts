import type { DatabaseSync } from 'node:sqlite';
import { minuteOf } from './minute.ts';
import { transact } from './schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
const MINUTES_A_DAY = DAY_MS / MINUTE_MS;
const MINUTES_KEPT_MS = 2 * 366 * DAY_MS;
/** Blocks taken out at one go: nothing waits long for it, and Homebridge runs on the same thread. */
const BLOCKS_AT_ONCE = 500;

/** Readings that had to go before they were delivered. */
export interface Loss {
  readonly fromMs: number;
  readonly toMs: number;
  /** The position after the last of them. */
  readonly end: number;
}

/** What goes when its time is over, and what goes when there is too much. The newest block stays: the next position follows from it. */
export interface Retention {
  /**
   * Notes how far the mirror is, and takes out the blocks whose delivery was noted `keepDays` ago, and minutes older than
   * two years. Ago is counted from no later than a day after the minute that has a day of minutes stored after it: a
   * clock that is years ahead for a while takes nothing out, and a machine that was off for years does so after a day.
   * Gives whether that was all; if not, there is more to do at the next call.
   */
  prune(nowMs: number, keepDays: number, delivered: number): boolean;
  /** Takes out the oldest blocks while the database uses more than `maxBytes`. Gives what was not yet delivered of them. */
  shrink(maxBytes: number, delivered: number): Loss | undefined;
}

export function createRetention(db: DatabaseSync): Retention {
  const deliveredBy = db.prepare('SELECT max(position) AS position FROM delivery WHERE at_ms <= ?');
  const noteDelivery = db.prepare(
    'INSERT OR REPLACE INTO delivery SELECT :at, :position WHERE :position > (SELECT ifnull(max(position), 0) FROM delivery)',
  );
  const takeDelivered = db.prepare(`DELETE FROM block WHERE position IN (
    SELECT position FROM block
    WHERE position < :cut AND position + count <= :cut AND position < (SELECT max(position) FROM block)
    ORDER BY position LIMIT ${BLOCKS_AT_ONCE})`);
  const takeDeliveries = db.prepare('DELETE FROM delivery WHERE position < ?');
  const dayBefore = db.prepare(
    `SELECT DISTINCT minute FROM minute ORDER BY minute DESC LIMIT 1 OFFSET ${MINUTES_A_DAY}`,
  );
  const takeMinutes = db.prepare('DELETE FROM minute WHERE minute < ?');
  const usedBytes = db.prepare(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`);
  const oldest = db.prepare(`SELECT position, count, first_ms, last_ms FROM block
    WHERE position < (SELECT max(position) FROM block) ORDER BY position LIMIT 10`);
  const takeUpTo = db.prepare('DELETE FROM block WHERE position <= ?');

  return {
    prune(nowMs, keepDays, delivered) {
      return transact(db, () => {
        noteDelivery.run({ at: nowMs, position: delivered });
        const sureMs = Math.min(nowMs, (Number(dayBefore.get()?.['minute'] ?? 0) + MINUTES_A_DAY) * MINUTE_MS);
        takeMinutes.run(minuteOf(sureMs - MINUTES_KEPT_MS));
        const cut = Math.min(Number(deliveredBy.get(sureMs - keepDays * DAY_MS)?.['position'] ?? 0), delivered);
        takeDeliveries.run(cut);
        return takeDelivered.run({ cut }).changes < BLOCKS_AT_ONCE;
      });
    },
    shrink(maxBytes, delivered) {
      const isTooLarge = () => Number(usedBytes.get()?.['bytes']) > maxBytes;
      if (!isTooLarge()) return undefined;
      return transact(db, () => {
        const taken: BlockSpan[] = [];
        while (isTooLarge() && taken.length < BLOCKS_AT_ONCE) {
          const next = oldest.all() as unknown as BlockSpan[];
          const last = next.at(-1);
          if (last === undefined) break;
          takeUpTo.run(last.position);
          taken.push(...next);
        }
        return lossOf(taken.filter(({ position, count }) => position + count > delivered));
      });
    },
  };
}

interface BlockSpan {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

function lossOf(spans: readonly BlockSpan[]): Loss | undefined {
  const last = spans.at(-1);
  if (last === undefined) return undefined;
  return {
    fromMs: Math.min(...spans.map((span) => span.first_ms)),
    toMs: Math.max(...spans.map((span) => span.last_ms)),
    end: last.position + last.count,
  };
}
