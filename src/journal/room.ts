import type { DatabaseSync } from 'node:sqlite';
import { type Bounds, type Cut, createCut } from './cut.ts';
import { freeBytes, sizeOf } from './file.ts';
import { troubleOf } from './trouble.ts';

/** What of the room is not the database's: the log that SQLite writes ahead of it, and the memory that readers share. */
const MOST_RESERVED_BYTES = 12e6;
/** A quarter, where there is hardly any room. */
const RESERVED_PART = 1 / 4;
/** The log begins anew when it has so many pages, which is SQLite's own measure, if it may have so many. */
const LOG_PAGES = 1_000;
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
  let limitedTo: number | undefined;
  let isWritingAnewTried = false;

  return {
    keepWithin(maxBytes, of, went) {
      const reserved = Math.min(MOST_RESERVED_BYTES, maxBytes * RESERVED_PART);
      const bounds = { ...of, bytes: maxBytes - reserved };
      limitLog(reserved / 2);
      for (let gone = cut(bounds); gone; gone = cut(bounds)) went(gone);
      // It grows past its limit while a reader is in the middle of it.
      if (sizeOf(log) > reserved / 2) emptyLog();
      if (sizeOf(path) > bounds.bytes + reserved / 4) giveBack(bounds.bytes);
    },
  };

  /** Has the log begin anew before it has so many bytes, and be cut to them when it was longer. */
  function limitLog(bytes: number): void {
    if (limitedTo === bytes) return;
    const pages = Math.max(1, Math.min(LOG_PAGES, Math.floor((bytes * (3 / 4)) / pageBytes)));
    db.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(bytes)}`);
    limitedTo = bytes;
  }

  function giveBack(bytes: number): void {
    if (numberFrom('auto_vacuum') === 0) writeAnew();
    const most = Math.floor(bytes / pageBytes);
    while (emptyLog() && numberFrom('freelist_count') > 0 && numberFrom('page_count') > most) {
      db.prepare(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`).all();
    }
  }

  /**
   * A database of version 0.1 can give nothing back before it was written anew, once: to a file that SQLite takes away again,
   * and from there through the log.
   */
  function writeAnew(): void {
    const used = (numberFrom('page_count') - numberFrom('freelist_count')) * pageBytes;
    if (isWritingAnewTried || numberFrom('freelist_count') === 0 || freeBytes(path) < 2 * used) return;
    isWritingAnewTried = true;
    try {
      db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
    } catch (error) {
      // Of the disk for passing files, which may be another one. It is tried again when the database is next opened.
      if (troubleOf(error) !== 'full') throw error;
    }
  }

  /** Brings what is in the log into the database, and gives whether the log is empty then: it is not while a reader needs it. */
  function emptyLog(): boolean {
    return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  }

  function numberFrom(pragma: string): number {
    return Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  }
}
