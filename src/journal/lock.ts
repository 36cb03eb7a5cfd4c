import { truncateSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isAboutContent, isBusy, JournalError } from './disk-trouble.ts';
import { makePrivate } from './files.ts';
import { loadSqlite, transact } from './sqlite.ts';

/** The right to write to a journal, until it is given back; the kernel takes it back when the process ends, however it does. */
export interface WriteLock {
  release(): void;
}

/**
 * Takes the right to write to the journal at `path`, which one journal alone has, of all programs and in this one. It is a
 * write transaction on a small database beside the journal, since SQLite knows how to lock a file on every system. In that
 * one stands which process has it. Who only reads the journal does not need it.
 * @throws JournalError `shared` when another one has it, or what SQLite or the system has to say
 */
export function takeLock(path: string): WriteLock {
  const file = `${path}.lock`;
  try {
    return lockOn(file);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    // A disk has damaged it. There is nothing in it that would be missed. Another process may hold a lock on it all the same,
    // which stays as long as it is the same file: one that was deleted and made again would be a second lock.
    truncateSync(file, 0);
    return lockOn(file);
  }
}

function lockOn(file: string): WriteLock {
  const { DatabaseSync } = loadSqlite();
  makePrivate(file);
  const db = new DatabaseSync(file);
  try {
    // A journal of its own would be one file more.
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    leaveName(db);
    db.exec('BEGIN IMMEDIATE');
    return { release: () => db.close() };
  } catch (error) {
    const says = isBusy(error) ? new JournalError('shared', holderIn(db)) : error;
    db.close();
    throw says;
  }
}

/** The name cannot be written on a full or read-only disk; the lock works without it. @throws what makes it no lock */
function leaveName(db: DatabaseSync): void {
  if (processIn(db) === process.pid) return;
  try {
    transact(db, () => db.exec(`PRAGMA user_version = ${process.pid}`));
  } catch (error) {
    if (isBusy(error) || isAboutContent(error)) throw error;
  }
}

function holderIn(db: DatabaseSync): string {
  try {
    const pid = processIn(db);
    return pid > 0 ? `process ${pid}` : 'it is locked';
  } catch {
    return 'it is locked';
  }
}

function processIn(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}
