import { constants, ftruncateSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import { freeBytes, sizeOf } from './files.ts';
import { isFileAt, writeOwnFile } from './foreign-files.ts';

/** The reserve is only made if this many times its size is free on the disk, so that the reserve itself does not fill it. */
const SPARE_TIMES = 10;

/**
 * Makes the reserve, a file of this many zero bytes next to the database at `path`, unless it exists already or the disk is short of room.
 * On a disk that is full to the last byte, SQLite can neither delete rows nor do a checkpoint: `spendReserve` then makes room by deleting
 * this file. A larger file is truncated, and one that a kill has cut short is made again. Never throws: the journal works without a
 * reserve, for example if a folder or a link has its name.
 */
export function keepReserve(path: string, bytes: number): void {
  const file = fileOf(path);
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) && !isFileAt(file)) return;
    if (sizeOf(file) > bytes) writeOwnFile(file, 0, (opened) => ftruncateSync(opened, bytes));
    if (sizeOf(file) === bytes || freeBytes(path) < SPARE_TIMES * bytes) return;
    // All bytes are written, since a sparse file would not occupy any room on the disk.
    writeOwnFile(file, constants.O_TRUNC, (opened) => writeFileSync(opened, Buffer.alloc(bytes)));
  } catch {
    // A quota may leave this user less room than is free on the disk.
    spendIfPossible(path);
  }
}

function spendIfPossible(path: string): void {
  try {
    spendReserve(path);
  } catch {}
}

/** Deletes the reserve, so that SQLite can use its room. Returns whether there was one. */
export function spendReserve(path: string): boolean {
  const file = fileOf(path);
  if (!isFileAt(file)) return false;
  rmSync(file);
  return true;
}

function fileOf(path: string): string {
  return `${path}.reserve`;
}
