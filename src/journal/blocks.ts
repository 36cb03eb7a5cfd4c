import type { DatabaseSync } from 'node:sqlite';
import { unpackBlock } from './block.ts';
import type { Entry } from './entry.ts';
import { minuteOf } from './minute.ts';

/** A row of the table `block`. */
export interface BlockRow {
  readonly position: number;
  readonly count: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly delivered: number;
  readonly body: Uint8Array;
}

/** What is in the stored blocks. */
export interface Blocks {
  /** At most `most` entries from position `from` on, or from the oldest that is left, oldest first. */
  entries(from: number, most: number): readonly Entry[];
  /** The entries of the blocks that a meter's wall time may be in. */
  around(meter: string, atMs: number): readonly Entry[];
}

/**
 * Reads blocks, and keeps the last one unpacked: who reads on in small steps unpacks each once. One that cannot be
 * unpacked has no entries; `unreadable` is told of it, once, and of the times that it spans.
 */
export function createBlocks(db: DatabaseSync, unreadable: (fromMs: number, toMs: number) => void): Blocks {
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
    around(meter, at) {
      const rows = overlapping.all({ minute: minuteOf(at), meter, at }) as unknown as BlockRow[];
      return rows.flatMap(unpacked);
    },
  };
}
