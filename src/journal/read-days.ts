import type { DatabaseSync } from 'node:sqlite';
import { beginningOfDay } from '../base/paris-time.ts';
import { countedDay } from '../energy/counted-day.ts';
import type { CountedDay } from '../energy/day.ts';
import type { Minute } from '../energy/minute.ts';
import { type DayRow, dayIn } from './day-rows.ts';
import { readChangesOf } from './register-lines.ts';
import { inSnapshot } from './sqlite.ts';
import { createToldReader } from './told-rows.ts';

/** Reads the days of a database that another connection may write to. @throws what SQLite throws, also for damaged rows */
export interface DayReader {
  /** The meters that have days. */
  readonly meters: readonly string[];
  /** The days of a meter from `from` up to and including `to`, oldest first. The open day is read from its minutes. */
  days(meter: string, from: number, to: number): readonly CountedDay[];
}

const SELECT_DAYS = 'SELECT * FROM day WHERE day BETWEEN ? AND ? AND meter = ? ORDER BY day';

export function createDayReader(
  db: DatabaseSync,
  minutes: (meter: string, fromMs: number, toMs: number) => readonly Minute[],
): DayReader {
  const toldOf = createToldReader(db);

  function dayOf(row: DayRow): readonly CountedDay[] {
    const { day, meter, open } = row;
    const written = dayIn(row, toldOf);
    if (open === 0) return written ? [written] : [];
    const its = minutes(meter, beginningOfDay(day), beginningOfDay(day + 1));
    if (its.length === 0) return written ? [written] : [];
    return [countedDay(day, its, readChangesOf(db, meter), written)];
  }

  return {
    get meters() {
      const rows = db.prepare('SELECT DISTINCT meter FROM day').all();
      return rows.map(({ meter }) => String(meter));
    },
    days: (meter, from, to) =>
      inSnapshot(db, () => {
        const rows = db.prepare(SELECT_DAYS).all(from, to, meter) as unknown as readonly DayRow[];
        return rows.flatMap(dayOf);
      }),
  };
}
