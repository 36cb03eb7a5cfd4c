import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { JournalError } from './trouble.ts';

/** A database is up to three files. */
const PARTS = ['', '-wal', '-shm'];

/**
 * That the disk has room for a copy of a database, which it would wear for nothing at each commit otherwise.
 * @throws JournalError `full`
 */
export function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < statSync(path).size) throw new JournalError('full', 'no room for a copy');
}

/** Gives a database another name. */
export function move(from: string, to: string): void {
  for (const part of PARTS) {
    if (existsSync(from + part)) renameSync(from + part, to + part);
  }
}

/** Puts `fresh`, a database in one file, at `path`. What a kill has left there of the one before is not its. */
export function replace(path: string, fresh: string): void {
  remove(path);
  renameSync(fresh, path);
}

/** Deletes a database, if there is one. */
export function remove(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true });
}
