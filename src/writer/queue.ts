import type { Reading } from '../reading/reading.ts';
import type { MeterReading } from './messages.ts';

/** Almost three hours of a meter that sends a frame per second. */
export const MOST_HELD = 10_000;
/** At most this many are sent to the thread before it has taken them. */
const MOST_ON_THE_WAY = 500;
/** At most this many are in one message: copying them takes 0.4 ms (measured on a virtual machine with 2 cores). */
const MOST_IN_MESSAGE = 100;

/**
 * The Readings on their way to the writer's thread, in the order of arrival. A Reading that the thread has taken is kept here until it is
 * on disk, so that it can be given to the next thread if this one ends first. When the queue is full, a new Reading displaces the oldest of
 * those that were taken: from then on, only the thread has the displaced one.
 */
export interface ReadingQueue {
  /** Adds a Reading of a meter. Returns whether there was room for it. */
  add(meter: string, reading: Reading): boolean;
  /** The Readings to send to the thread next. They count as on the way. Empty if there are none, or if enough are on the way. */
  next(): readonly MeterReading[];
  /** The same without a limit on how many are on the way, for a thread that is about to stop. */
  nextOfAll(): readonly MeterReading[];
  /** Records that the thread has taken this many. */
  took(count: number): void;
  /** Records, for each meter, how many of the Readings given to this thread are on disk, or were dropped by it. */
  leftMemory(counts: ReadonlyMap<string, number>): void;
  /**
   * To be called when the thread has ended. Everything in the queue goes to the next one. Returns how many are lost, because only the
   * thread had them.
   */
  ended(): number;
  /** Removes as many of the oldest as fit into a message: one of them seems to end every thread that receives it. Returns how many. */
  giveUpOldest(): number;
  /** How many the thread has not taken yet. */
  readonly waiting: number;
  /** When the oldest of these arrived, on the monotonic clock; undefined if there are none. */
  readonly waitingSinceMs: number | undefined;
  /** How many are not known to be on disk. */
  readonly unwritten: number;
}

interface HeldReading extends MeterReading {
  /** Its number, from 1, among the Readings of its meter that were given to this thread; 0 until then. */
  nth: number;
}

export function createReadingQueue(most = MOST_HELD): ReadingQueue {
  let held: HeldReading[] = [];
  /** How many of `held` were given to the thread, counted from the oldest. */
  let given = 0;
  /** How many of those the thread has not taken yet. */
  let onTheWay = 0;
  /** How many Readings of each meter were given to the thread since it began. */
  const givenOf = new Map<string, number>();
  /** How many of them are on disk, or were dropped by the thread. */
  let leftMemoryOf: ReadonlyMap<string, number> = new Map();
  /** The number of the newest of them that was displaced from this queue. */
  const displacedOf = new Map<string, number>();

  function give(count: number): readonly MeterReading[] {
    const next = held.slice(given, given + count);
    for (const one of next) {
      one.nth = (givenOf.get(one.meter) ?? 0) + 1;
      givenOf.set(one.meter, one.nth);
    }
    given += next.length;
    onTheWay += next.length;
    return next.map(({ meter, reading }) => ({ meter, reading }));
  }

  /** If the queue is full, displaces the oldest. Returns whether there is room now. */
  function makeRoom(): boolean {
    if (held.length < most) return true;
    if (given <= onTheWay) return false;
    const [oldest] = held.splice(0, 1);
    if (oldest) displacedOf.set(oldest.meter, oldest.nth);
    given -= 1;
    return true;
  }

  /** The Readings of a meter leave in order, so each displaced one has either left memory or is only with the thread. */
  function withThreadAlone(): number {
    return [...displacedOf].reduce((sum, [meter, nth]) => sum + Math.max(0, nth - (leftMemoryOf.get(meter) ?? 0)), 0);
  }

  return {
    add(meter, reading) {
      if (!makeRoom()) return false;
      held.push({ meter, reading, nth: 0 });
      return true;
    },
    next: () => give(Math.max(0, Math.min(MOST_IN_MESSAGE, MOST_ON_THE_WAY - onTheWay))),
    nextOfAll: () => give(MOST_IN_MESSAGE),
    took(count) {
      onTheWay = Math.max(0, onTheWay - count);
    },
    leftMemory(counts) {
      leftMemoryOf = counts;
      const left = held.filter(({ meter, nth }, at) => at >= given || nth > (counts.get(meter) ?? 0));
      given -= held.length - left.length;
      held = left;
    },
    ended() {
      const lost = withThreadAlone();
      given = 0;
      onTheWay = 0;
      givenOf.clear();
      leftMemoryOf = new Map();
      displacedOf.clear();
      for (const one of held) one.nth = 0;
      return lost;
    },
    giveUpOldest: () => held.splice(0, MOST_IN_MESSAGE).length,
    get waiting() {
      return held.length - given + onTheWay;
    },
    get waitingSinceMs() {
      return held[given - onTheWay]?.reading.monotonicMs;
    },
    get unwritten() {
      return held.length + withThreadAlone();
    },
  };
}
