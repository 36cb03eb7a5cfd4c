import type { Store } from './store.ts';
import type { Tail } from './tail.ts';

/**
 * Makes the positions of what is in memory follow on those of a store that was just opened. A store that was open before
 * (`again`) may have a commit that it reported as failed, and one that another program wrote to while this one had let go
 * of its lock goes further than memory knows.
 */
export function rejoin(store: Store, tail: Tail, again: boolean): void {
  const end = store.end ?? 0;
  // What had to be forgotten meanwhile has a position, too.
  if (end <= tail.begin - tail.forgotten) return;
  if (again && isOurs(store, tail, end)) tail.release(end - tail.begin);
  else tail.rebase(end);
}

/** Whether all that the store has from where memory begins is what memory has there. */
function isOurs(store: Store, tail: Tail, end: number): boolean {
  const written = tail.from(tail.begin, end - tail.begin);
  const stored = store.entries(tail.begin, written.length);
  const isSame = written.every(({ meter, atMs }, at) => stored[at]?.meter === meter && stored[at].atMs === atMs);
  return isSame && tail.begin + written.length === end;
}
