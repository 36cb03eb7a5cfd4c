import type { DatabaseSync } from 'node:sqlite';
import { minuteOf } from '../energy/minute.ts';
import type { Entry } from './entry.ts';
import type { EndedPeriods } from './minute.ts';
import { hasTable } from './sqlite.ts';

/**
 * A contract changes its period a few times a day. The bound keeps a source that makes periods up from filling the
 * disk.
 */
const MOST_IN_MINUTE = 10;

/**
 * A row for each tariff period that ended within a minute, with the index in Wh at its last frame; `nth` counts from 0
 * within the minute. Most minutes have none. The table is made with the first change, so that a database of an early version
 * is not changed before. That version can read a database with this table.
 */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS tariff_change (
  minute INTEGER NOT NULL, meter TEXT NOT NULL, nth INTEGER NOT NULL, tariff TEXT NOT NULL, last_wh REAL NOT NULL,
  PRIMARY KEY (minute, meter, nth)
) STRICT, WITHOUT ROWID`;

/**
 * Where a meter's period changes within an entry's minute, notes the period that ends. Call it before the entry is
 * added.
 */
export function createTariffChangeNotes(db: DatabaseSync): (entry: Entry) => void {
  const ending = db.prepare(`SELECT tariff, last_wh FROM minute
    WHERE minute = :minute AND meter = :meter AND tariff <> :tariff AND last_wh IS NOT NULL`);
  return ({ meter, atMs, reading: { tariff } }) => {
    if (tariff === undefined) return;
    const minute = minuteOf(atMs);
    const ended = ending.get({ minute, meter, tariff });
    if (!ended) return;
    db.exec(CREATE_TABLE);
    db.prepare(
      `INSERT INTO tariff_change SELECT :minute, :meter, count(*), :tariff, :lastWh FROM tariff_change
       WHERE minute = :minute AND meter = :meter HAVING count(*) < ${MOST_IN_MINUTE}`,
    ).run({ minute, meter, tariff: String(ended['tariff']), lastWh: Number(ended['last_wh']) });
  };
}

/** The periods that ended in a meter's minutes [from, to), by minute. */
export function endedPeriodsIn(
  db: DatabaseSync,
  from: number,
  to: number,
  meter: string,
): ReadonlyMap<number, EndedPeriods> {
  if (!hasTable(db, 'tariff_change')) return new Map();
  const rows = db
    .prepare('SELECT * FROM tariff_change WHERE minute >= ? AND minute < ? AND meter = ? ORDER BY minute, nth')
    .all(from, to, meter)
    .map((row) => ({ minute: Number(row['minute']), tariff: String(row['tariff']), lastWh: Number(row['last_wh']) }));
  return Map.groupBy(rows, ({ minute }) => minute);
}

/** Deletes the changes of minutes that are older than all that are left. */
export function deleteOldTariffChanges(db: DatabaseSync): void {
  if (hasTable(db, 'tariff_change')) {
    db.exec('DELETE FROM tariff_change WHERE minute < (SELECT min(minute) FROM minute)');
  }
}

/** Copies the changes of the attached database `old`, if it has any. */
export function copyTariffChanges(db: DatabaseSync): void {
  if (!hasTable(db, 'tariff_change', 'old')) return;
  db.exec(CREATE_TABLE);
  db.exec('INSERT INTO tariff_change SELECT * FROM old.tariff_change');
}
