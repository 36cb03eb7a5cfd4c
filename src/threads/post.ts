/** At most this many items are in one message: copying a hundred Readings takes 0.4 ms (measured on a virtual machine with 2 cores). */
const MOST_IN_MESSAGE = 100;

/**
 * Items on their way to a thread, in order, each with a number, from 1. They are kept here until the thread has said that it does not need
 * them again, so that they can be given to the next thread if this one ends first.
 */
export interface Post<T> {
  /**
   * Adds an item, which is sent at the end of this turn of the event loop, together with the others of the turn. If too many are kept, one
   * of them leaves: the oldest that the thread has taken, or else the oldest that was not sent, which is dropped.
   */
  add(item: T): void;
  /** A thread has begun. What may be on the way is sent to it. */
  begun(): void;
  /** Sends all at once, to a thread that is about to stop. */
  sendAll(): void;
  /** The thread has taken the items up to this number. */
  took(upTo: number): void;
  /** The items up to this number need not be given to another thread. */
  settled(upTo: number): void;
  /**
   * The thread has ended. All items that are kept go to the next one, except for one at which two threads have ended: it is dropped.
   * @param at the number of the item that the thread was working on; 0 if it was not
   */
  ended(at: number): void;
  /** How many were dropped: those that left before a thread had taken them, and those that a thread which ended had alone. */
  readonly dropped: number;
  /** How many are not settled: those that are kept, and those that only the thread has. */
  readonly unsettled: number;
  /** How many the thread has not taken yet. */
  readonly waiting: number;
  /** The oldest of them. */
  readonly oldestWaiting: T | undefined;
}

export interface PostOptions<T> {
  /** How many items are kept. */
  readonly most: number;
  /** How many items may have been sent that the thread has not taken. */
  readonly mostOnTheWay: number;
  /** Sends the thread some items, the first of which has this number. */
  readonly send: (first: number, items: readonly T[]) => void;
}

export function createPost<T extends object>({ most, mostOnTheWay, send }: PostOptions<T>): Post<T> {
  const kept: T[] = [];
  /** The number of the oldest item that is kept. */
  let first = 1;
  // The numbers up to which items were sent to this thread, taken by it, and settled.
  let sent = 0;
  let taken = 0;
  let settled = 0;
  let dropped = 0;
  /** The item that a thread was working on when it ended. */
  let suspect: T | undefined;
  let isOpen = false;
  let isDue = false;

  /** An item that was not sent has no number that anybody knows. */
  function makeRoom(): void {
    if (taken >= first) {
      kept.shift();
      first += 1;
      return;
    }
    kept.splice(sent + 1 - first, 1);
    dropped += 1;
  }

  function sendNow(onTheWay = mostOnTheWay): void {
    isDue = false;
    while (isOpen) {
      const count = Math.max(0, Math.min(MOST_IN_MESSAGE, onTheWay - (sent - taken)));
      const next = kept.slice(sent + 1 - first, sent + 1 - first + count);
      if (next.length === 0) return;
      send(sent + 1, next);
      sent += next.length;
    }
  }

  return {
    add(item) {
      kept.push(item);
      if (kept.length > most) makeRoom();
      if (!isDue) setImmediate(() => isDue && sendNow());
      isDue = true;
    },
    begun() {
      isOpen = true;
      sendNow();
    },
    sendAll: () => sendNow(Number.POSITIVE_INFINITY),
    took(upTo) {
      taken = upTo;
      sendNow();
    },
    settled(upTo) {
      settled = upTo;
      const count = Math.max(0, upTo + 1 - first);
      kept.splice(0, count);
      first += count;
    },
    ended(at) {
      isOpen = false;
      dropped += Math.max(0, first - 1 - settled);
      settled = sent = taken = first - 1;
      const item = at < first ? undefined : kept[at - first];
      if (item && item === suspect) {
        kept.splice(at - first, 1);
        dropped += 1;
      }
      suspect = item;
    },
    get dropped() {
      return dropped;
    },
    get unsettled() {
      return first + kept.length - 1 - settled;
    },
    get waiting() {
      return first + kept.length - 1 - taken;
    },
    get oldestWaiting() {
      return kept[taken + 1 - first];
    },
  };
}
