import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS, minuteOf } from '../energy/minute.ts';
import { type BlockRow, createBlocks, packBlock } from './block.ts';
import { createDays, type Days } from './days.ts';
import type { Entry } from './entry.ts';
import { makePrivate } from './files.ts';
import { createRetention, type Retention } from './retention.ts';
import { CREATE_NOTE_TABLE, prepareSchema } from './schema.ts';
import { createSizeLimit, type FileLimits, type SizeLimit } from './size-limit.ts';
import { hasTable, loadSqlite, transact } from './sqlite.ts';
import { createStoredImports, type StoredImports } from './stored-imports.ts';
import { createStoredMinutes, type StoredMinutes } from './stored-minutes.ts';

/** The journal on disk: its tables. Every method may throw what SQLite throws. */
export interface Store extends Retention, SizeLimit, StoredImports, Omit<StoredMinutes, 'add'> {
  /** Position of the oldest entry; absent when there is none. */
  readonly begin: number | undefined;
  /** Position after the newest entry; absent when there is none. */
  readonly end: number | undefined;
  /** The wall time of the latest entry in the newest block; absent when there is none. */
  readonly newestMs: number | undefined;
  /** The position up to which Readings were delivered at the last commit; absent when there was none. */
  readonly delivered: number | undefined;
  /** The notes by their names. */
  readonly notes: ReadonlyMap<string, string>;
  /**
   * Adds successive entries in one transaction: as a block, to their minutes, with the delivered position and notes.
   */
  commit(entries: readonly Entry[], delivered: number, notes?: ReadonlyMap<string, string>): void;
  /** Writes the delivered position and notes when there is no entry to commit. */
  save(delivered: number, notes?: ReadonlyMap<string, string>): void;
  /** At most `most` entries from position `from` on, or from the oldest that is left, oldest first. */
  entries(from: number, most: number): readonly Entry[];
  /** Whether a stored entry of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** The days: what they lack is added by `catchUp`, and what changed is written by `save` before a stop. */
  readonly days: Pick<Days, 'catchUp' | 'save'>;
  close(): void;
}

/** The part of the room that imports may take. Minutes may take half of it, and days and blocks need some, too. */
const IMPORTS_SHARE = 1 / 4;

const NO_NOTES: ReadonlyMap<string, string> = new Map();

/**
 * Opens the store at `path`, and makes it if there is none.
 * @param unreadable is called with the times that a block spans when it cannot be unpacked
 */
export function openStore(path: string, limits: FileLimits, unreadable: (fromMs: number, toMs: number) => void): Store {
  const { DatabaseSync } = loadSqlite();
  makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    prepareSchema(db);
    return storeIn(db, path, limits, unreadable);
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeIn(
  db: DatabaseSync,
  path: string,
  limits: FileLimits,
  unreadable: (fromMs: number, toMs: number) => void,
): Store {
  const blocks = createBlocks(db, unreadable);
  const oldest = db.prepare('SELECT position FROM block ORDER BY position LIMIT 1');
  const newest = db.prepare('SELECT position, count, last_ms, delivered FROM block ORDER BY position DESC LIMIT 1');
  const bounds = {
    get begin() {
      return (oldest.get() as Pick<BlockRow, 'position'> | undefined)?.position;
    },
    get end() {
      const block = newest.get() as unknown as BlockRow | undefined;
      return block && block.position + block.count;
    },
  };
  const days = createDays(db, bounds);
  const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)');
  const minutes = createStoredMinutes(db);
  const updateDelivered = db.prepare(
    'UPDATE block SET delivered = ? WHERE position = (SELECT max(position) FROM block)',
  );
  const lastMinute = db.prepare('SELECT max(minute) AS minute FROM minute').get()?.['minute'];
  /** No stored entry has a later wall time, so that `holds` need not search for one. */
  let latestMs = lastMinute == null ? Number.NEGATIVE_INFINITY : (Number(lastMinute) + 1) * MINUTE_MS;

  /**
   * The wall times in the minute that was searched last, by meter: the frames of a burst all search the same minute.
   */
  const lastSearched = new Map<string, { readonly minute: number; readonly times: ReadonlySet<number> }>();

  function timesIn(meter: string, minute: number): ReadonlySet<number> {
    const last = lastSearched.get(meter);
    if (last?.minute === minute) return last.times;
    const times = blocks.timesIn(meter, minute);
    lastSearched.set(meter, { minute, times });
    return times;
  }

  function writeNotes(notes: ReadonlyMap<string, string>): void {
    if (notes.size === 0) return;
    db.exec(CREATE_NOTE_TABLE);
    const write = db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)');
    for (const [name, text] of notes) write.run(name, text);
  }

  return {
    ...createRetention(db),
    ...createSizeLimit(db, path, limits),
    ...createStoredImports(db, (limits.maxBytes - limits.overheadBytes) * IMPORTS_SHARE),
    get begin() {
      return bounds.begin;
    },
    get end() {
      return bounds.end;
    },
    get newestMs() {
      return (newest.get() as unknown as BlockRow | undefined)?.last_ms;
    },
    get delivered() {
      return (newest.get() as unknown as BlockRow | undefined)?.delivered;
    },
    get notes() {
      if (!hasTable(db, 'note')) return NO_NOTES;
      return new Map(
        db
          .prepare('SELECT name, text FROM note')
          .all()
          .map(({ name, text }) => [String(name), String(text)]),
      );
    },
    commit(entries, delivered, notes = NO_NOTES) {
      const first = entries[0];
      if (first === undefined) return;
      const times = entries.map(({ atMs }) => atMs);
      const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
      const end = first.position + entries.length;
      days.load();
      const daysAreWritten = transact(db, () => {
        insert.run(first.position, entries.length, firstMs, lastMs, Math.min(delivered, end), packBlock(entries));
        minutes.add(entries, first.position);
        writeNotes(notes);
        return days.writeIfDue();
      });
      if (daysAreWritten) days.written();
      days.take(entries);
      latestMs = Math.max(latestMs, lastMs);
      lastSearched.clear();
    },
    save(delivered, notes = NO_NOTES) {
      transact(db, () => {
        updateDelivered.run(delivered);
        writeNotes(notes);
      });
    },
    entries: blocks.entries,
    holds: (meter, atMs) => atMs <= latestMs && timesIn(meter, minuteOf(atMs)).has(atMs),
    minutes: minutes.minutes,
    latestMinutes: minutes.latestMinutes,
    days,
    close: () => db.close(),
  };
}
