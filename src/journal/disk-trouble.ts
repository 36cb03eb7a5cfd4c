import type { Texts } from '../texts/texts.ts';
import type { ClosedPaths, DiskTrouble } from '../trouble.ts';

/**
 * Why the journal cannot be on disk.
 * * `unreachable`: its folder is missing, or this user may not open the folder or a file. `JournalError.closed` tells which.
 * * `readOnly`, `full`: the disk is read-only, or full.
 * * `folder`: a folder stands where one of its files belongs. The error names it.
 * * `link`: root does not follow the link of another user that stands there. The error's message is its path.
 * * `shared`: another program writes to it.
 * * `newer`: a later version made it.
 * * `foreign`: it is the database of another program.
 * * `damaged`: the file is no longer a sound database.
 * * `damagedRepeatedly`: it was damaged more than twice in an hour, and is not repaired any more.
 * * `failing`: any other error; the system's message says more.
 */
export type { ClosedPaths, DiskTrouble } from '../trouble.ts';

/** Why a database is not used, though SQLite itself has no error, or where more is known of it than SQLite tells. */
export class JournalError extends Error {
  readonly trouble: DiskTrouble;
  /** What this user may not use of the journal, where that is the reason. */
  readonly closed: ClosedPaths | undefined;

  constructor(trouble: DiskTrouble, message: string, closed?: ClosedPaths) {
    super(message);
    this.name = 'JournalError';
    this.trouble = trouble;
    this.closed = closed;
  }
}

/** The trouble behind an error of the database or of its files. */
export function diskTroubleOf(error: unknown): DiskTrouble {
  if (error instanceof JournalError) return error.trouble;
  const { errcode, code } = Object(error) as { readonly errcode?: unknown; readonly code?: unknown };
  if (errcode === NO_ROOM_FOR_SHARED_MEMORY) return 'full';
  if (typeof errcode === 'number') return TROUBLE_BY_RESULT_CODE[errcode & 0xff] ?? 'failing';
  return TROUBLE_BY_SYSTEM_CODE[String(code)] ?? 'failing';
}

/** The trouble behind an error, in words: a clause, and what to do. */
export function troubleText(error: unknown, { disk }: Texts['journal']): string {
  const { says, cure } = disk({ kind: diskTroubleOf(error), says: messageOf(error), closed: closedPathsOf(error) });
  return `${says} ${cure}`;
}

/** What the system or SQLite says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What this user may not use of the journal, where that is the reason. */
export function closedPathsOf(error: unknown): ClosedPaths | undefined {
  return error instanceof JournalError ? error.closed : undefined;
}

/** SQLITE_IOERR_SHMSIZE: the disk has no room for the shared-memory file of a database. */
const NO_ROOM_FOR_SHARED_MEMORY = 4874;

/** SQLite's primary result codes (sqlite.org/rescode.html); the bits above the low byte only refine them. */
const TROUBLE_BY_RESULT_CODE: { readonly [code: number]: DiskTrouble } = {
  1: 'foreign', // SQLITE_ERROR: no such table, no such column
  3: 'readOnly', // SQLITE_PERM
  5: 'shared', // SQLITE_BUSY
  6: 'shared', // SQLITE_LOCKED
  8: 'readOnly', // SQLITE_READONLY
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'unreachable', // SQLITE_CANTOPEN
  19: 'shared', // SQLITE_CONSTRAINT: another program has written a block at the same position
  26: 'damaged', // SQLITE_NOTADB
};

const TROUBLE_BY_SYSTEM_CODE: { readonly [code: string]: DiskTrouble } = {
  ENOENT: 'unreachable',
  ENOTDIR: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EROFS: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EISDIR: 'folder',
  ERR_FS_EISDIR: 'folder',
  // An integer that no row of ours has: the disk has changed it.
  ERR_OUT_OF_RANGE: 'damaged',
};

/** Whether another connection has a lock on the database. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

/** SQLite's result codes about the disk, memory and locks, not about the content of the file. */
const NOT_ABOUT_CONTENT: readonly number[] = [
  3, // SQLITE_PERM
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
];

/** What `read` gives; undefined where that is damaged on the disk. @throws an error that is not about the content */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return undefined;
  }
}

/**
 * Whether an error is about the content of a database: damaged pages, rows that no journal has, numbers that are too
 * large.
 */
export function isAboutContent(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false;
  return !NOT_ABOUT_CONTENT.includes(error.errcode & 0xff);
}

/** Whether an error is what the system says about a file, and not what SQLite says about a database. */
export function isAboutFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** What `work` gives; undefined where the system cannot do something with a file. @throws what else it throws */
export function unlessFilesFail<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    return undefined;
  }
}
