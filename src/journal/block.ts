import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MINUTE_MS } from '../paris-time.ts';
import type { Entry } from './entry.ts';

/**
 * Packs successive entries into the body of a block: JSON lines, deflated. It holds the whole frame, so that a later
 * version can make more of it, and no positions, since they follow from the first. The profiles of dates, which would make blocks a
 * tenth longer, stand in the frame, and nobody asks for those that are past.
 */
export function packBlock(entries: readonly Entry[]): Uint8Array {
  const lines = entries.map(({ meter, atMs, reading }) => {
    const { monotonicMs: _, dayProfiles: __, ...recorded } = reading;
    return JSON.stringify({ meter, atMs, reading: recorded });
  });
  return deflateRawSync(lines.join('\n'));
}

/**
 * The entries of the block at `position`.
 * @throws when `packBlock` did not make the body
 */
export function unpackBlock(position: number, body: Uint8Array): readonly Entry[] {
  const text = inflateRawSync(body).toString('utf8');
  // Of a block whose Readings were forgotten only the position is left.
  if (text === '') return [];
  return text.split('\n').map((line, index) => {
    const { meter, atMs, reading } = JSON.parse(line) as Entry;
    // One damaged body in some ten thousand can be inflated to a digit, which is JSON.
    if (typeof meter !== 'string' || typeof atMs !== 'number') throw new Error('this is no entry');
    return { position: position + index, meter, atMs, reading: { ...reading, monotonicMs: atMs } };
  });
}

/** The entries of a row of the table `block`; none when its body cannot be unpacked. */
export function entriesIn(row: { readonly [column: string]: unknown }): readonly Entry[] {
  try {
    return unpackBlock(Number(row['position']), row['body'] as Uint8Array);
  } catch {
    return [];
  }
}

/** A row of the table `block`. */
export interface BlockRow {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly delivered: number;
  readonly body: Uint8Array;
}

/** Reads entries from the stored blocks. */
export interface Blocks {
  /** At most `most` entries from position `from` on, or from the oldest that is left, oldest first. */
  entries(from: number, most: number): readonly Entry[];
  /** The wall times of a meter's entries in a minute, which is numbered since 1970. */
  timesIn(meter: string, minute: number): ReadonlySet<number>;
  /** Blocks have changed: what is known of them is read again. */
  forget(): void;
}

/**
 * Reads blocks, and keeps the last one unpacked, so that reading on in small steps unpacks each block once. A block
 * that cannot be unpacked has no entries, and `unreadable` is called once with the times that it spans.
 */
export function createBlocks(db: DatabaseSync, unreadable: (fromMs: number, toMs: number) => void): Blocks {
  const containing = db.prepare('SELECT * FROM block WHERE position <= ? ORDER BY position DESC LIMIT 1');
  const following = db.prepare('SELECT * FROM block WHERE position > ? ORDER BY position LIMIT 1');
  const overlapping = db.prepare(`SELECT block.* FROM minute JOIN block ON position BETWEEN first_block AND last_block
    WHERE minute = :minute AND meter = :meter AND first_ms < :end AND last_ms >= :begin`);
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

  /** The first block that ends after `position`. */
  function after(position: number): BlockRow | undefined {
    const row = containing.get(position) as unknown as BlockRow | undefined;
    return row && row.position + row.count > position ? row : (following.get(position) as unknown as BlockRow);
  }

  return {
    entries(from, most) {
      const entries: Entry[] = [];
      let block = after(from);
      while (block !== undefined && entries.length < most) {
        const wanted = unpacked(block).filter(({ position }) => position >= from);
        entries.push(...wanted.slice(0, most - entries.length));
        block = after(block.position + block.count);
      }
      return entries;
    },
    timesIn(meter, minute) {
      const within = { minute, meter, begin: minute * MINUTE_MS, end: (minute + 1) * MINUTE_MS };
      const times = new Set<number>();
      // One block after the other: unpacked, a minute of many meters does not fit into the thread's memory.
      for (const row of overlapping.iterate(within)) {
        for (const entry of unpacked(row as unknown as BlockRow)) if (entry.meter === meter) times.add(entry.atMs);
      }
      return times;
    },
    forget() {
      last = undefined;
    },
  };
}
