import type { Reading } from '../reading.ts';
import type { MeterReading } from './messages.ts';

/** Almost three hours of one meter. */
export const MOST_HELD = 10_000;
/** How many the thread may have before it has taken them. */
const MOST_ON_THE_WAY = 500;
/** So many go in one message: copying them takes 0.4 ms here. */
const MOST_IN_MESSAGE = 100;

/**
 * The Readings on their way to the writer's thread, in the order they came. What it has taken is held as well until it is on
 * disk, so that it can be given once more, should the thread end before. Where there is no room, the oldest of those make it:
 * then the thread alone has them.
 */
export interface ReadingQueue {
  /** Adds a Reading of a meter. Gives whether there was room for it. */
  add(meter: string, reading: Reading): boolean;
  /** What the thread is to be given next, which then counts as on its way; empty when there is nothing, or when it has enough. */
  next(): readonly MeterReading[];
  /** The same whatever the thread has: for a last time. */
  nextOfAll(): readonly MeterReading[];
  /** The thread has taken so many. */
  took(count: number): void;
  /** So many of each meter since the thread began are on disk, or given up by it. */
  gone(counts: ReadonlyMap<string, number>): void;
  /** The thread has ended. What is held is to be given to the next one; gives how many Readings it alone had, and are lost. */
  ended(): number;
  /** Gives up the oldest that a thread was given, a message of them at most, and gives how many: no thread survives one of them. */
  giveUpOldest(): number;
  /** How many the thread has not taken. */
  readonly waiting: number;
  /** How many are not known to be on disk. */
  readonly unwritten: number;
}

/** A Reading that is held. */
interface Copy extends MeterReading {
  /** Which of its meter's it is since the thread began, counted from 1; 0 until it was given to it. */
  nth: number;
}

export function createReadingQueue(most = MOST_HELD): ReadingQueue {
  let held: Copy[] = [];
  /** How many of those the thread was given, and how many of them it has not taken. */
  let given = 0;
  let onTheWay = 0;
  /** Of each meter, since the thread began: how many it was given, how many are gone, and how many it alone has or had. */
  const givenOf = new Map<string, number>();
  let goneOf: ReadonlyMap<string, number> = new Map();
  const droppedOf = new Map<string, number>();

  function give(count: number): readonly MeterReading[] {
    const copies = held.slice(given, given + count);
    for (const copy of copies) {
      copy.nth = (givenOf.get(copy.meter) ?? 0) + 1;
      givenOf.set(copy.meter, copy.nth);
    }
    given += copies.length;
    onTheWay += copies.length;
    return copies.map(({ meter, reading }) => ({ meter, reading }));
  }

  function hasRoom(): boolean {
    if (held.length < most) return true;
    if (given <= onTheWay) return false;
    const [oldest] = held.splice(0, 1);
    if (oldest) droppedOf.set(oldest.meter, oldest.nth);
    given -= 1;
    return true;
  }

  /** Those of a meter go in their order: all up to the last that was dropped are either gone or with the thread alone. */
  function withThreadAlone(): number {
    return [...droppedOf].reduce((sum, [meter, nth]) => sum + Math.max(0, nth - (goneOf.get(meter) ?? 0)), 0);
  }

  return {
    add(meter, reading) {
      if (!hasRoom()) return false;
      held.push({ meter, reading, nth: 0 });
      return true;
    },
    next: () => give(Math.max(0, Math.min(MOST_IN_MESSAGE, MOST_ON_THE_WAY - onTheWay))),
    nextOfAll: () => give(MOST_IN_MESSAGE),
    took(count) {
      onTheWay = Math.max(0, onTheWay - count);
    },
    gone(counts) {
      goneOf = counts;
      const left = held.filter(({ meter, nth }, at) => at >= given || nth > (counts.get(meter) ?? 0));
      given -= held.length - left.length;
      held = left;
    },
    ended() {
      const lost = withThreadAlone();
      given = 0;
      onTheWay = 0;
      givenOf.clear();
      goneOf = new Map();
      droppedOf.clear();
      for (const copy of held) copy.nth = 0;
      return lost;
    },
    giveUpOldest: () => held.splice(0, MOST_IN_MESSAGE).length,
    get waiting() {
      return held.length - given + onTheWay;
    },
    get unwritten() {
      return held.length + withThreadAlone();
    },
  };
}
