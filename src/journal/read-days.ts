import type { DatabaseSync } from 'node:sqlite';
import type { Day } from '../energy/day.ts';
import type { PeriodOfRegister } from '../periods.ts';
import { readAroundDamage } from './around-damage.ts';
import { createDayFold, type DayRecord, dayOf } from './day-fold.ts';
import { foldMinute, type StoredMinute } from './minutes-to-days.ts';
import type { NotedPeriods } from './noted-periods.ts';
import { type DayRow, hasDays, newestByMeter, recordIn } from './stored-days.ts';

/** Reads the days of a database that another connection may write to. Rows that are damaged are left out. */
export interface DayReader {
  /** The meters that have stored days. */
  readonly meters: readonly string[];
  /** The tariff period that each register of a meter counts, as far as its newest stored day and the notes know. */
  periodOfRegister(meter: string): PeriodOfRegister;
  /** The days of a meter from `from` up to and including `to`, with what its minutes add to the stored ones. */
  days(meter: string, from: number, to: number): readonly Day[];
}

/** @param minutesFrom reads the minutes of a meter from one on, in the order of time, without those that are damaged */
export function createDayReader(
  db: DatabaseSync,
  minutesFrom: (meter: string, minute: number) => Iterable<StoredMinute>,
  noted: NotedPeriods,
): DayReader {
  function rowsOf(sql: string, ...parameters: readonly string[]): readonly DayRow[] {
    if (!hasDays(db)) return [];
    const first = db.prepare('SELECT min(day) AS day FROM day WHERE day >= ?');
    const select = db.prepare(sql);
    const table = {
      first: (from: number) => (first.get(from)?.['day'] as number | null) ?? undefined,
      within: (from: number, to: number) => select.all(from, to, ...parameters) as unknown as DayRow[],
    };
    return [...readAroundDamage(table, 0)].flatMap((range) => (range.kind === 'read' ? range.rows : []));
  }

  function rowsOfMeter(meter: string): readonly DayRow[] {
    return rowsOf('SELECT * FROM day WHERE day >= ? AND day < ? AND meter = ? ORDER BY day', meter);
  }

  return {
    get meters() {
      return [
        ...new Set(rowsOf('SELECT DISTINCT meter FROM day WHERE day >= ? AND day < ?').map(({ meter }) => meter)),
      ];
    },
    periodOfRegister(meter) {
      const newest = newestByMeter(rowsOfMeter(meter)).get(meter);
      return noted.periodOfRegister(meter, newest && recordIn(newest)?.chain);
    },
    days(meter, from, to) {
      const rows = rowsOfMeter(meter);
      const stored = new Map(rows.map((row) => [row.day, row]));
      const recordOf = (day: number): DayRecord | undefined => {
        const row = stored.get(day);
        return row && recordIn(row);
      };
      const newest = newestByMeter(rows).get(meter);
      const record = newest && recordIn(newest);
      const fold = createDayFold(record && { position: newest.position, record }, recordOf);
      for (const minute of minutesFrom(meter, record?.lastMinute ?? 0)) foldMinute(fold, minute, 'whole');
      const chain = noted.chainWith(meter, fold.present?.record.chain);
      const days = [...new Set([...stored.keys(), ...fold.changed.keys()])].filter((day) => day >= from && day <= to);
      return days
        .toSorted((one, other) => one - other)
        .flatMap((day) => {
          const known = fold.changed.get(day)?.record ?? recordOf(day);
          return known ? [dayOf(known, chain)] : [];
        });
    },
  };
}
