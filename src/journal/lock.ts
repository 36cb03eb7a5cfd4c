import { truncateSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isAboutContent, isBusy, JournalError } from './disk-trouble.ts';
import { makePrivate } from './files.ts';
import { loadSqlite, transact } from './sqlite.ts';

/** The right to write to a journal. The kernel releases it when the process ends, however it ends. */
export interface WriteLock {
  release(): void;
}

/**
 * Takes the right to write to the journal at `path`. Only one `Journal` of all programs can have it. It is an open write transaction on a
 * small database next to the journal, because SQLite can lock a file on every system. That database holds the number of the process that
 * has the lock. Readers do not need the lock.
 * @throws JournalError `shared` if another one has it, with its PID, or the lock's path; or what SQLite or the system throws
 */
export function takeLock(path: string): WriteLock {
  const file = `${path}.lock`;
  try {
    return lockOn(file);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    // The lock file is damaged, but holds nothing of value. It is truncated, not deleted: another process may hold a lock on it, and a new
    // file would be a second lock.
    truncateSync(file);
    return lockOn(file);
  }
}

function lockOn(file: string): WriteLock {
  const { DatabaseSync } = loadSqlite();
  makePrivate(file);
  const db = new DatabaseSync(file);
  try {
    // A rollback journal on disk would be another file.
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    noteProcess(db);
    db.exec('BEGIN IMMEDIATE');
    return { release: () => db.close() };
  } catch (error) {
    const reason = isBusy(error) ? new JournalError('shared', holderIn(db) ?? file) : error;
    db.close();
    throw reason;
  }
}

/**
 * Writes this process's number to the lock file. On a full or read-only disk that fails, and the lock works without it.
 * @throws an error after which the file cannot serve as a lock
 */
function noteProcess(db: DatabaseSync): void {
  if (processIn(db) === process.pid) return;
  try {
    transact(db, () => db.exec(`PRAGMA user_version = ${process.pid}`));
  } catch (error) {
    if (isBusy(error) || isAboutContent(error)) throw error;
  }
}

/** The holder of the lock, as each language words it. Undefined if it is not known. */
function holderIn(db: DatabaseSync): string | undefined {
  try {
    const pid = processIn(db);
    return pid > 0 ? `PID ${pid}` : undefined;
  } catch {
    return undefined;
  }
}

function processIn(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}
