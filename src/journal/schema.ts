import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './disk-trouble.ts';
import { transact } from './sqlite.ts';

/** The version of the tables. A later version of this plugin that only adds to them leaves it as it is. */
const SCHEMA_VERSION = 1;

/**
 * A commit changes some four pages, and each is written to the log whole. With SQLite's usual 4096, a database that can
 * give pages back (`auto_vacuum`) costs a tenth more bytes a day than one that cannot; with 2048, a tenth less
 * (docs/performance.md).
 */
export const PAGE_BYTES = 2_048;

/** How long a commit waits for another program's write transaction. */
export const BUSY_TIMEOUT_MS = 500;

/**
 * * `block`: the Readings of one commit. `delivered` is the position up to which Readings were delivered by then; here
 *   it costs no page of its own.
 * * `minute`: the sums of a meter's minute (`minute.ts`). Its key begins with the time, so the table grows at its end
 *   only. `first_block` and `last_block` are the blocks that hold the minute, which saves an index that each commit
 *   would write.
 * * `delivery`: the position up to which Readings were delivered at a time.
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
 * Notes by name. The table is made with the first note, so that a database of an early version is not changed before. That
 * version can read a database with this table.
 */
export const CREATE_NOTE_TABLE =
  'CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID';

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
  if (found === 'empty') transact(db, () => db.exec(SCHEMA));
}

/**
 * The version of a database's tables; `empty` when it has none yet.
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
