import type { DatabaseSync } from 'node:sqlite';
import { minuteOf } from '../energy/minute.ts';
import type { DayFold } from './day-fold.ts';
import { givenRowsIn } from './given-minutes.ts';
import { foldMinute, type StoredMinute } from './minutes-to-days.ts';
import { endedPeriodsIn } from './tariff-changes.ts';

/** How many minutes of the clock are read at once. With 200 meters that is some tenths of a second of work. */
const MINUTES_AT_ONCE = 60;

/**
 * A gap in the blocks: the oldest ones are gone before they were made into days. It is filled with the minutes, which are left,
 * from the oldest on.
 */
export interface MinuteGap {
  /** Where the gap ends: the position of the first block that is left. */
  readonly before: number;
  /** The first minute of the table. */
  readonly firstMinute: number;
  /** How many minutes of the clock are still to be read. */
  readonly minutesLeft: number;
  /** Adds some minutes to the days of their meters. Returns whether there may be more of them. */
  addSome(foldOf: (meter: string) => DayFold): boolean;
}

/**
 * A gap before the block at the position `before`. Minutes that the days contain already add nothing. Where newest blocks were
 * once lost, their positions came again, and old minutes have positions of blocks that are left. So a minute that is older
 * than all blocks counts as one before them.
 */
export function createMinuteGap(db: DatabaseSync, before: number): MinuteGap {
  const oldestMs = db.prepare('SELECT min(first_ms) AS ms FROM block').get()?.['ms'];
  const oldest = oldestMs == null ? Number.MAX_SAFE_INTEGER : minuteOf(Number(oldestMs));
  const first = db.prepare('SELECT min(minute) AS minute FROM minute WHERE minute >= ?');
  const select = db.prepare(`SELECT * FROM minute
    WHERE minute >= :from AND minute < :to AND (first_block < :before OR minute < :oldest) ORDER BY minute, meter`);
  const firstFrom = (minute: number) => first.get(minute)?.['minute'] as number | null;
  const newest = newestMinute(db);
  const firstMinute = firstFrom(0) ?? newest;
  /** Days with a position further on would pass for whole after a kill. */
  const mostPosition = before - 2;
  let from = firstMinute;

  /** A minute that is older than all blocks is in none of those that are left, whatever its position says. */
  function placedBefore(row: StoredMinute['row']): StoredMinute['row'] {
    return row.minute < oldest && row.last_block >= before ? { ...row, last_block: mostPosition } : row;
  }

  return {
    before,
    firstMinute,
    get minutesLeft() {
      return Math.max(1, newest + 1 - from);
    },
    addSome(foldOf) {
      const begin = firstFrom(from);
      if (begin === null) return false;
      from = begin + MINUTES_AT_ONCE;
      const rows = select.all({ from: begin, to: from, before, oldest }) as unknown as StoredMinute['row'][];
      for (const minute of withParts(db, rows.map(placedBefore), [begin, from])) {
        const part = minute.row.last_block < before ? 'whole' : 'first';
        foldMinute(foldOf(minute.row.meter), minute, part, mostPosition);
      }
      return true;
    },
  };
}

/** Rows of the minutes from `from` until before `to`, with what other tables have of them. */
function withParts(
  db: DatabaseSync,
  rows: readonly StoredMinute['row'][],
  [from, to]: readonly [number, number],
): readonly StoredMinute[] {
  const meters = [...new Set(rows.map(({ meter }) => meter))];
  const ended = new Map(meters.map((meter) => [meter, endedPeriodsIn(db, from, to, meter)]));
  const given = new Map(meters.map((meter) => [meter, givenRowsIn(db, from, to, meter)]));
  return rows.map((row) => ({
    row,
    ended: ended.get(row.meter)?.get(row.minute) ?? [],
    given: given.get(row.meter)?.get(row.minute),
  }));
}

/** The latest minute of the table, or 0. */
export function newestMinute(db: DatabaseSync): number {
  return Number(db.prepare('SELECT max(minute) AS minute FROM minute').get()?.['minute'] ?? 0);
}
