import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS, minuteOf } from './minute.ts';
import { transact } from './schema.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTES_A_DAY = DAY_MS / MINUTE_MS;
const MINUTES_KEPT_MS = 2 * 366 * DAY_MS;
/** Blocks taken out at one go: neither a reading nor a question waits long for it. */
const BLOCKS_AT_ONCE = 500;

/** What goes when its time is over. The newest block stays: the next position follows from it. */
export interface Retention {
  /**
   * Notes how far the mirror is, and takes out the blocks whose delivery was noted `keepDays` ago, and minutes older than
   * two years. Ago is counted from no later than a day after the minute that has a day of minutes stored after it: a
   * clock that is years ahead for a while takes nothing out, and a machine that was off for years does so after a day.
   * Gives whether that was all; if not, there is more to do at the next call.
   */
  prune(nowMs: number, keepDays: number, delivered: number): boolean;
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
  };
}
