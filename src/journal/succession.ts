import type { Store } from './store.ts';
import type { Tail } from './tail.ts';
import { JournalError } from './trouble.ts';

/** Whoever writes to it has committed by then: `commitSeconds` is 600 at most. */
const LEFT_ALONE_MS = 1_200_000;

export interface Succession {
  /**
   * Makes what is in memory follow on what is in a store that was just opened, for the first time or, with `again`, after
   * the disk was away.
   * @throws JournalError `shared` when somebody else wrote to it meanwhile, until nobody has for twenty minutes
   */
  followOn(store: Store, tail: Tail, again: boolean): void;
  /** Another program or not, what is in memory is to follow: there is no later. */
  insist(): void;
}

/** @param now monotonic */
export function createSuccession(now: () => number): Succession {
  /** Where the other program was when it was there, and since when. */
  let other: { readonly end: number; readonly sinceMs: number } | undefined;
  let insists = false;

  return {
    followOn(store, tail, again) {
      const end = store.end ?? 0;
      // What had to be forgotten meanwhile has a position, too.
      if (end <= tail.begin - tail.forgotten) return;
      if (!again) tail.rebase(end);
      else if (isOurs(store, tail, end)) tail.release(end - tail.begin);
      else if (isLeft(end)) tail.rebase(end);
      else throw new JournalError('shared', `it has ${end} readings, not ${tail.begin}`);
    },
    insist() {
      insists = true;
    },
  };

  function isLeft(end: number): boolean {
    if (other?.end !== end) other = { end, sinceMs: now() };
    return insists || now() - other.sinceMs >= LEFT_ALONE_MS;
  }
}

/** A commit that failed may have been made all the same: what it wrote is still in memory. */
function isOurs(store: Store, tail: Tail, end: number): boolean {
  const written = tail.from(tail.begin, end - tail.begin);
  const stored = store.entries(tail.begin, written.length);
  const isSame = written.every(({ meter, atMs }, at) => stored[at]?.meter === meter && stored[at].atMs === atMs);
  return isSame && tail.begin + written.length === end;
}
