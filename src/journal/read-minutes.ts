import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS } from '../base/paris-time.ts';
import type { Minute } from '../energy/minute.ts';
import { createLatestRows } from './latest-rows.ts';
import { type MinuteRow, minutesFrom, SELECT_MINUTES } from './minute-rows.ts';
import { createToldReader } from './told-rows.ts';

/** Reads the minutes of a database. */
export interface MinuteReader {
  /** The meter's minutes that begin in [fromMs, toMs), oldest first. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  /** The newest minutes of a meter that begin before `toMs`, at most `most`, oldest first: see `latest-rows.ts`. */
  latestMinutes(meter: string, most: number, toMs: number): readonly Minute[];
}

export function createMinuteReader(db: DatabaseSync): MinuteReader {
  const select = db.prepare(SELECT_MINUTES);
  const latestRows = createLatestRows(db);
  const toldOf = createToldReader(db);
  return {
    minutes: (meter, fromMs, toMs) =>
      minutesFrom(select.all(...minutesWithin(fromMs, toMs), meter) as unknown as MinuteRow[], toldOf),
    latestMinutes: (meter, most, toMs) => minutesFrom(latestRows(meter, most, Math.ceil(toMs / MINUTE_MS) - 1), toldOf),
  };
}

/** The first minute that begins in a span of time, and the one after the last. */
export function minutesWithin(fromMs: number, toMs: number): readonly [from: number, to: number] {
  return [Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
}
