import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS, minuteOf } from './minute.ts';
import { transact } from './sqlite.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTES_A_DAY = DAY_MS / MINUTE_MS;
const MINUTES_KEPT_MS = 2 * 366 * DAY_MS;
/** Rows taken out in one transaction, so that none makes the log that SQLite writes ahead much longer than it is anyway. */
const BLOCKS_AT_ONCE = 500;
const MINUTES_AT_ONCE = 5_000;

/** What goes when its time is over. The newest block stays: the next position follows from it. */
export interface Retention {
  /**
   * Takes out minutes older than two years, and notes how far the mirror is and takes out the blocks whose delivery was
   * noted `keepDays` ago; without `delivered`, no block. Ago is counted from no later than a day after the minute that has
   * a day of minutes stored after it: a clock that is years ahead for a while takes nothing out, and a machine that was off
   * for years does so after a day.
   */
  prune(nowMs: number, keepDays: number, delivered: number | undefined): void;
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
  const takeMinutes = db.prepare(`DELETE FROM minute WHERE minute <= (
    SELECT max(minute) FROM (SELECT minute FROM minute WHERE minute < ? ORDER BY minute LIMIT ${MINUTES_AT_ONCE}))`);

  return {
    prune(nowMs, keepDays, delivered) {
      const sureMs = Math.min(nowMs, (Number(dayBefore.get()?.['minute'] ?? 0) + MINUTES_A_DAY) * MINUTE_MS);
      untilNone(() => takeMinutes.run(minuteOf(sureMs - MINUTES_KEPT_MS)).changes);
      if (delivered === undefined) return;
      const cut = transact(db, () => {
        noteDelivery.run({ at: nowMs, position: delivered });
        const due = Number(deliveredBy.get(sureMs - keepDays * DAY_MS)?.['position'] ?? 0);
        takeDeliveries.run(Math.min(due, delivered));
        return Math.min(due, delivered);
      });
      untilNone(() => takeDelivered.run({ cut }).changes);
    },
  };
}

/** Takes again and again, each time in a transaction of its own, as long as that takes something. */
function untilNone(take: () => number | bigint): void {
  while (take() > 0);
}
