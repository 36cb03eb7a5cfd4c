import type { DatabaseSync } from 'node:sqlite';
import { readAroundDamage } from './around-damage.ts';
import { isAboutContent } from './disk-trouble.ts';
import { makePrivate } from './files.ts';
import { prepareCopyOfGivenMinutes } from './given-minutes.ts';
import { copyImportNumber, mendImports, prepareCopyOfImports } from './mended-imports.ts';
import { CREATE_NOTE_TABLE, prepareSchema } from './schema.ts';
import { hasTable, loadSqlite } from './sqlite.ts';
import { prepareCopyOfDays } from './stored-days.ts';
import { copyTariffChanges } from './tariff-changes.ts';

/** The times of the rows before and after those that cannot be read; undefined when there is no such row. */
interface UnreadableTimes {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Whether some of the rows in between can be read. */
  readonly inPart: boolean;
}

/** What of a damaged journal cannot be read. */
export interface Damage {
  readonly readings: UnreadableTimes | undefined;
  /** When minutes can be read, and only what was given in them cannot, the times of that. */
  readonly minutes: UnreadableTimes | undefined;
  readonly days?: UnreadableTimes | undefined;
  /** The times that the files tell of which some days, or all, were lost with an import. */
  readonly imports?: UnreadableTimes | undefined;
}

/**
 * Copies what can still be read of the damaged journal at `path` to a new one at `into`, where there must be none: the
 * blocks at their positions, delivered or not, the minutes, the days, the imports and the notes. At the end it is on disk, in a single file.
 * @param alive is called again and again meanwhile
 * @throws what SQLite throws about the new one, or about an old one that is no journal at all
 */
export function salvage(path: string, into: string, alive: () => void): Damage {
  const { DatabaseSync } = loadSqlite();
  makePrivate(into);
  const db = new DatabaseSync(into);
  try {
    prepareSchema(db);
    db.prepare('ATTACH ? AS old').run(path);
    const readings = copy(db, BLOCKS, alive);
    const minutes = copy(db, MINUTES, alive);
    const given = prepareCopyOfGivenMinutes(db) ? copy(db, GIVEN_MINUTES, alive) : undefined;
    const days = prepareCopyOfDays(db) ? copy(db, DAYS, alive) : undefined;
    const imports = prepareCopyOfImports(db) ? copyImports(db, alive) : undefined;
    copyUnlessDamaged(() => copyTariffChanges(db));
    copyUnlessDamaged(() => copyNotes(db));
    db.exec('PRAGMA main.wal_checkpoint(TRUNCATE)');
    return { readings, minutes: minutes ?? given, ...(days && { days }), ...(imports && { imports }) };
  } finally {
    db.close();
  }
}

/** How a table is copied, in SQL. */
interface Table {
  /** The least key from `:from` on, in the old database. */
  readonly first: string;
  /** Copies the keys [:from, :to). */
  readonly copy: string;
  /** When the row before a key ended, in the new database. */
  readonly before: string;
  /** When the row after a key began, in the new database. */
  readonly after: string;
}

const BLOCKS: Table = {
  first: 'SELECT position AS first FROM old.block WHERE position >= :from ORDER BY position LIMIT 1',
  copy: 'INSERT INTO block SELECT * FROM old.block WHERE position >= :from AND position < :to',
  before: 'SELECT last_ms AS ms FROM block WHERE position < ? ORDER BY position DESC LIMIT 1',
  after: 'SELECT first_ms AS ms FROM block WHERE position > ? ORDER BY position LIMIT 1',
};

const MINUTES = minutesIn('minute');
const GIVEN_MINUTES = minutesIn('given_minute');

const DAYS = daysIn('day');
const IMPORTED_DAYS = daysIn('imported_day');

/** Nothing is known of the times of an import that cannot be read. */
const IMPORTS: Table = {
  first: 'SELECT id AS first FROM old.import WHERE id >= :from ORDER BY id LIMIT 1',
  copy: 'INSERT INTO import SELECT * FROM old.import WHERE id >= :from AND id < :to',
  before: 'SELECT NULL AS ms WHERE ? IS NULL',
  after: 'SELECT NULL AS ms WHERE ? IS NULL',
};

/** A day of Paris begins an hour or two before midnight in UTC, which is near enough. */
function daysIn(table: 'day' | 'imported_day'): Table {
  return {
    first: `SELECT day AS first FROM old.${table} WHERE day >= :from ORDER BY day LIMIT 1`,
    copy: `INSERT INTO ${table} SELECT * FROM old.${table} WHERE day >= :from AND day < :to`,
    before: `SELECT (day + 1) * 86400000 AS ms FROM ${table} WHERE day < ? ORDER BY day DESC LIMIT 1`,
    after: `SELECT day * 86400000 AS ms FROM ${table} WHERE day > ? ORDER BY day LIMIT 1`,
  };
}

function minutesIn(table: 'minute' | 'given_minute'): Table {
  return {
    first: `SELECT minute AS first FROM old.${table} WHERE minute >= :from ORDER BY minute LIMIT 1`,
    copy: `INSERT INTO ${table} SELECT * FROM old.${table} WHERE minute >= :from AND minute < :to`,
    before: `SELECT (minute + 1) * 60000 AS ms FROM ${table} WHERE minute < ? ORDER BY minute DESC LIMIT 1`,
    after: `SELECT minute * 60000 AS ms FROM ${table} WHERE minute > ? ORDER BY minute LIMIT 1`,
  };
}

function copy(db: DatabaseSync, table: Table, alive: () => void): UnreadableTimes | undefined {
  const [first, within] = [db.prepare(table.first), db.prepare(table.copy)];
  const keyed = {
    first: (from: number) => first.get({ from })?.['first'] as number | undefined,
    within: (from: number, to: number) => within.run({ from, to }),
  };
  let damaged: readonly [first: number, last: number] | undefined;
  for (const range of readAroundDamage(keyed, 0)) {
    if (range.kind === 'damaged') damaged = [damaged?.[0] ?? range.at, range.at];
    alive();
  }
  return damaged && unreadableTimes(db, table, ...damaged);
}

/** An import of which some days are lost stays with the others; days whose import is not known any more go, as nobody could undo them. */
function copyImports(db: DatabaseSync, alive: () => void): UnreadableTimes | undefined {
  const imports = copy(db, IMPORTS, alive);
  const days = copy(db, IMPORTED_DAYS, alive);
  copyUnlessDamaged(() => copyImportNumber(db));
  const left = mendImports(db);
  return days ?? (imports && { ...imports, inPart: left > 0 });
}

/**
 * Notes that cannot be read will be set again, and changes of the tariff period only split the energy of single
 * minutes.
 */
function copyUnlessDamaged(copyTable: () => void): void {
  try {
    copyTable();
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  }
}

function copyNotes(db: DatabaseSync): void {
  if (!hasTable(db, 'note', 'old')) return;
  db.exec(CREATE_NOTE_TABLE);
  db.exec('INSERT INTO note SELECT * FROM old.note');
}

function unreadableTimes(db: DatabaseSync, { before, after }: Table, first: number, last: number): UnreadableTimes {
  const msOf = (sql: string, key: number) => db.prepare(sql).get(key)?.['ms'] as number | undefined;
  const toMs = msOf(after, last);
  return { fromMs: msOf(before, first), toMs, inPart: msOf(after, first) !== toMs };
}
