import type { DatabaseSync } from 'node:sqlite';
import { type BlockRow, createBlocks, packBlock } from './block.ts';
import type { Entry } from './entry.ts';
import { makePrivate } from './files.ts';
import {
  ADD_TO_MINUTE,
  MINUTE_MS,
  type Minute,
  type MinuteRow,
  minuteOf,
  minuteParameters,
  minutesOf,
  SELECT_MINUTES,
} from './minute.ts';
import { createRetention, type Retention } from './retention.ts';
import { addTariffEnds, CREATE_NOTE_TABLE, prepareSchema } from './schema.ts';
import { createSizeLimit, type FileLimits, type SizeLimit } from './size-limit.ts';
import { loadSqlite, transact } from './sqlite.ts';

/** The journal on disk. Everything that it does may throw what SQLite has to say. */
export interface Store extends Retention, SizeLimit {
  /** Position of the oldest entry; absent when there is none. */
  readonly begin: number | undefined;
  /** Position after the newest entry; absent when there is none. */
  readonly end: number | undefined;
  /** The wall time of the newest block's latest entry; absent when there is none. */
  readonly newestMs: number | undefined;
  /** How far the mirror was at the last commit; absent when there was none. */
  readonly delivered: number | undefined;
  /** The notes by their names. */
  readonly notes: ReadonlyMap<string, string>;
  /** Adds entries that follow each other: the block, their minutes, how far the mirror is, and notes, all or nothing. */
  commit(entries: readonly Entry[], delivered: number, notes?: ReadonlyMap<string, string>): void;
  /** Writes how far the mirror is, and notes, when there is nothing else to commit. */
  save(delivered: number, notes?: ReadonlyMap<string, string>): void;
  /** At most `most` entries from position `from` on, or from the oldest that is left, oldest first. */
  entries(from: number, most: number): readonly Entry[];
  /** Whether a stored entry of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** The meter's minutes that begin in [fromMs, toMs). */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  close(): void;
}

const NO_NOTES: ReadonlyMap<string, string> = new Map();

/**
 * Opens the store at `path`, the files of which may be so large. `unreadable` is told of a block that cannot be unpacked, and of
 * the times that it spans.
 */
export function openStore(path: string, size: FileLimits, unreadable: (fromMs: number, toMs: number) => void): Store {
  const { DatabaseSync } = loadSqlite();
  makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    prepareSchema(db);
    return storeIn(db, path, size, unreadable);
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeIn(
  db: DatabaseSync,
  path: string,
  size: FileLimits,
  unreadable: (fromMs: number, toMs: number) => void,
): Store {
  const blocks = createBlocks(db, unreadable);
  const oldest = db.prepare('SELECT position FROM block ORDER BY position LIMIT 1');
  const newest = db.prepare('SELECT position, count, last_ms, delivered FROM block ORDER BY position DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)');
  const deliver = db.prepare('UPDATE block SET delivered = ? WHERE position = (SELECT max(position) FROM block)');
  const lastMinute = db.prepare('SELECT max(minute) AS minute FROM minute').get()?.['minute'];
  let latestMs = lastMinute == null ? Number.NEGATIVE_INFINITY : (Number(lastMinute) + 1) * MINUTE_MS;

  /** The minute of each meter that was asked about last: the frames of a burst all ask about the same one. */
  const lastAsked = new Map<string, { readonly minute: number; readonly times: ReadonlySet<number> }>();

  function timesIn(meter: string, minute: number): ReadonlySet<number> {
    const last = lastAsked.get(meter);
    if (last?.minute === minute) return last.times;
    const times = blocks.timesIn(meter, minute);
    lastAsked.set(meter, { minute, times });
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
    ...createSizeLimit(db, path, size),
    get begin() {
      return (oldest.get() as Pick<BlockRow, 'position'> | undefined)?.position;
    },
    get end() {
      const block = newest.get() as unknown as BlockRow | undefined;
      return block && block.position + block.count;
    },
    get newestMs() {
      return (newest.get() as unknown as BlockRow | undefined)?.last_ms;
    },
    get delivered() {
      return (newest.get() as unknown as BlockRow | undefined)?.delivered;
    },
    get notes() {
      if (!db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'note'`).get()) return NO_NOTES;
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
      transact(db, () => {
        addTariffEnds(db);
        const addMinute = db.prepare(ADD_TO_MINUTE);
        insert.run(first.position, entries.length, firstMs, lastMs, Math.min(delivered, end), packBlock(entries));
        for (const entry of entries) addMinute.run(minuteParameters(entry, first.position));
        writeNotes(notes);
      });
      latestMs = Math.max(latestMs, lastMs);
      lastAsked.clear();
    },
    save(delivered, notes = NO_NOTES) {
      transact(db, () => {
        deliver.run(delivered);
        writeNotes(notes);
      });
    },
    entries: blocks.entries,
    holds: (meter, atMs) => atMs <= latestMs && timesIn(meter, minuteOf(atMs)).has(atMs),
    minutes(meter, fromMs, toMs) {
      const [from, to] = [Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
      return minutesOf(db.prepare(SELECT_MINUTES).all(from - 1, to, meter) as unknown as MinuteRow[], fromMs);
    },
    close: () => db.close(),
  };
}
