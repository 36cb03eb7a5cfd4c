import type { DatabaseSync } from 'node:sqlite';
import { readAroundDamage } from './around-damage.ts';
import { unlessDamaged, unlessFilesFail } from './disk-trouble.ts';
import { makePrivate, requireWritableLog } from './files.ts';
import { isFirstPageLost, NOT_DEFENSIVE, readEvenCut, replaceFirstPage } from './first-page.ts';
import { mendDays } from './mended-days.ts';
import { copyImportNumber, importNumberIn, mendImports } from './mended-imports.ts';
import { prepareSchema, requireOwnVersion } from './schema.ts';
import { copyFilesOf } from './second-copy-files.ts';
import { OWN_NOTES } from './second-copy-note.ts';
import { loadSqlite, transact } from './sqlite.ts';
import { NOTHING_TAKEN, type Taken, type TakenFromCopy, takeFromCopy } from './take-from-copy.ts';

/** The times of the rows before and after the unreadable ones; undefined if there is no such row. */
interface UnreadableTimes {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Whether some of the rows in between can be read. */
  readonly inPart: boolean;
}

/** The parts of a damaged journal that cannot be read. */
export interface Damage {
  readonly readings: UnreadableTimes | undefined;
  readonly minutes: UnreadableTimes | undefined;
  readonly days?: UnreadableTimes;
  /** The times covered by the imports that lost some or all of their days. */
  readonly imports?: UnreadableTimes;
}

/** What was recovered from a damaged journal and its second copy. */
export interface Salvage {
  readonly damage: Damage;
  /** Whether anything could be read of the damaged journal itself, even if only that it is empty. */
  readonly isRead: boolean;
  readonly taken: Taken;
}

/**
 * Copies everything that can still be read of the damaged journal at `path` to a new one at `into`, where no file may exist: the blocks at
 * their positions, delivered or not, the minutes, the days, the imports, the notes and the history of the registers. What cannot be read is
 * taken from the second copy. At the end the new journal is on disk, in a single file. A file whose first page is lost temporarily gets
 * that of a new journal.
 * @param alive is called again and again meanwhile
 * @throws what SQLite throws about the new journal, or about an old file that is no journal at all; JournalError `newer`
 */
export function salvage(path: string, into: string, alive: () => void): Salvage {
  const { DatabaseSync } = loadSqlite();
  makePrivate(into);
  let giveBack = () => {};
  const db = new DatabaseSync(into, NOT_DEFENSIVE);
  try {
    prepareSchema(db);
    toSingleFile(db);
    if (isFirstPageLost(path, db)) giveBack = replaceFirstPage(path, into);
    readEvenCut(db);
    requireWritableLog(path);
    db.prepare('ATTACH ? AS old').run(path);
    requireOwnVersion(db, 'old');
    const readings = copy(db, BLOCKS, alive);
    const minutes = copy(db, MINUTES, alive);
    const kept = salvageKept(db, path, alive);
    mendDays(db, alive);
    const isSound = [readings, minutes, kept.days, kept.imports].every((damage) => damage === undefined);
    const isRead = isSound || kept.isRead || ['block', 'minute'].some((table) => hasRows(db, table));
    const lostDays = kept.days && areDaysMissing(db, kept.days) ? unreadableTimes(db, DAYS, kept.days) : undefined;
    toSingleFile(db);
    return {
      damage: {
        ...{ readings: readings && unreadableTimes(db, BLOCKS, readings) },
        ...{ minutes: minutes && unreadableTimes(db, MINUTES, minutes) },
        ...(lostDays && { days: lostDays }),
        ...(kept.imports && { imports: kept.imports }),
      },
      ...{ isRead, taken: kept.taken },
    };
  } finally {
    db.close();
    giveBack();
  }
}

/** What was recovered of the irreplaceable rows of a damaged journal, and what is still missing after its second copy was read. */
interface SalvageOfKept extends Omit<Salvage, 'damage'> {
  readonly days: Unreadable | undefined;
  readonly imports: UnreadableTimes | undefined;
}

/**
 * Copies the irreplaceable rows from the attached damaged journal `old`, whose path is `path`, to a new one, and takes what is missing from
 * its second copy.
 */
export function salvageKept(db: DatabaseSync, path: string, alive: () => void): SalvageOfKept {
  // Unreadable parts of the history of the registers, and unreadable notes, will be learned and set again.
  unlessDamaged(() =>
    db.exec(`INSERT INTO register_period SELECT * FROM old.register_period WHERE ${isSafe('since_ms')}`),
  );
  const days = copy(db, DAYS, alive);
  if (copy(db, TOLD, alive)) db.exec(KEEP_NUMBERS);
  const imports = copyImports(db, alive);
  unlessDamaged(() => db.exec(`INSERT INTO note SELECT * FROM old.${OWN_NOTES}`));
  const isRead = KEPT.some((table) => hasRows(db, table));
  const known = importNumberIn(db);
  // If the folder of the files cannot be read now, it is tried again once the new database is opened.
  const found = unlessFilesFail(() => takeFromCopy(db, copyFilesOf(path), alive)) ?? NOTHING_TAKEN;
  const { importNumber = -1, ...taken }: Partial<TakenFromCopy> & Taken = found;
  const areAllBack = importNumber >= known && taken.unreadable.length === 0 && !hasPartialImport(db);
  return { days, imports: areAllBack ? undefined : imports, isRead, taken };
}

function hasPartialImport(db: DatabaseSync): boolean {
  return db.prepare(`SELECT 1 FROM import WHERE digest = ''`).get() !== undefined;
}

