import type { Texts } from '../texts/texts.ts';
import type { ClosedPaths, DiskTrouble } from '../trouble/trouble.ts';

/**
 * Why the journal cannot be on disk.
 * * `unreachable`: its folder is missing, or this user may not open the folder or a file. `JournalError.closed` says which.
 * * `readOnly`, `full`: the disk is read-only, or full.
 * * `folder`: a folder has the name of one of its files. The error names it.
 * * `shared`: another program writes to it.
 * * `newer`: it was made by a later version.
 * * `foreign`: it is the database of another program.
 * * `damaged`: the file is no longer a sound database.
 * * `damagedRepeatedly`: it was damaged more than twice in an hour, and is no longer repaired.
 * * `failing`: any other error; see the system's message.
 */
export type { ClosedPaths, DiskTrouble } from '../trouble/trouble.ts';

/** Why a database is not used although SQLite reports no error, or where more is known than SQLite reports. */
export class JournalError extends Error {
  readonly trouble: DiskTrouble;
  /** Which paths of the journal this user may not access, if that is the cause. */
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

/** The trouble behind an error in words: what is wrong, as a clause, and what to do. */
export function troubleText(error: unknown, { disk }: Texts['journal']): string {
  const { says, cure } = disk({ kind: diskTroubleOf(error), says: messageOf(error), closed: closedPathsOf(error) });
  return `${says} ${cure}`;
}

/** What the system or SQLite says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Which paths of the journal this user may not access, if that is the cause. */
export function closedPathsOf(error: unknown): ClosedPaths | undefined {
  return error instanceof JournalError ? error.closed : undefined;
}

/** SQLITE_IOERR_SHMSIZE: the disk has no room for the shared-memory file of a database. */
const NO_ROOM_FOR_SHARED_MEMORY = 4874;

/** SQLite's primary result codes (sqlite.org/rescode.html); the higher bits of a code only refine them. */
const TROUBLE_BY_RESULT_CODE: { readonly [code: number]: DiskTrouble } = {
  1: 'foreign', // SQLITE_ERROR: no such table, no such column
  3: 'readOnly', // SQLITE_PERM
  5: 'shared', // SQLITE_BUSY
  6: 'shared', // SQLITE_LOCKED
  8: 'readOnly', // SQLITE_READONLY
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'unreachable', // SQLITE_CANTOPEN
  19: 'shared', // SQLITE_CONSTRAINT: another program has written a block at the same position.
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
  // An integer that the journal never writes: the disk has changed it.
  ERR_OUT_OF_RANGE: 'damaged',
};

/** Whether another connection holds a lock on the database. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

/** SQLite's result codes that concern the disk, memory and locks, not the content of the file. */
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

/** The result of `read`; undefined if the rows are damaged on the disk. @throws an error that does not concern the content */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return undefined;
  }
}

/** Whether an error concerns the content of a database: damaged pages, rows that no journal writes, numbers that are too large. */
export function isAboutContent(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false;
  return !NOT_ABOUT_CONTENT.includes(error.errcode & 0xff);
}

/** Whether an error comes from the file system, and not from SQLite. */
export function isAboutFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** The result of `work`; undefined if the system fails to access a file. @throws any other error of `work` */
export function unlessFilesFail<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    return undefined;
  }
}
