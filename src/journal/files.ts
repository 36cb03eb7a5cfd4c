import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JournalError } from './disk-trouble.ts';

/** What SQLite appends to the name of a database for each of its files. */
const PARTS = ['', '-wal', '-shm'];
/** What follows the database's name in the names of the journal's files: SQLite's files, lock, copies and damaged databases. */
const OURS = /^(?:\.(?:lock|copy|new|(?:broken|unread)-.+Z))?(?:-wal|-shm)?$/;
const DAMAGED = /^\.broken-.*Z$/;
const MOST_DAMAGED = 2;

/**
 * Makes an empty file that only this user may read, unless it exists; SQLite gives the other files of a database the same rights. An
 * existing file is not even opened, since closing it would release the POSIX locks that this process holds on it.
 * @throws JournalError `folder` if a folder has this name; what the system throws
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const there = statSync(path, { throwIfNoEntry: false });
    if (!there) throw error;
    if (there.isDirectory()) throw new JournalError('folder', path);
  }
}

/**
 * Checks that a write-ahead log, if there is one, can be written to. On a read-only disk SQLite tries for ten seconds to read a log without
 * a sound frame, as a failing disk may leave it.
 * @throws what the system throws
 */
export function requireWritableLog(path: string): void {
  const file = `${path}-wal`;
  if (sizeOf(file) > 0) closeSync(openSync(file, 'r+'));
}

/** Makes the database and all files of the journal next to it readable for this user only: those of a restored copy may not be. */
export function makeAllPrivate(path: string): void {
  for (const name of filesBeside(path, OURS)) {
    try {
      if (isFileAt(name) && (statSync(name).mode & 0o077) !== 0) chmodSync(name, 0o600);
    } catch {
      // The file is gone by now, or belongs to another user.
    }
  }
}

/**
 * Checks that the disk has room for a copy of a database. Otherwise each commit would write part of a copy and wear the disk for nothing.
 * @throws JournalError `full`
 */
export function requireSpaceForCopy(path: string): void {
  if (freeBytes(path) < sizeOf(path)) throw new JournalError('full', 'no room for a copy');
}

/** How many bytes are free on the disk of a file. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/** Whether there is a file at the path, and not a folder. */
export function isFileAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The size of a file in bytes; 0 if it does not exist. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The name under which a damaged database is kept. A database from which nothing could be read is never deleted: somebody may still
 * recover data from it.
 */
export function asideName(path: string, wallMs: number, isRead: boolean): string {
  return `${path}.${isRead ? 'broken' : 'unread'}-${new Date(wallMs).toISOString().replaceAll(':', '-')}`;
}

/**
 * Renames a database so that the new name survives a power cut. The write-ahead log is never moved away from a database that keeps its
 * name.
 */
export function moveDatabase(from: string, to: string): void {
  for (const part of PARTS) {
    if (!existsSync(from + part)) continue;
    renameSync(from + part, to + part);
    syncFolder(dirname(to));
  }
}

/**
 * Moves `fresh`, a database of a single file, to `path`, so that no power cut can undo it. A write-ahead log that a kill left there belongs
 * to the old database and is deleted first, as it would change the new one.
 */
export function replaceDatabase(path: string, fresh: string): void {
  deleteDatabase(path);
  syncFolder(dirname(path));
  renameSync(fresh, path);
  syncFolder(dirname(path));
}

/**
 * Makes the names in a folder survive a power cut. Until then a file system may keep a later change of them and lose an earlier one, as
 * Btrfs does. Where a folder cannot be synced, as on Windows, nothing is done, like in SQLite.
 * @throws what the system throws when the disk fails
 */
export function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (!NO_SYNC_OF_FOLDERS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

const NO_SYNC_OF_FOLDERS = ['EISDIR', 'EINVAL', 'ENOTSUP', 'EPERM', 'EACCES'];

/** Deletes a database, if it exists. */
export function deleteDatabase(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true });
}

/** Deletes the oldest damaged databases, so that two are kept. `newest` is kept whatever its date. */
export function deleteOlderDamaged(path: string, newest?: string): void {
  const older = filesBeside(path, DAMAGED).filter((name) => name !== newest);
  const most = newest === undefined ? MOST_DAMAGED : MOST_DAMAGED - 1;
  for (const name of older.slice(0, Math.max(0, older.length - most))) {
    try {
      deleteDatabase(name);
    } catch {
      // The folder belongs to another user, so the files stay.
    }
  }
}

/** The files in the folder of a database whose names are its own name with such a suffix, sorted. */
function filesBeside(path: string, suffix: RegExp): readonly string[] {
  const name = basename(path);
  const names = readdirSync(dirname(path)).filter((one) => one.startsWith(name) && suffix.test(one.slice(name.length)));
  return names.toSorted().map((one) => join(dirname(path), one));
}
