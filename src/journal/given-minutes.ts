import type { DatabaseSync } from 'node:sqlite';
import { minuteOf } from '../energy/minute.ts';
import type { Entry } from './entry.ts';
import { ADD_SUMS, type SumsRow } from './minute.ts';
import { hasTable } from './sqlite.ts';

/**
 * What a producer's meter said in a minute of what it injects: the sums of its power, and the index of its energy at the
 * first and the last frame. The key is that of the table `minute`, which has a row for each of these. The table is made
 * with the first Reading of a producer, so that a database of an early version is not changed before. That version can
 * read a database with this table.
 */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS given_minute (
  minute INTEGER NOT NULL, meter TEXT NOT NULL, count INTEGER NOT NULL, sum_va REAL, least_va REAL, greatest_va REAL,
  first_wh REAL, last_wh REAL, PRIMARY KEY (minute, meter)
) STRICT, WITHOUT ROWID`;

const ADD = `INSERT INTO given_minute VALUES (:minute, :meter, :va IS NOT NULL, :va, :va, :va, :wh, :wh)
  ON CONFLICT DO UPDATE SET ${ADD_SUMS}`;

/** The most rows that one statement deletes, so that it hardly makes SQLite's write-ahead log longer. */
const ROWS_AT_ONCE = 5_000;

/** Adds what producers' meters inject to the rows of their minutes, in the order of arrival. */
export function addToGivenMinutes(db: DatabaseSync, entries: readonly Entry[]): void {
  const ofProducers = entries.filter(({ reading }) => (reading.injectedPowerVA ?? reading.exportedWh) !== undefined);
  if (ofProducers.length === 0) return;
  db.exec(CREATE_TABLE);
  const add = db.prepare(ADD);
  for (const { meter, atMs, reading } of ofProducers) {
    const { injectedPowerVA: va = null, exportedWh: wh = null } = reading;
    add.run({ minute: minuteOf(atMs), meter, va, wh });
  }
}

/** The rows of a meter's minutes [from, to), by minute. */
export function givenRowsIn(db: DatabaseSync, from: number, to: number, meter: string): ReadonlyMap<number, SumsRow> {
  if (!hasGivenMinutes(db)) return new Map();
  const rows = db.prepare('SELECT * FROM given_minute WHERE minute >= ? AND minute < ? AND meter = ?');
  return byMinute(rows.all(from, to, meter) as unknown as SumsRow[]);
}

/** The rows of a meter at these minutes, by minute. */
export function givenRowsAt(db: DatabaseSync, minutes: readonly number[], meter: string): ReadonlyMap<number, SumsRow> {
  if (!hasGivenMinutes(db)) return new Map();
  const row = db.prepare('SELECT * FROM given_minute WHERE minute = ? AND meter = ?');
  const rows = minutes.flatMap((minute) => (row.get(minute, meter) as unknown as SumsRow | undefined) ?? []);
  return byMinute(rows);
}

/** How many meters have rows after a minute. */
export function givingMetersSince(db: DatabaseSync, minute: number): number {
  if (!hasGivenMinutes(db)) return 0;
  const counted = db.prepare('SELECT count(DISTINCT meter) AS meters FROM given_minute WHERE minute > ?').get(minute);
  return Number(counted?.['meters']);
}

/** Deletes the rows up to a minute. */
export function deleteGivenMinutesTo(db: DatabaseSync, last: number): void {
  if (hasGivenMinutes(db)) db.prepare('DELETE FROM given_minute WHERE minute <= ?').run(last);
}

/** Deletes the rows of minutes that are older than all that are left in the table `minute`. */
export function deleteOldGivenMinutes(db: DatabaseSync): void {
  if (!hasGivenMinutes(db)) return;
  const deleteSome = db.prepare(`DELETE FROM given_minute WHERE minute <= (
    SELECT max(minute) FROM (
      SELECT minute FROM given_minute WHERE minute < (SELECT min(minute) FROM minute)
      ORDER BY minute LIMIT ${ROWS_AT_ONCE}))`);
  while (deleteSome.run().changes > 0);
}

/** Makes the table, if the attached database `old` has it. Returns whether there is something to copy. */
export function prepareCopyOfGivenMinutes(db: DatabaseSync): boolean {
  if (!hasGivenMinutes(db, 'old')) return false;
  db.exec(CREATE_TABLE);
  return true;
}

export function hasGivenMinutes(db: DatabaseSync, database: 'main' | 'old' = 'main'): boolean {
  return hasTable(db, 'given_minute', database);
}

function byMinute(rows: readonly SumsRow[]): ReadonlyMap<number, SumsRow> {
  return new Map(rows.map((row) => [row.minute, row]));
}
