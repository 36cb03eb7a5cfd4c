import type { Reading } from '../reading.ts';
import type { MeterReading } from './messages.ts';

/** Almost three hours of a meter that sends a frame a second. */
export const MOST_HELD = 10_000;
/** The most that are sent to the thread before it has taken them. */
const MOST_ON_THE_WAY = 500;
/** The most in one message: copying this many takes 0.4 ms (measured on a virtual machine of 2 cores). */
const MOST_IN_MESSAGE = 100;

/**
 * The Readings on their way to the writer's thread, in the order of arrival. A Reading that the thread has taken is
 * held here as well until it is on disk, so that the next thread can be given it, should this one end before. When the
 * queue is full, a new Reading displaces the oldest of those that were taken: from then on the thread alone has that
 * one.
 */
export interface ReadingQueue {
  /** Adds a Reading of a meter, and returns whether there was room for it. */
  add(meter: string, reading: Reading): boolean;
  /**
   * The Readings to send to the thread next. They count as on the way. Empty when there are none, or enough on the way.
   */
  next(): readonly MeterReading[];
  /** The same without a limit to how many are on the way, for a thread that is about to stop. */
  nextOfAll(): readonly MeterReading[];
  /** The thread has taken this many. */
  took(count: number): void;
  /** Of each meter, this many of the Readings that this thread was given are on disk, or were dropped by it. */
  leftMemory(counts: ReadonlyMap<string, number>): void;
  /**
   * The thread has ended. All that is held goes to the next one. Returns how many are lost, as the thread alone had
   * them.
   */
  ended(): number;
  /** Removes the oldest message's worth, one of which seems to end each thread that is given it. Returns how many. */
  giveUpOldest(): number;
  /** How many the thread has not taken. */
  readonly waiting: number;
  /** When the oldest of these came, on the monotonic clock; undefined when there are none. */
  readonly waitingSinceMs: number | undefined;
  /** How many are not known to be on disk. */
  readonly unwritten: number;
}

interface HeldReading extends MeterReading {
  /** Its number among those of its meter that this thread was given, from 1; 0 until it was given. */
  nth: number;
}

export function createReadingQueue(most = MOST_HELD): ReadingQueue {
  let held: HeldReading[] = [];
  /** How many of `held`, from the oldest, the thread was given. */
  let given = 0;
  /** How many of those it has not taken. */
  let onTheWay = 0;
  /** For each meter, since the thread began: how many it was given. */
  const givenOf = new Map<string, number>();
  /** How many are on disk, or were dropped by the thread. */
  let leftMemoryOf: ReadonlyMap<string, number> = new Map();
  /** The number of the newest that was displaced from this queue. */
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

  /** Displaces the oldest when the queue is full. Returns whether there is room now. */
  function makeRoom(): boolean {
    if (held.length < most) return true;
    if (given <= onTheWay) return false;
    const [oldest] = held.splice(0, 1);
    if (oldest) displacedOf.set(oldest.meter, oldest.nth);
    given -= 1;
    return true;
  }

  /**
   * The Readings of a meter leave in their order, so each that was displaced has left memory or is with the thread
   * alone.
   */
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
