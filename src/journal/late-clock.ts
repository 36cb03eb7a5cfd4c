import type { DatabaseSync } from 'node:sqlite';
import { beginningOfDay, MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { type DayRow, dayIn } from './day-rows.ts';
import { firstLater, metersLater } from './later.ts';
import { minutesIn } from './open-days.ts';
import { createToldReader } from './told-rows.ts';

/** The history continues past now, and no clock that was ahead explains this: the clock is probably late. */
export interface PerhapsLate {
  /** Now, by the clock of this machine. */
  readonly nowMs: number;
  /** How far the history goes, in milliseconds since 1970. */
  readonly untilMs: number;
}

/**
 * Whether entries later than now are probably right and the clock is late, or whether a clock that was ahead dated them. Such a clock did
 * so between the last entry before them and now, so they span no more than that time. A history that simply continues past now spans more,
 * even if it has a gap right there: the time that a machine starts with is often that of its shutdown. If nothing precedes them, nothing
 * speaks against a late clock.
 */
export function perhapsLate(db: DatabaseSync, nowMs: number): PerhapsLate | undefined {
  const untilMs = metersLater(db, nowMs).flatMap((meter) => {
    const later = laterOf(db, meter, nowMs);
    const beforeMs = lastBefore(db, meter, nowMs, later.block);
    // Minutes have only the time at which they begin.
    const isExplained = beforeMs !== undefined && later.toMs - later.fromMs <= nowMs - beforeMs + MINUTE_MS;
    return isExplained ? [] : [later.toMs];
  });
  return untilMs.length === 0 ? undefined : { nowMs, untilMs: Math.max(...untilMs) };
}

/** What a meter has that is later than now. */
interface LaterOfMeter {
  readonly fromMs: number;
  readonly toMs: number;
  /** The block in which it begins; undefined if its first day has no minutes any more. */
  readonly block: number | undefined;
}

function laterOf(db: DatabaseSync, meter: string, nowMs: number): LaterOfMeter {
  const { minute, day } = firstLater(nowMs);
  const minutes = db.prepare(
    `SELECT min(minute) * ${MINUTE_MS} AS fromMs, max(minute) * ${MINUTE_MS} AS toMs, min(first_block) AS block
      FROM minute WHERE minute >= ? AND meter = ? HAVING count(*) > 0`,
  );
  const days = db.prepare('SELECT min(day) AS first, max(day) AS last FROM day WHERE day >= ? AND meter = ?');
  const { first, last } = days.get(day, meter) ?? {};
  const spans = [
    minutes.get(minute, meter) as unknown as LaterOfMeter | undefined,
    ...[first, last].map((one) => (typeof one === 'number' ? spanOfBareDay(db, meter, one) : undefined)),
  ].filter((span) => span !== undefined);
  const fromMs = Math.min(...spans.map((span) => span.fromMs));
  const toMs = Math.max(...spans.map((span) => span.toMs));
  return { fromMs, toMs, block: spans.find((span) => span.fromMs === fromMs)?.block };
}

/** The span of a day that has no minutes; undefined if it has some. */
function spanOfBareDay(db: DatabaseSync, meter: string, day: number): LaterOfMeter | undefined {
  if (countMinutes(db, meter, day) > 0) return undefined;
  return { fromMs: beginningOfDay(day), toMs: beginningOfDay(day + 1) - MINUTE_MS, block: undefined };
}

/**
 * The last time of a meter before its later entries: until now, and in a minute that began in no later block than they did, since entries
 * that were dated after a clock was set back are in later blocks. A day that lacks minutes does not show its blocks, and is taken to be
 * before them.
 */
function lastBefore(db: DatabaseSync, meter: string, nowMs: number, block: number | undefined): number | undefined {
  const last = db.prepare(
    'SELECT minute FROM minute WHERE minute < ? AND meter = ? AND first_block <= ? ORDER BY minute DESC LIMIT 1',
  );
  const minute = last.get(firstLater(nowMs).minute, meter, block ?? Number.MAX_SAFE_INTEGER)?.['minute'];
  const minuteMs = typeof minute === 'number' ? minute * MINUTE_MS : undefined;
  const days = db.prepare('SELECT * FROM day WHERE meter = ? AND day >= ? AND day <= ? ORDER BY day DESC');
  const toldOf = createToldReader(db);
  for (const one of days.iterate(meter, parisDayOf(minuteMs ?? 0), parisDayOf(nowMs))) {
    const row = one as unknown as DayRow;
    const written = dayIn(row, toldOf);
    const isWhole = !written || (row.open !== 1 && written.seenMinutes === countMinutes(db, meter, row.day));
    if (!isWhole) return Math.min(nowMs, beginningOfDay(row.day + 1));
  }
  return minuteMs;
}

function countMinutes(db: DatabaseSync, meter: string, day: number): number {
  const { from, to } = minutesIn(day);
  const count = db.prepare('SELECT count(*) AS count FROM minute WHERE minute >= ? AND minute < ? AND meter = ?');
  return Number(count.get(from, to, meter)?.['count']);
}
