import type { Notices } from './notice.ts';
import type { Store } from './store.ts';
import type { Tail } from './tail.ts';

const MOST_IN_BLOCK = 500;

/** Whether readings that have their wall time wait to be written. */
export function hasMore(tail: Tail): boolean {
  return tail.from(tail.begin, 1).length > 0;
}

/**
 * Writes what is in memory, in at most so many blocks, and how far the mirror is. `released` is told after each block.
 * @throws what SQLite has to say; what is written by then is no longer in memory
 */
export function writeTail(
  tail: Tail,
  store: Store,
  delivered: number,
  mostBlocks: number,
  notices: Notices,
  released: () => void,
): void {
  const { forgotten } = tail;
  for (let blocks = 0; blocks < mostBlocks && hasMore(tail); blocks += 1) {
    const block = tail.from(tail.begin, MOST_IN_BLOCK);
    store.commit(block, delivered);
    tail.release(block.length);
    released();
    notices.written(forgotten);
  }
  // What the mirror has of memory does not stand on disk yet, and may never: it must not be passed over after a kill.
  const onDisk = Math.min(delivered, store.end ?? 0);
  if ((store.delivered ?? onDisk) !== onDisk) store.saveDelivered(onDisk);
}
