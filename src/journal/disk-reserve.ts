import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { freeBytes, sizeOf } from './files.ts';

/** It is only made on a disk that has so many times its size: it must not be what fills one. */
const SPARE_TIMES = 10;

/**
 * Makes a file beside the database at `path` that has nothing in it but so many bytes, unless it is there, and whole, or the
 * disk is short of room. On a disk that is full to the last byte SQLite can neither take something out of a database nor bring its
 * log to an end: for that, `spendReserve` gives the room of this file. One that is larger is cut to so
 * many bytes; one that a kill has cut short is made again.
 */
export function keepReserve(path: string, bytes: number): void {
  const file = fileOf(path);
  if (sizeOf(file) > bytes) truncateSync(file, bytes);
  if (sizeOf(file) === bytes || freeBytes(path) < SPARE_TIMES * bytes) return;
  try {
    // Each byte is written: a file with holes has no room on the disk.
    writeFileSync(file, Buffer.alloc(bytes), { mode: 0o600 });
  } catch {
    // The user may have less room than the disk has. It goes without.
    rmSync(file, { force: true });
  }
}

/** Gives the room of the file back to the disk. Gives whether there was one. */
export function spendReserve(path: string): boolean {
  const file = fileOf(path);
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

function fileOf(path: string): string {
  return `${path}.reserve`;
}
