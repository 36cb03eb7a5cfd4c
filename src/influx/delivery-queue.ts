import type { Journal } from '../journal/journal.ts';
import { type Batch, batchOf } from './batch.ts';
import type { PointMemory } from './points.ts';
import {
  acknowledged,
  doubted,
  isFlaky,
  type Progress,
  passedOver,
  positionOnDisk,
  progressFrom,
  startingAt,
} from './progress.ts';

/** What delivery needs of the journal. */
export type DeliveryQueueJournal = Pick<Journal, 'begin' | 'end' | 'epoch' | 'delivered' | 'read' | 'setDelivered'>;

/** What is still to be sent, and in which order. All times are of the monotonic clock, in ms. */
export interface DeliveryQueue {
  /**
   * The next batch: from the live cursor on; what is in doubt where nothing is left there, or was not when the last batch was
   * made, so that a meter that goes on does not keep it from being sent.
   */
  next(): Batch | undefined;
  /**
   * The server has taken a batch, and the journal is told how far delivery is. Gives whether it was sent for the first time, or
   * once more; undefined when the journal has begun anew meanwhile, so that it does not count.
   */
  acknowledge(batch: Batch, nowMs: number, isVerified: boolean): 'first' | 'again' | undefined;
  /** Whether to go on at once after the last batch, rather than wait until there is more. */
  goesOn(nowMs: number): boolean;
  /** The server may have lost what it acknowledged last. */
  doubt(nowMs: number): void;
  /** No answer came in time: the next batches are smaller, until everything is sent. */
  slowDown(): void;
  /** There is nothing to send at present: the next batch may be as large as ever, and begins at the live cursor. */
  rest(): void;
  /** How many Readings are to be sent, those in doubt included. */
  readonly pending: number;
  /** The wall time of the oldest of them. */
  readonly oldestAtMs: number | undefined;
  /** Whether anything is in doubt. */
  readonly hasDoubts: boolean;
}

/** A quarter of a megabyte of lines. */
const MOST_READINGS = 200;
const FEWEST_READINGS = 25;

/** What the points that are only written on change said last, by the position at which a batch ended. */
interface Remembered {
  readonly at: number;
  readonly memory: PointMemory;
}

export function createDeliveryQueue(journal: DeliveryQueueJournal, literal: boolean): DeliveryQueue {
  let { epoch } = journal;
  let progress = progressFrom(journal.delivered);
  let live: Remembered | undefined;
  let again: Remembered | undefined;
  let most = MOST_READINGS;
  /** What the last batch was: `end` is where nothing was left at the live cursor behind it. */
  let last: 'live' | 'end' | 'again' = 'live';

  /** What stands at the positions may have changed when a disk comes back, and the oldest Readings may be gone. */
  function follow(): void {
    if (journal.epoch !== epoch) {
      ({ epoch } = journal);
      progress = progressFrom(journal.delivered);
      live = undefined;
      again = undefined;
    }
    progress = startingAt(progress, journal.begin);
  }

  function batch(from: number, to: number, before: Remembered | undefined): Batch | undefined {
    const entries = journal.read(from, most).filter(({ position }) => position < to);
    return batchOf(from, entries, most, before?.at === from ? before.memory : new Map(), literal);
  }

  function nextInDoubt(): Batch | undefined {
    for (let [doubt] = progress.doubts; doubt; [doubt] = progress.doubts) {
      const found = batch(doubt.from, doubt.to, again);
      if (found) return found;
      // What stood there can no longer be read.
      progress = passedOver(progress, doubt);
    }
    return undefined;
  }

  const now = (): Progress => startingAt(progress, journal.begin);

  return {
    next() {
      follow();
      const nextLive = () => batch(progress.live, journal.end, live);
      const isDoubtsTurn = last === 'end';
      last = 'live';
      return isDoubtsTurn ? (nextInDoubt() ?? nextLive()) : (nextLive() ?? nextInDoubt());
    },
    acknowledge(batch, nowMs, isVerified) {
      if (journal.epoch !== epoch) return undefined;
      const remembered = { at: batch.to, memory: batch.memory };
      const isLive = batch.to > progress.live;
      if (isLive) live = remembered;
      else again = remembered;
      last = isLive ? (batch.full ? 'live' : 'end') : 'again';
      progress = acknowledged(progress, batch, nowMs);
      journal.setDelivered(positionOnDisk(progress), isVerified);
      return isLive ? 'first' : 'again';
    },
    goesOn(nowMs) {
      if (last === 'live') return true;
      return progress.doubts.length > 0 && !(last === 'again' && isFlaky(progress, nowMs));
    },
    doubt(nowMs) {
      progress = doubted(progress, nowMs);
    },
    slowDown() {
      most = Math.max(FEWEST_READINGS, Math.floor(most / 2));
    },
    rest() {
      most = MOST_READINGS;
      last = 'live';
    },
    get pending() {
      const { live: from, doubts } = now();
      return doubts.reduce((sum, doubt) => sum + doubt.to - doubt.from, Math.max(0, journal.end - from));
    },
    get oldestAtMs() {
      const { live: from, doubts } = now();
      return journal.read(doubts[0]?.from ?? from, 1)[0]?.atMs;
    },
    get hasDoubts() {
      return progress.doubts.length > 0;
    },
  };
}
