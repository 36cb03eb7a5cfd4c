import type { DatabaseSync } from 'node:sqlite';
import type { DayRecord, PlacedRecord } from './day-fold.ts';
import { hasTable } from './sqlite.ts';

/**
 * A row for each day of a meter, which is never deleted. `position` is that of the last entry that the row contains, and
 * `body` a `DayRecord` as JSON. The table is made with the first day, so that a database of an early version is not changed
 * before. That version can read a database with this table.
 */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS day (
  day INTEGER NOT NULL, meter TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (day, meter)
) STRICT, WITHOUT ROWID`;

/** A row of the table `day`. */
export interface DayRow {
  readonly day: number;
  readonly meter: string;
  readonly position: number;
  readonly body: string;
}

/** The record in a row; undefined when `writeDays` did not make the body. */
export function recordIn({ day, body }: Pick<DayRow, 'day' | 'body'>): DayRecord | undefined {
  try {
    return { day, ...(JSON.parse(body) as Omit<DayRecord, 'day'>) };
  } catch {
    return undefined;
  }
}

/** Writes records of a meter in place of those of the same days, within a transaction. */
export function writeDays(db: DatabaseSync, meter: string, records: Iterable<PlacedRecord>): void {
  db.exec(CREATE_TABLE);
  const write = db.prepare('INSERT OR REPLACE INTO day VALUES (?, ?, ?, ?)');
  for (const { position, record } of records) {
    const { day, ...body } = record;
    write.run(day, meter, position, JSON.stringify(body));
  }
}

export function hasDays(db: DatabaseSync, database: 'main' | 'old' = 'main'): boolean {
  return hasTable(db, 'day', database);
}

/** The record of a day of a meter. */
export function storedDay(db: DatabaseSync, meter: string, day: number): DayRecord | undefined {
  if (!hasDays(db)) return undefined;
  const row = db.prepare('SELECT * FROM day WHERE day = ? AND meter = ?').get(day, meter);
  return row && recordIn(row as unknown as DayRow);
}

/** Of each meter the row that was observed last. Its day may not be the latest one: the clock may have been ahead. */
export function newestRows(db: DatabaseSync): ReadonlyMap<string, DayRow> {
  if (!hasDays(db)) return new Map();
  return newestByMeter(db.prepare('SELECT * FROM day ORDER BY day').iterate() as Iterable<unknown> as Iterable<DayRow>);
}

/** Of each meter the row with the greatest position, or the last of those. */
export function newestByMeter(rows: Iterable<DayRow>): ReadonlyMap<string, DayRow> {
  const newest = new Map<string, DayRow>();
  for (const row of rows)
    if (row.position >= (newest.get(row.meter)?.position ?? Number.NEGATIVE_INFINITY)) newest.set(row.meter, row);
  return newest;
}

/**
 * Where the newest blocks were lost, their positions stand for other entries from now on. Then no row may be newer than what
 * is left.
 */
export function limitPositions(db: DatabaseSync, end: number): void {
  if (!hasDays(db)) return;
  db.prepare('UPDATE day SET position = :last WHERE position > :last').run({ last: end - 1 });
}

/** Makes the table, if the attached database `old` has it. Returns whether there is something to copy. */
export function prepareCopyOfDays(db: DatabaseSync): boolean {
  if (!hasDays(db, 'old')) return false;
  db.exec(CREATE_TABLE);
  return true;
}
