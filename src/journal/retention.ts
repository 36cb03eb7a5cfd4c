import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS, MINUTE_MS } from '../base/paris-time.ts';
import { minuteOf } from '../energy/minute.ts';
import type { Counting } from './counting.ts';
import { transact } from './sqlite.ts';

const MINUTES_A_DAY = DAY_MS / MINUTE_MS;
const MINUTES_KEPT_MS = 2 * 366 * DAY_MS;
/** The most rows that one transaction deletes, so that SQLite's write-ahead log hardly grows. */
const BLOCKS_AT_ONCE = 500;
const MINUTES_AT_ONCE = 5_000;

/** Deletes old rows. The newest block is kept, since the next position follows from it. */
export interface Retention {
  /**
   * Deletes minutes that are older than two years. Records the position up to which Readings have been delivered, and deletes the blocks
   * whose delivery was recorded at least `keepDays` ago.
   * Ages are counted back from the wall clock, but at most from 24 h after the 1 441st newest stored minute; as long as there are fewer
   * minutes, nothing is old. So a clock that is years ahead deletes nothing before it has stored a day of minutes, and a machine that was
   * off for years deletes old rows after a day.
   */
  prune(nowMs: number, keepDays: number, delivered: number): void;
}

export function createRetention(db: DatabaseSync, counting: Pick<Counting, 'closeTo' | 'inTransaction'>): Retention {
  const deliveredBy = db.prepare('SELECT max(position) AS position FROM delivery WHERE at_ms <= ?');
  const noteDelivery = db.prepare(
    'INSERT OR REPLACE INTO delivery SELECT :at, :position WHERE :position > (SELECT ifnull(max(position), 0) FROM delivery)',
  );
  const deleteDelivered = db.prepare(`DELETE FROM block WHERE position IN (
    SELECT position FROM block
    WHERE position < :before AND position + count <= :before AND position < (SELECT max(position) FROM block)
    ORDER BY position LIMIT ${BLOCKS_AT_ONCE})`);
  const deleteDeliveries = db.prepare('DELETE FROM delivery WHERE position < ?');
  const dayBefore = db.prepare(
    `SELECT DISTINCT minute FROM minute ORDER BY minute DESC LIMIT 1 OFFSET ${MINUTES_A_DAY}`,
  );
  const deleteMinutes = db.prepare(`DELETE FROM minute WHERE minute <= (
    SELECT max(minute) FROM (SELECT minute FROM minute WHERE minute < ? ORDER BY minute LIMIT ${MINUTES_AT_ONCE}))`);

  return {
    prune(nowMs, keepDays, delivered) {
      const presentMs = Math.min(nowMs, (Number(dayBefore.get()?.['minute'] ?? 0) + MINUTES_A_DAY) * MINUTE_MS);
      const oldest = minuteOf(presentMs - MINUTES_KEPT_MS);
      counting.inTransaction(() => counting.closeTo(oldest));
      untilNone(() => deleteMinutes.run(oldest).changes);
      const before = transact(db, () => {
        noteDelivery.run({ at: nowMs, position: delivered });
        const due = Number(deliveredBy.get(presentMs - keepDays * DAY_MS)?.['position'] ?? 0);
        deleteDeliveries.run(Math.min(due, delivered));
        return Math.min(due, delivered);
      });
      untilNone(() => deleteDelivered.run({ before }).changes);
    },
  };
}

/** Repeats a deletion, each time in its own transaction, until nothing is left to delete. */
function untilNone(deleteSome: () => number | bigint): void {
  while (deleteSome() > 0);
}
