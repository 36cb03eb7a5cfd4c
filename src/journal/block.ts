import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MINUTE_MS } from '../base/paris-time.ts';
import type { Entry } from './entry.ts';

/**
 * Packs successive entries into the body of a block: JSON lines, deflated. The whole frame is stored, so that a later version can read more
 * from it. Positions are left out, since they follow from the first one. So are the day profiles: they would make blocks a tenth longer,
 * they can be read from the frame, and past ones are not needed.
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
 * @throws if the body was not made by `packBlock`
 */
export function unpackBlock(position: number, body: Uint8Array): readonly Entry[] {
  const text = inflateRawSync(body).toString('utf8');
  // The body is empty if all Readings of the block were forgotten: only its position is kept.
  if (text === '') return [];
  return text.split('\n').map((line, index) => {
    const { meter, atMs, reading } = JSON.parse(line) as Entry;
    // About one in ten thousand damaged bodies inflates to a digit, which is valid JSON.
    if (typeof meter !== 'string' || typeof atMs !== 'number') throw new Error('this is no entry');
    return { position: position + index, meter, atMs, reading: { ...reading, monotonicMs: atMs } };
  });
}

/** The entries of a row of the table `block`; none if its body cannot be unpacked. */
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
  /** At most `most` entries, oldest first, from position `from` on, or from the oldest that is left. */
  entries(from: number, most: number): readonly Entry[];
  /** The wall times of a meter's entries in one minute, counted in minutes since 1970. */
  timesIn(meter: string, minute: number): ReadonlySet<number>;
  /** Discards what was read, since blocks have changed. */
  forget(): void;
}

/**
 * Reads blocks and keeps the last one unpacked, so that reading in small steps unpacks each block only once. A block that cannot be
 * unpacked has no entries; `unreadable` is called once for it, with the times that it spans.
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
      // One block at a time: with many meters, all blocks of a minute would not fit into the thread's memory when unpacked.
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
