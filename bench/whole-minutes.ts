import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beginningOfDay, MINUTE_MS } from '../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { parametersOf, WRITE_MINUTE } from '../src/journal/minute-rows.ts';
import { openReadOnlyJournal } from '../src/journal/read-only-journal.ts';

/**
 * Gives days of a meter all their minutes, as if it had been read without an interruption. They add up to what the day has counted, and
 * take the place of the minutes that are there. To take Readings of two years would take minutes.
 * @param from the first day, in days since 1970-01-01
 * @param to the day after the last one
 */
export function fillMinutes(storage: string, meter: string, from: number, to: number): void {
  const path = join(storage, JOURNAL_FILE);
  using archive = openReadOnlyJournal(path);
  const whByDay = new Map(
    archive
      .days(meter, from, to - 1)
      .map(({ day, parts }) => [day, parts.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0)]),
  );
  const db = new DatabaseSync(path);
  try {
    const write = db.prepare(WRITE_MINUTE);
    db.exec('BEGIN');
    for (let day = from; day < to; day += 1) {
      const [first, end] = [beginningOfDay(day), beginningOfDay(day + 1)].map((ms) => ms / MINUTE_MS) as [
        number,
        number,
      ];
      const energyWh = whByDay.get(day) ?? 0;
      const countedAt = (minute: number) => Math.floor((energyWh * (minute - first)) / (end - first));
      for (let minute = first; minute < end; minute += 1) {
        const wh = countedAt(minute + 1) - countedAt(minute);
        const powers = { count: 30, sumVA: 18_000, leastVA: 500, greatestVA: 700 };
        const count = { minute, ...powers, indexWh: 13_000_000, wh, registers: { HCHP: wh } };
        write.run(parametersOf(count, { meter, told: null, first: 0, last: 0 }));
      }
    }
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}
