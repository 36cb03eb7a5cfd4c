import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './disk-trouble.ts';
import { transact } from './sqlite.ts';

/** The version of the tables. What a later version of this plugin adds without changing them leaves it as it is. */
export const SCHEMA_VERSION = 1;

/**
 * A commit changes some four pages, and each goes to the log whole. With SQLite's usual 4096, what a database needs to give
 * room back would cost a tenth more bytes a day than without; with 2048 it costs a tenth less (docs/performance.md).
 */
export const PAGE_BYTES = 2_048;

/** How long a commit waits for another program that is in the middle of writing. */
export const BUSY_TIMEOUT_MS = 500;

/**
 * `block`: one commit's readings; `delivered` is how far the mirror was by then, kept here as it costs no page of its own.
 * `minute`: by time first, so that the table only grows at its end; `first_block` and `last_block` lead from a time to
 * the blocks it is in, with no index to write at each commit. `delivery`: how far the mirror was at a time.
 */
const SCHEMA = `
  CREATE TABLE block (
    position INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    delivered INTEGER NOT NULL, body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE minute (
    minute INTEGER NOT NULL, meter TEXT NOT NULL, count INTEGER NOT NULL, sum_va REAL, least_va REAL, greatest_va REAL,
    first_wh REAL, last_wh REAL, tariff TEXT, first_block INTEGER NOT NULL, last_block INTEGER NOT NULL,
    PRIMARY KEY (minute, meter)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE delivery (at_ms INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};`;
const TABLES = ['block', 'minute', 'delivery'];

/**
 * Made with the first note, so that a database of version 0.1 is not written to before there is one. That version reads a
 * database with it as well.
 */
export const CREATE_NOTE_TABLE =
  'CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID';

/**
 * Adds to the table `minute` the column `tariff_ends`, unless it is there: JSON, for each tariff period that ended within
 * the minute its name and the index in Wh at its last frame, in their order; null in any other minute. It is added with the
 * first commit, so that a database of version 0.1 is not written to before. That version reads a database with it as well.
 */
export function addTariffEnds(db: DatabaseSync): void {
  if (!hasTariffEnds(db, 'main')) db.exec('ALTER TABLE minute ADD COLUMN tariff_ends TEXT');
}

/** Whether the table `minute` of a database, by its name in the connection, has the column `tariff_ends`. */
export function hasTariffEnds(db: DatabaseSync, database: string): boolean {
  const column = db.prepare(`SELECT 1 FROM pragma_table_info('minute', ?) WHERE name = 'tariff_ends'`);
  return column.get(database) !== undefined;
}

/**
 * Makes a database ready to be written: its settings, and its tables where there are none. One that is not a journal, or a
 * later version's, is not touched.
 * @throws JournalError `foreign`, `newer`, or what SQLite has to say.
 */
export function prepareSchema(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const found = versionIn(db);
  // Before the first page: neither can be changed later but by writing the whole database anew.
  if (found === 'empty') db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
  // FULL: a power cut takes nothing that was committed. NORMAL would sync at checkpoints only.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (found === 'empty') transact(db, () => db.exec(SCHEMA));
}

/**
 * The version of the tables of a database, which this plugin can read, or that it has none yet.
 * @throws JournalError `foreign` when its tables are not those of a journal, `newer` when they are a later version's
 */
export function versionIn(db: DatabaseSync): 'empty' | typeof SCHEMA_VERSION {
  const names = db
    .prepare('SELECT name FROM sqlite_schema')
    .all()
    .map(({ name }) => String(name));
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const known = TABLES.filter((table) => names.includes(table));
  if (names.length > 0 && known.length === 0) throw new JournalError('foreign', `its tables are ${listed(names)}`);
  if (found > SCHEMA_VERSION) throw new JournalError('newer', `version ${found}, later than ${SCHEMA_VERSION}`);
  if (names.length === 0) return 'empty';
  if (found !== SCHEMA_VERSION || known.length < TABLES.length) {
    throw new JournalError('foreign', `version ${found} with the tables ${listed(names)}`);
  }
  return SCHEMA_VERSION;
}

function listed(names: readonly string[]): string {
  const [first, ...others] = names;
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
