import type { DatabaseSync } from 'node:sqlite';
import { type Bounds, type Cut, createCut } from './cut.ts';
import { freeBytes, sizeOf } from './file.ts';
import { keepReserve, spendReserve } from './reserve.ts';
import { BUSY_MS } from './schema.ts';
import { troubleOf } from './trouble.ts';

/** What of the room is not the database's own. */
const MOST_RESERVED_BYTES = 18e6;
/** Where there is hardly any room. */
const RESERVED_PART = 1 / 4;
/** Of that: a file for a disk that is full, the log that SQLite writes ahead, and what the database may be too large. */
const RESERVE = 1 / 3;
const LOG = 1 / 3;
const EXCESS = 1 / 6;
/** The log begins anew when it has taken so much of its part: the commit with which it has comes on top. */
const LOG_PART = 2 / 3;
/** Pages given back to the disk in one transaction. Each goes through the log, with those that lead to it. */
const PAGES_AT_ONCE = 250;

export interface Room {
  /**
   * Keeps the files of the database within `maxBytes`, all together. What has to go for that goes the oldest first, see
   * `createCut`; `went` is told of each piece, once it is gone. What the files have too much then is given back to the
   * disk. While a reader is in the middle of the log, or the disk has no room to write an old database anew, they stay as
   * they are until a later call.
   */
  keepWithin(maxBytes: number, of: Omit<Bounds, 'bytes'>, went: (cut: Cut) => void): void;
}

/** The room that the database at `path` takes. In normal times its free pages are used again, and nothing is given back. */
export function createRoom(db: DatabaseSync, path: string): Room {
  const cut = createCut(db);
  const log = `${path}-wal`;
  const pageBytes = numberFrom('page_size');
  let reservedBytes = 0;
  let isWritingAnewTried = false;

  return {
    keepWithin(maxBytes, of, went) {
      reserve(Math.min(MOST_RESERVED_BYTES, maxBytes * RESERVED_PART));
      const bounds = { ...of, bytes: maxBytes - reservedBytes };
      try {
        makeSmaller(bounds, went);
      } catch (error) {
        // Its log has what nothing has room for, and what is to be taken out has to go through it as well.
        const isToGetSmaller = usedBytes() > bounds.bytes || isTooLarge(bounds);
        if (troubleOf(error) !== 'full' || !isToGetSmaller || !spendReserve(path)) throw error;
        makeSmaller(bounds, went);
      }
    },
  };

  /** Has the log begin anew before it has taken its part, and be cut to that when it was longer. */
  function reserve(bytes: number): void {
    if (reservedBytes === bytes) return;
    reservedBytes = bytes;
    keepReserve(path, Math.floor(bytes * RESERVE));
    const pages = Math.max(1, Math.floor((bytes * LOG * LOG_PART) / pageBytes));
    db.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(bytes * LOG)}`);
  }

  function makeSmaller(bounds: Bounds, went: (cut: Cut) => void): void {
    for (let gone = cut(bounds); gone; gone = cut(bounds)) went(gone);
    if (isTooLarge(bounds)) giveBack(bounds.bytes);
    // It grows past its limit while a reader is in the middle of it, and with what is written anew.
    if (sizeOf(log) > reservedBytes * LOG) emptyLog();
  }

  function isTooLarge({ bytes }: Bounds): boolean {
    return sizeOf(path) > bytes + reservedBytes * EXCESS;
  }

  function usedBytes(): number {
    return (numberFrom('page_count') - numberFrom('freelist_count')) * pageBytes;
  }

  function giveBack(bytes: number): void {
    if (numberFrom('auto_vacuum') === 0) writeAnew();
    if (numberFrom('auto_vacuum') === 0) return;
    const most = Math.floor(bytes / pageBytes);
    const hasSpare = () => numberFrom('freelist_count') > 0 && numberFrom('page_count') > most;
    while (hasSpare() && emptyLog()) db.prepare(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`).all();
    // The file itself gets smaller only with this.
    if (numberFrom('page_count') * pageBytes < sizeOf(path)) emptyLog();
  }

  /**
   * A database of version 0.1 can give nothing back before it was written anew, once: to a file that SQLite takes away again,
   * and from there through the log.
   */
  function writeAnew(): void {
    if (isWritingAnewTried || numberFrom('freelist_count') === 0 || freeBytes(path) < 2 * usedBytes()) return;
    isWritingAnewTried = true;
    try {
      db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    } catch (error) {
      // Of the disk for passing files, which may be another one. It is tried again when the database is next opened.
      if (troubleOf(error) !== 'full') throw error;
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
      db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    }
  }

  function numberFrom(pragma: string): number {
    return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  }
}
