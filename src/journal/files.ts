import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JournalError } from './disk-trouble.ts';

/** A database is up to three files. */
const PARTS = ['', '-wal', '-shm'];
/** What follows the name of the database in the names of its other parts, of its lock and its reserve, of copies, and of damaged ones. */
const OURS = /^(?:\.(?:lock|reserve|copy|new|broken-.+Z))?(?:-wal|-shm)?$/;
const DAMAGED = /^\.broken-.*Z$/;
const MOST_DAMAGED = 2;

/**
 * Makes an empty file that this user alone may read, where there is none; SQLite gives the other parts of a database the
 * rights of the first. A file that is there is not even opened: closing it would end the locks that this process has on it.
 * @throws what the system has to say
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/** Takes from everybody else the right to read the database and what stands beside it, which an older version gave. */
export function makeAllPrivate(path: string): void {
  for (const name of besides(path, OURS)) {
    try {
      if ((statSync(name).mode & 0o077) !== 0) chmodSync(name, 0o600);
    } catch {
      // It went away meanwhile, or belongs to another user, who may close it.
    }
  }
}

/**
 * That the disk has room for a copy of a database, which it would wear for nothing at each commit otherwise.
 * @throws JournalError `full`
 */
export function requireSpaceForCopy(path: string): void {
  if (freeBytes(path) < sizeOf(path)) throw new JournalError('full', 'no room for a copy');
}

/** How many bytes may still be written beside a file. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/** The bytes of a file on the disk; 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Gives a database another name. */
export function moveDatabase(from: string, to: string): void {
  for (const part of PARTS) {
    if (existsSync(from + part)) renameSync(from + part, to + part);
  }
}

/** Puts `fresh`, a database in one file, at `path`. A log that a kill left there belongs to the database before, and is deleted. */
export function replaceDatabase(path: string, fresh: string): void {
  deleteDatabase(path);
  renameSync(fresh, path);
}

/** Deletes a database, if there is one. */
export function deleteDatabase(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true });
}

/** Deletes the oldest of the damaged databases that were kept, so that two are left. `newest` is left whatever its date. */
export function deleteOlderDamaged(path: string, newest?: string): void {
  const older = besides(path, DAMAGED).filter((name) => name !== newest);
  const most = newest === undefined ? MOST_DAMAGED : MOST_DAMAGED - 1;
  for (const name of older.slice(0, Math.max(0, older.length - most))) {
    try {
      deleteDatabase(name);
    } catch {
      // Another user's folder: they stay until somebody takes them away.
    }
  }
}

/** The files in the folder of a database whose names go on like this after its own, by name. */
function besides(path: string, suffix: RegExp): readonly string[] {
  const name = basename(path);
  const names = readdirSync(dirname(path)).filter((one) => one.startsWith(name) && suffix.test(one.slice(name.length)));
  return names.toSorted().map((one) => join(dirname(path), one));
}
