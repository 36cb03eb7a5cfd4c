import type { DatabaseSync } from 'node:sqlite';
import type { Counting } from './counting.ts';
import { createDeleteOldest, type Deletion, type DeletionBounds } from './delete-oldest.ts';
import { sizeOf } from './files.ts';
import { BUSY_TIMEOUT_MS } from './schema.ts';

/** How much of `maxMegabytes` is not available to the database itself. */
export const OVERHEAD_BYTES = 12e6;
/** The share of that for SQLite's write-ahead log (WAL). */
const WAL_SHARE = 1 / 2;
/** The share by which the database file may exceed its limit before pages are given back. */
const EXCESS_SHARE = 1 / 4;
/** SQLite does a checkpoint when the WAL reaches this share of its limit. The last commit may exceed it. */
const CHECKPOINT_AT = 2 / 3;
/** How many pages one transaction gives back to the disk. Each of them goes through the WAL, together with the pages that refer to it. */
const PAGES_AT_ONCE = 1_000;

/** How large the files of a database may be in total, and how much of that is not available to the database itself. */
export interface FileLimits {
  readonly maxBytes: number;
  readonly overheadBytes: number;
}

export interface SizeLimit {
  /**
   * Keeps the files within their limits: deletes the oldest rows (see `createDeleteOldest`), calls `onDeletion` in each transaction, and
   * gives the pages that become free back to the disk. When `hasTime` returns false, a later call does the rest; each call does at least a
   * part. While a reader needs the WAL, the files keep their size until a later call.
   */
  keepWithin(
    bounds: Omit<DeletionBounds, 'bytes'>,
    onDeletion: (deletion: Deletion) => void,
    hasTime: () => boolean,
  ): void;
}

/** Keeps the database at `path` within its limits. Normally free pages are reused, and nothing is given back to the disk. */
export function createSizeLimit(
  db: DatabaseSync,
  path: string,
  { maxBytes, overheadBytes }: FileLimits,
  counting: Pick<Counting, 'closeTo' | 'inTransaction'>,
): SizeLimit {
  const deleteOldest = createDeleteOldest(db, counting);
  const walPath = `${path}-wal`;
  const pageBytes = numberFrom('page_size');
  const bytes = maxBytes - overheadBytes;
  limitWal();

  return {
    keepWithin(bounds, onDeletion, hasTime) {
      while (deleteOldest({ ...bounds, bytes }, onDeletion)) if (!hasTime()) return;
      if (sizeOf(path) > bytes + overheadBytes * EXCESS_SHARE) giveBack(hasTime);
      // The WAL grows past its limit while a reader needs it.
      if (sizeOf(walPath) > overheadBytes * WAL_SHARE) truncateWal();
    },
  };

  /** Makes SQLite do a checkpoint before the WAL reaches its limit, and truncate a longer WAL to that limit. */
  function limitWal(): void {
    const pages = Math.max(1, Math.floor((overheadBytes * WAL_SHARE * CHECKPOINT_AT) / pageBytes));
    db.exec(
      `PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(overheadBytes * WAL_SHARE)}`,
    );
  }

  function giveBack(hasTime: () => boolean): void {
    const most = Math.floor(bytes / pageBytes);
    const hasSpare = () => numberFrom('freelist_count') > 0 && numberFrom('page_count') > most;
    while (hasSpare() && truncateWal()) {
      db.prepare(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`).all();
      if (!hasTime()) break;
    }
    // Only a checkpoint shrinks the file itself.
    if (numberFrom('page_count') * pageBytes < sizeOf(path)) truncateWal();
  }

  /** Does a checkpoint that truncates the WAL. Returns false if a reader still needs the WAL; the reader is not waited for. */
  function truncateWal(): boolean {
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
