import type { DatabaseSync } from 'node:sqlite';
import { JournalError } from './trouble.ts';

const VERSION = 1;

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
  PRAGMA user_version = ${VERSION};`;

/**
 * Makes a database ready for use: its settings, and its tables where there are none. One of a later version is not touched.
 * @throws JournalError `newer`, or what SQLite has to say.
 */
export function prepareSchema(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 500');
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > VERSION) throw new JournalError('newer', `version ${found}, later than ${VERSION}`);
  // FULL: a power cut takes nothing that was committed. NORMAL would sync at checkpoints only.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (found < VERSION) transact(db, () => db.exec(SCHEMA));
}

/** Does `work` whole or not at all. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite itself has already rolled back, as it does when the disk is full.
  }
}