/** Whether a day is missing between the one before the damage and the one after it. */
function areDaysMissing(db: DatabaseSync, [first, last]: Unreadable): boolean {
  const before = db.prepare('SELECT max(day) AS day FROM day WHERE day < ?').get(first)?.['day'] ?? first;
  const after = db.prepare('SELECT min(day) AS day FROM day WHERE day > ?').get(last)?.['day'];
  const newest = db.prepare('SELECT max(day) AS day FROM day').get()?.['day'] ?? first;
  const [from, to] = [Number(before), Number(after ?? newest)];
  const found = db.prepare('SELECT count(DISTINCT day) AS days FROM day WHERE day BETWEEN ? AND ?').get(from, to);
  return Number(found?.['days']) < to - from + 1;
}

const KEPT = ['register_period', 'day', 'import', 'note'];

function hasRows(db: DatabaseSync, table: string): boolean {
  return db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined;
}

function toSingleFile(db: DatabaseSync): void {
  db.exec('PRAGMA main.wal_checkpoint(TRUNCATE)');
}

/** How a table is copied, in SQL. */
interface Table {
  /** The lowest key in the old database that is not below `:from`. */
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

const MINUTES: Table = {
  first: 'SELECT minute AS first FROM old.minute WHERE minute >= :from ORDER BY minute LIMIT 1',
  copy: `INSERT INTO minute SELECT * FROM old.minute WHERE minute >= :from AND minute < :to
    AND ${isSafe('told', 'count', 'until_ms', 'first_block', 'last_block')}`,
  before: 'SELECT (minute + 1) * 60000 AS ms FROM minute WHERE minute < ? ORDER BY minute DESC LIMIT 1',
  after: 'SELECT minute * 60000 AS ms FROM minute WHERE minute > ? ORDER BY minute LIMIT 1',
};

const DAYS = daysIn('day', `AND ${isSafe('open')}`);
const IMPORTED_DAYS = daysIn('imported_day');

/** The times of an import that cannot be read are not known. */
const IMPORTS: Table = {
  first: 'SELECT id AS first FROM old.import WHERE id >= :from ORDER BY id LIMIT 1',
  copy: 'INSERT INTO import SELECT * FROM old.import WHERE id >= :from AND id < :to',
  before: 'SELECT NULL AS ms WHERE ? IS NULL',
  after: 'SELECT NULL AS ms WHERE ? IS NULL',
};

/** Minutes and days refer to these rows by number, so the numbers of lost rows must not be used again. */
const TOLD: Table = {
  ...IMPORTS,
  first: 'SELECT id AS first FROM old.told WHERE id >= :from ORDER BY id LIMIT 1',
  copy: 'INSERT INTO told SELECT * FROM old.told WHERE id >= :from AND id < :to',
};
const KEEP_NUMBERS = `INSERT OR IGNORE INTO told SELECT ifnull(max(told), 0) + 1, '', NULL, NULL, NULL FROM (
  SELECT told FROM minute UNION ALL SELECT json_extract(part.value, '$.told')
  FROM day, json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.parts') AS part)`;

/** An SQL condition: these columns hold integers that can be read. Those that the journal writes are far smaller. */
function isSafe(...columns: readonly string[]): string {
  return columns.map((column) => `ifnull(${column}, 0) BETWEEN -9e15 AND 9e15`).join(' AND ');
}

/** A day in Paris begins an hour or two before midnight UTC, so this is precise enough. */
function daysIn(table: 'day' | 'imported_day', condition = ''): Table {
  return {
    first: `SELECT day AS first FROM old.${table} WHERE day >= :from ORDER BY day LIMIT 1`,
    copy: `INSERT INTO ${table} SELECT * FROM old.${table} WHERE day >= :from AND day < :to ${condition}`,
    before: `SELECT (day + 1) * 86400000 AS ms FROM ${table} WHERE day < ? ORDER BY day DESC LIMIT 1`,
    after: `SELECT day * 86400000 AS ms FROM ${table} WHERE day > ? ORDER BY day LIMIT 1`,
  };
}

/** The first and the last key at which rows cannot be read. */
type Unreadable = readonly [first: number, last: number];

function copy(db: DatabaseSync, table: Table, alive: () => void): Unreadable | undefined {
  const [first, within] = [db.prepare(table.first), db.prepare(table.copy)];
  const keyed = {
    first: (from: number) => first.get({ from })?.['first'] as number | undefined,
    within: (from: number, to: number) => within.run({ from, to }),
  };
  let damaged: Unreadable | undefined;
  for (const range of readAroundDamage(keyed, 0)) {
    if (range.kind === 'damaged') damaged = [damaged?.[0] ?? range.at, range.at];
    alive();
  }
  return damaged;
}

/** An import that lost some of its days is kept with the others. Days whose import is lost are deleted, since nobody could undo them. */
function copyImports(db: DatabaseSync, alive: () => void): UnreadableTimes | undefined {
  const imports = copy(db, IMPORTS, alive);
  const days = copy(db, IMPORTED_DAYS, alive);
  unlessDamaged(() => copyImportNumber(db));
  const left = transact(db, () => mendImports(db));
  if (days) return unreadableTimes(db, IMPORTED_DAYS, days);
  return imports && { ...unreadableTimes(db, IMPORTS, imports), inPart: left > 0 };
}

function unreadableTimes(db: DatabaseSync, { before, after }: Table, [first, last]: Unreadable): UnreadableTimes {
  const msOf = (sql: string, key: number) => db.prepare(sql).get(key)?.['ms'] as number | undefined;
  const toMs = msOf(after, last);
  return { fromMs: msOf(before, first), toMs, inPart: msOf(after, first) !== toMs };
}
