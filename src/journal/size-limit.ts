import type { DatabaseSync } from 'node:sqlite';
import { createDeleteOldest, type Deletion, type DeletionBounds } from './delete-oldest.ts';
import { keepReserve, spendReserve } from './disk-reserve.ts';
import { diskTroubleOf } from './disk-trouble.ts';
import { freeBytes, sizeOf } from './files.ts';
import { BUSY_TIMEOUT_MS } from './schema.ts';

/** What of the room is not the database's own. */
export const RESERVED_BYTES = 18e6;
/**
 * The parts of that: a file for a disk that is full, the log that SQLite writes ahead, and by how much the file may be larger
 * than its limit before room is given back.
 */
const RESERVE = 1 / 3;
const LOG = 1 / 3;
const EXCESS = 1 / 6;
/** The log begins anew when it has taken so much of its part: the commit with which it has comes on top. */
const LOG_PART = 2 / 3;
/**
 * A database of version 0.1 is written anew where its file is so many times what all files may have: then `maxMegabytes` was
 * lowered. One that was merely full stays as large as it is.
 */
const WRITTEN_ANEW_TIMES = 1.1;
/** Pages given back to the disk in one transaction. Each goes through the log, with those that lead to it. */
const PAGES_AT_ONCE = 1_000;

/** How large the files of a database may be, all together, and what of that is not the database's own. */
export interface FileLimits {
  readonly maxBytes: number;
  readonly reservedBytes: number;
}

export interface SizeLimit {
  /**
   * Keeps the files of the database within their size. What has to go for that goes the oldest first, see `createCut`;
   * `onCut` is told of each piece, once it is gone. What the files have too much then is given back to the disk. Where that
   * takes longer than `hasTime` allows, a later call does the rest: each does a piece at least. While a reader is in the
   * middle of the log, or an old database cannot be written anew, the files stay as they are until a later call.
   */
  keepWithin(bounds: Omit<DeletionBounds, 'bytes'>, onCut: (cut: Deletion) => void, hasTime: () => boolean): void;
  /** Makes the file for a disk that is full again, if it was given up and there is room for it. */
  renewReserve(): void;
}

/** The room that the database at `path` takes. In normal times its free pages are used again, and nothing is given back. */
export function createSizeLimit(db: DatabaseSync, path: string, { maxBytes, reservedBytes }: FileLimits): SizeLimit {
  const cut = createDeleteOldest(db);
  const log = `${path}-wal`;
  const pageBytes = numberFrom('page_size');
  const bytes = maxBytes - reservedBytes;
  let isWritingAnewTried = false;
  limitLog();
  renewReserve();

  return {
    keepWithin(bounds, onCut, hasTime) {
      try {
        makeSmaller({ ...bounds, bytes }, onCut, hasTime);
      } catch (error) {
        // The disk has no room to bring the log into the database, and deleting needs the log, too.
        const isToGetSmaller = usedBytes() > bytes || isTooLarge();
        if (diskTroubleOf(error) !== 'full' || !isToGetSmaller || !spendReserve(path)) throw error;
        makeSmaller({ ...bounds, bytes }, onCut, hasTime);
      }
    },
    renewReserve,
  };

  /** Has the log begin anew before it has taken its part, and be cut to that when it was longer. */
  function limitLog(): void {
    const pages = Math.max(1, Math.floor((reservedBytes * LOG * LOG_PART) / pageBytes));
    db.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(reservedBytes * LOG)}`);
  }

  function renewReserve(): void {
    keepReserve(path, Math.floor(reservedBytes * RESERVE));
  }

  function makeSmaller(bounds: DeletionBounds, onCut: (cut: Deletion) => void, hasTime: () => boolean): void {
    for (let gone = cut(bounds); gone; gone = cut(bounds)) {
      onCut(gone);
      if (!hasTime()) return;
    }
    if (isTooLarge()) giveBack(hasTime);
    // It grows past its limit while a reader is in the middle of it, and with what is written anew.
    if (sizeOf(log) > reservedBytes * LOG) emptyLog();
  }

  function isTooLarge(): boolean {
    return sizeOf(path) > bytes + reservedBytes * EXCESS;
  }

  function usedBytes(): number {
    return (numberFrom('page_count') - numberFrom('freelist_count')) * pageBytes;
  }

  function giveBack(hasTime: () => boolean): void {
    if (numberFrom('auto_vacuum') === 0) writeAnew();
    if (numberFrom('auto_vacuum') === 0) return;
    const most = Math.floor(bytes / pageBytes);
    const hasSpare = () => numberFrom('freelist_count') > 0 && numberFrom('page_count') > most;
    while (hasSpare() && emptyLog()) {
      db.prepare(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`).all();
      if (!hasTime()) break;
    }
    // The file itself gets smaller only with this.
    if (numberFrom('page_count') * pageBytes < sizeOf(path)) emptyLog();
  }

  /**
   * A database of version 0.1 can give nothing back before it was written anew, once: to a file that SQLite takes away again,
   * and from there through the log. That is one piece, however long it takes.
   */
  function writeAnew(): void {
    if (sizeOf(path) < WRITTEN_ANEW_TIMES * maxBytes) return;
    if (isWritingAnewTried || numberFrom('freelist_count') === 0 || freeBytes(path) < 2 * usedBytes()) return;
    isWritingAnewTried = true;
    try {
      db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    } catch (error) {
      // SQLite's folder for passing files may be full or read-only, or on another disk. The database can be written to as it
      // is, and this is tried again when it is next opened.
      if (diskTroubleOf(error) === 'damaged') throw error;
    }
  }

  /**
   * Brings what is in the log into the database, and gives whether the log is empty then. It is not while a reader needs it,
   * who is not waited for.
   */
  function emptyLog(): boolean {
    db.exec('PRAGMA busy_timeout = 0');
    try {
      return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
    } finally {
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }

  function numberFrom(pragma: string): number {
    return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  }
}
