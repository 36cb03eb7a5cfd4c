import type { DatabaseSync } from 'node:sqlite';
import { packBlock, unpackBlock } from './block.ts';
import type { Entry } from './entry.ts';
import { addToMinute, type Minute, type MinuteRow, minuteOf, minuteParameters, minutesOf } from './minute.ts';
import { createRetention, type Retention } from './retention.ts';
import { prepareSchema, transact } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

const minuteMs = 60_000;

/** The entries of one block, all of them, and the position after them. */
export interface StoredBlock {
  readonly entries: readonly Entry[];
  readonly end: number;
}

/** The journal on disk. Everything that it does may throw what SQLite has to say. */
export interface Store extends Retention {
  /** Position of the oldest entry; absent when there is none. */
  readonly begin: number | undefined;
  /** Position after the newest entry; absent when there is none. */
  readonly end: number | undefined;
  /** The wall time of the newest block's latest entry; absent when there is none. */
  readonly newestMs: number | undefined;
  /** How far the mirror was at the last commit; absent when there was none. */
  readonly delivered: number | undefined;
  /** Adds entries that follow each other: the block, their minutes, and how far the mirror is, all or nothing. */
  commit(entries: readonly Entry[], delivered: number): void;
  /** Notes how far the mirror is, when there is nothing else to commit. */
  saveDelivered(position: number): void;
  /** The first block that ends after `position`. One that cannot be unpacked has no entries, and is reported. */
  blockAfter(position: number): StoredBlock | undefined;
  /** Whether a stored entry of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** The meter's minutes that begin in [fromMs, toMs). */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  close(): void;
}

/** Opens the store at `path`. `unreadable` is told of a block that cannot be unpacked, and of the times that it spans. */
export function openStore(path: string, unreadable: (fromMs: number, toMs: number) => void): Store {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path);
  try {
    prepareSchema(db);
    return storeIn(db, unreadable);
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeIn(db: DatabaseSync, unreadable: (fromMs: number, toMs: number) => void): Store {
  const blocks = createBlocks(db, unreadable);
  const oldest = db.prepare('SELECT position FROM block ORDER BY position LIMIT 1');
  const newest = db.prepare('SELECT position, count, last_ms, delivered FROM block ORDER BY position DESC LIMIT 1');
  const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)');
  const addMinute = db.prepare(addToMinute);
  const deliver = db.prepare('UPDATE block SET delivered = ? WHERE position = (SELECT max(position) FROM block)');
  const minutes = db.prepare('SELECT * FROM minute WHERE minute >= ? AND minute < ? AND meter = ? ORDER BY minute');
  const lastMinute = db.prepare('SELECT max(minute) AS minute FROM minute').get()?.['minute'];
  let latestMs = lastMinute == null ? Number.NEGATIVE_INFINITY : (Number(lastMinute) + 1) * minuteMs;

  return {
    ...createRetention(db),
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
    commit(entries, delivered) {
      const first = entries[0];
      if (first === undefined) return;
      const times = entries.map(({ atMs }) => atMs);
      const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
      const end = first.position + entries.length;
      transact(db, () => {
        insert.run(first.position, entries.length, firstMs, lastMs, Math.min(delivered, end), packBlock(entries));
        for (const entry of entries) addMinute.run(minuteParameters(entry, first.position));
      });
      latestMs = Math.max(latestMs, lastMs);
    },
    saveDelivered: (position) => void deliver.run(position),
    blockAfter: blocks.after,
    holds: (meter, atMs) =>
      atMs <= latestMs && blocks.around(meter, atMs).some((entry) => entry.meter === meter && entry.atMs === atMs),
    minutes(meter, fromMs, toMs) {
      const [from, to] = [Math.ceil(fromMs / minuteMs), Math.ceil(toMs / minuteMs)];
      return minutesOf(minutes.all(from - 1, to, meter) as unknown as MinuteRow[], fromMs);
    },
    close: () => db.close(),
  };
}

interface BlockRow {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly delivered: number;
  readonly body: Uint8Array;
}

/** Reads blocks, and keeps the last one unpacked: who reads on in small steps unpacks each once. */
function createBlocks(db: DatabaseSync, unreadable: (fromMs: number, toMs: number) => void) {
  const containing = db.prepare('SELECT * FROM block WHERE position <= ? ORDER BY position DESC LIMIT 1');
  const following = db.prepare('SELECT * FROM block WHERE position > ? ORDER BY position LIMIT 1');
  const overlapping = db.prepare(`SELECT block.* FROM minute JOIN block ON position BETWEEN first_block AND last_block
    WHERE minute = :minute AND meter = :meter AND first_ms <= :at AND last_ms >= :at`);
  const reported = new Set<number>();
  let last: { readonly position: number; readonly entries: readonly Entry[] } | undefined;

  function unpacked({ position, first_ms, last_ms, body }: BlockRow): readonly Entry[] {
    if (last?.position === position) return last.entries;
    last = { position, entries: unpackedOrNone() };
    return last.entries;

    function unpackedOrNone(): readonly Entry[] {
      try {
        return unpackBlock(position, body);
      } catch {
        if (!reported.has(position)) unreadable(first_ms, last_ms);
        reported.add(position);
        return [];
      }
    }
  }

  return {
    after(position: number): StoredBlock | undefined {
      const row = containing.get(position) as unknown as BlockRow | undefined;
      const block = row && row.position + row.count > position ? row : (following.get(position) as unknown as BlockRow);
      return block && { entries: unpacked(block), end: block.position + block.count };
    },
    around(meter: string, at: number): readonly Entry[] {
      const rows = overlapping.all({ minute: minuteOf(at), meter, at }) as unknown as BlockRow[];
      return rows.flatMap(unpacked);
    },
  };
}
