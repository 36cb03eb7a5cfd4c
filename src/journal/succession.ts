import type { Store } from './store.ts';
import type { Tail } from './tail.ts';
import { JournalError } from './trouble.ts';

/**
 * Makes what is in memory follow on what is in a store that was just opened, for the first time or, with `again`, after
 * the disk was away.
 * @throws JournalError `shared` when somebody else wrote to it meanwhile
 */
export function followOn(store: Store, tail: Tail, again: boolean): void {
  const end = store.end ?? 0;
  if (end <= tail.begin) return;
  if (!again) tail.rebase(end);
  else if (isOurs(store, tail, end)) tail.release(end - tail.begin);
  else throw new JournalError('shared', `it has ${end} readings, not ${tail.begin}`);
}

/** A commit that failed may have been made all the same: what it wrote is still in memory. */
function isOurs(store: Store, tail: Tail, end: number): boolean {
  const written = tail.from(tail.begin, end - tail.begin);
  const stored = store.entries(tail.begin, written.length);
  const isSame = written.every(({ meter, atMs }, at) => stored[at]?.meter === meter && stored[at].atMs === atMs);
  return isSame && tail.begin + written.length === end;
}
