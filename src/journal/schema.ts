import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './disk-trouble.ts';
import { transact } from './sqlite.ts';

/** The version of the tables. A later version of this plugin that only adds to them leaves it as it is. */
const SCHEMA_VERSION = 1;

/**
 * A commit changes some four pages, and each is written to the log whole. With SQLite's usual 4096, a database that can
 * give pages back (`auto_vacuum`) costs a tenth more bytes a day than one that cannot; with 2048, a tenth less
 * (DECISIONS.md).
 */
export const PAGE_BYTES = 2_048;

/** What SQLite may keep of the pages that it has read and written. Its own 2 MB fill up within a day, and blocks are read once. */
const CACHE_KILOBYTES = 512;

/** How long a commit waits for another program's write transaction. */
export const BUSY_TIMEOUT_MS = 500;

/**
 * * `block`: the Readings of one commit. `delivered` is the position up to which Readings were delivered by then; here
 *   it costs no page of its own.
 * * `minute`: what was counted in a meter's minute, in Wh by register (`minute-rows.ts`). Its key begins with the time, so the table
 *   grows at its end only. `first_block` and `last_block` are the blocks that hold the minute, which saves an index that each commit
 *   would write.
 * * `told`: what meters tell of themselves, which minutes and days refer to (`ToldOfMeter`).
 * * `day`: a meter's day, for ever (`day-rows.ts`). While it is open, its minutes are to be added to its body, if it has one yet.
 *   `chain` is where the indexes stood before all that the open day has counted, and at the end of the day that was closed last: an
 *   `IndexChain` as JSON.
 * * `register_period`: which tariff period a register of a meter counts since when (`RegisterLine`).
 * * `delivery`: the position up to which Readings were delivered at a time.
 * * `note`: short texts by name.
 * * `import`: what was imported. `bytes` is about what its days take. The digest of an import that lacks days, as a repair may
 *   leave it, is empty, so that its file can be imported again. With AUTOINCREMENT SQLite never gives the number of an import again.
 * * `imported_day`: the days of each import, also those that another one has; `body` is an `ImportedDay` as JSON.
 *
 * SQLite keeps this text in the database. It has to fit into the first page: a second one would be another page whose loss takes
 * all tables with it. The columns of a primary key without a rowid are NOT NULL by themselves.
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
/** Those without which a database is not a journal. */
const TABLES = ['block', 'minute', 'delivery'];

/**
 * Prepares a database for writing: its settings, and its tables if there are none. A database that is not a journal, or
 * that a later version made, is not changed.
 * @throws JournalError `foreign`, `newer`, or what SQLite throws
 */
export function prepareSchema(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const found = versionIn(db);
  // Once there is a page, only a VACUUM can change either of them.
  if (found === 'empty') db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
  // With FULL a power cut takes nothing that was committed. NORMAL would sync at checkpoints only.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec(`PRAGMA cache_size = -${CACHE_KILOBYTES}`);
  if (found === 'empty') transact(db, () => db.exec([...SCHEMA, `PRAGMA user_version = ${SCHEMA_VERSION}`].join(';')));
}

/**
 * The version of a database's tables; `empty` when it has none yet.
 * @throws JournalError `foreign` when its tables are not those of a journal, `newer` when they are a later version's, `damaged` when it
 *   has pages and no table
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

/** Checks that no later version made a database, or the one that is attached under this name. @throws JournalError `newer` */
export function requireOwnVersion(db: DatabaseSync, name = 'main'): void {
  const found = Number(db.prepare(`PRAGMA ${name}.user_version`).get()?.['user_version']);
  if (found > SCHEMA_VERSION) throw new JournalError('newer', `version ${found}, later than ${SCHEMA_VERSION}`);
}

function listed(names: readonly string[]): string {
  const [first, ...others] = names;
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
