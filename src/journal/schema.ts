import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './disk-trouble.ts';
import { transact } from './sqlite.ts';

/** The version of the tables. It does not change if a later version of this plugin only adds to them. */
const SCHEMA_VERSION = 1;

/**
 * A commit changes about four pages, and each is written to the log as a whole. With SQLite's default of 4096, a database that can give
 * pages back (`auto_vacuum`) writes a tenth more bytes a day than one that cannot; with 2048, a tenth less (DECISIONS.md).
 */
export const PAGE_BYTES = 2_048;

/**
 * How much SQLite may keep of the pages that it has read and written. Its default of 2 MB fills up within a day, and blocks are read only
 * once.
 */
const CACHE_KILOBYTES = 512;

/** How long a commit waits for another program's write transaction. */
export const BUSY_TIMEOUT_MS = 500;

/**
 * * `block`: the Readings of one commit. `delivered` is the position up to which Readings had been delivered by then; stored here, it does
 *   not need a page of its own.
 * * `minute`: what was counted in one minute of a meter, in Wh by register (`minute-rows.ts`). Its key begins with the time, so the table
 *   only grows at its end. `first_block` and `last_block` are the blocks that hold the minute. They make an index unnecessary, which each
 *   commit would write.
 * * `told`: what meters report about themselves (`ToldOfMeter`). Minutes and days refer to it.
 * * `day`: a day of a meter, kept for ever (`day-rows.ts`). While it is open, its minutes are still to be added to its body, if it has one
 *   yet. `chain` is where the indexes stood before everything that the open day has counted and, in the row of the day that was closed
 *   last, where they stood at its end: an `IndexChain` as JSON.
 * * `register_period`: which tariff period a register of a meter counts since when (`RegisterLine`).
 * * `delivery`: the position up to which Readings had been delivered at a time.
 * * `note`: short texts by name.
 * * `import`: the imported files. `bytes` is roughly what its days take. If an import lacks days, as it may after a repair, its digest is
 *   empty, so that its file can be imported again. With AUTOINCREMENT SQLite never uses the number of an import again.
 * * `imported_day`: the days of each import, including days that another import has, too; `body` is an `ImportedDay` as JSON.
 *
 * SQLite keeps the text of the schema in the database. It must fit into the first page: a second page would be another one whose loss makes
 * all tables unreadable. The columns of the primary key of a table without rowid are NOT NULL implicitly.
 */
const SCHEMA = [
  `TABLE block (position INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    delivered INTEGER NOT NULL, body BLOB NOT NULL) STRICT`,
  `TABLE minute (minute INTEGER, meter TEXT, told INTEGER, count INTEGER NOT NULL, sum_va REAL, least_va REAL,
    greatest_va REAL, index_wh REAL, wh REAL, registers TEXT, given TEXT, gap TEXT, until_ms INTEGER, first_block INTEGER NOT NULL,
    last_block INTEGER NOT NULL, PRIMARY KEY (minute, meter)) STRICT, WITHOUT ROWID`,
  'TABLE told (id INTEGER PRIMARY KEY, meter TEXT NOT NULL, identity TEXT, contract TEXT, subscribed_va REAL) STRICT',
  `TABLE day (day INTEGER, meter TEXT, open INTEGER NOT NULL, body TEXT, chain TEXT,
    PRIMARY KEY (day, meter)) STRICT, WITHOUT ROWID`,
  `TABLE register_period (meter TEXT, address TEXT, register TEXT, since_ms INTEGER,
    period TEXT NOT NULL, off_peak INTEGER, PRIMARY KEY (meter, address, register, since_ms)) STRICT, WITHOUT ROWID`,
  'TABLE delivery (at_ms INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT',
  'TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID',
  `TABLE import (id INTEGER PRIMARY KEY AUTOINCREMENT, meter TEXT NOT NULL, kind TEXT NOT NULL, prm TEXT, at_ms INTEGER NOT NULL,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, days INTEGER NOT NULL, bytes INTEGER NOT NULL,
    digest TEXT NOT NULL) STRICT`,
  `TABLE imported_day (day INTEGER, meter TEXT, import INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (day, meter, import)) STRICT, WITHOUT ROWID`,
].map((text) => `CREATE ${text.replace(/\s+/g, ' ')}`);
/** A database without these is not a journal. */
const TABLES = ['block', 'minute', 'delivery'];

/**
 * Prepares a database for writing: its settings, and its tables if it has none. A database that is not a journal, or that was made by a
 * later version, is not changed.
 * @throws JournalError `foreign`, `newer`, or what SQLite throws
 */
export function prepareSchema(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const found = versionIn(db);
  // Once the database has a page, only a VACUUM can change either setting.
  if (found === 'empty') db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
  // With FULL a power cut loses nothing that was committed. NORMAL would sync only at checkpoints.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec(`PRAGMA cache_size = -${CACHE_KILOBYTES}`);
  if (found === 'empty') transact(db, () => db.exec([...SCHEMA, `PRAGMA user_version = ${SCHEMA_VERSION}`].join(';')));
}

/**
 * The version of a database's tables; `empty` if it has none yet.
 * @throws JournalError `foreign` if its tables are not those of a journal, `newer` if they are those of a later version, `damaged` if it
 *   has pages but no table
 */
export function versionIn(db: DatabaseSync): 'empty' | typeof SCHEMA_VERSION {
  const names = db
    .prepare('SELECT name FROM sqlite_schema')
    .all()
    .map(({ name }) => String(name));
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const known = TABLES.filter((table) => names.includes(table));
  if (names.length > 0 && known.length === 0) throw new JournalError('foreign', `its tables are ${listed(names)}`);
  requireOwnVersion(db);
  if (names.length === 0 && Number(db.prepare('PRAGMA page_count').get()?.['page_count']) > 1) {
    throw new JournalError('damaged', 'its pages have no table');
  }
  if (names.length === 0) return 'empty';
  if (found !== SCHEMA_VERSION || known.length < TABLES.length) {
    throw new JournalError('foreign', `version ${found} with the tables ${listed(names)}`);
  }
  return SCHEMA_VERSION;
}

/** Checks that a database, or the one that is attached under this name, was not made by a later version. @throws JournalError `newer` */
export function requireOwnVersion(db: DatabaseSync, name = 'main'): void {
  const found = Number(db.prepare(`PRAGMA ${name}.user_version`).get()?.['user_version']);
  if (found > SCHEMA_VERSION) throw new JournalError('newer', `version ${found}, later than ${SCHEMA_VERSION}`);
}

function listed(names: readonly string[]): string {
  const [first, ...others] = names;
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
