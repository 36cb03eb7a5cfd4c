import type { Journal } from '../journal/journal.ts';
import { type Batch, batchOf } from './batch.ts';
import type { PointMemory } from './points.ts';
import {
  acknowledged,
  doubted,
  inDoubt,
  isFlaky,
  type Progress,
  passedOver,
  positionOnDisk,
  progressFrom,
  startingAt,
} from './progress.ts';

/** What the queue needs from the journal. */
export type DeliveryQueueJournal = Pick<Journal, 'begin' | 'end' | 'epoch' | 'delivered' | 'read' | 'setDelivered'>;

/** Chooses which Readings of the journal are sent next. All times are on the monotonic clock, in ms. */
export interface DeliveryQueue {
  /**
   * The next batch; undefined if there is nothing to send. New Readings, from the live cursor on, go before those in doubt. But once the
   * live cursor had nothing left, a batch in doubt is next, even if new Readings have arrived since: otherwise a meter that sends a frame
   * per second would hold it back for ever.
   */
  next(): Batch | undefined;
  /**
   * Records that the server has accepted a batch, and writes to the journal how far delivery has come. Returns whether the batch was new or
   * in doubt; undefined if the journal's epoch has changed since the batch was made, so that the acknowledgement does not count.
   */
  acknowledge(batch: Batch, nowMs: number, isVerified: boolean): 'new' | 'doubted' | undefined;
  /** Whether to send the next batch at once, instead of waiting for more Readings. */
  isNextDueAtOnce(nowMs: number): boolean;
  /** To be called when the server may have lost what it acknowledged last. */
  doubt(nowMs: number): void;
  /** To be called when no answer came in time: batches are smaller from now on, until everything is sent. */
  slowDown(): void;
  /**
   * To be called when nothing more is sent before the next pause: the batch after it takes new Readings first, and is of full size again.
   */
  roundEnded(): void;
  /** The position of the next Reading that has not been acknowledged in this run. */
  readonly live: number;
  readonly backlog: Backlog;
}

/** What is still to be sent. */
export interface Backlog {
  /** How many Readings have not been acknowledged in this run. */
  readonly unsent: number;
  /** The wall time of the oldest of them. */
  readonly oldestAtMs: number | undefined;
  /** How many Readings were acknowledged and will be sent once more. */
  readonly doubted: number;
}

/** A quarter of a megabyte of lines: a frame takes 1.1 kB with `linky_tic`. Half as many Readings were no faster (DECISIONS.md). */
const MOST_READINGS = 200;
/** The size of a batch after three requests without an answer: each of them halves it. */
const FEWEST_READINGS = 25;

/** The last written values of `linky_energy`, `linky_register` and `linky_info`, up to the Reading before position `at`. */
interface MemoryAt {
  readonly at: number;
  readonly memory: PointMemory;
}

/**
 * Whose turn it is. `live`: new Readings come first. `doubtNext`: everything new was acknowledged, so a batch in doubt
 * comes first. `doubtSent`: a batch in doubt was acknowledged, and new Readings come first again.
 */
type Turn = 'live' | 'doubtNext' | 'doubtSent';

export function createDeliveryQueue(journal: DeliveryQueueJournal, literal: boolean): DeliveryQueue {
  let { epoch } = journal;
  let progress = progressFrom(journal.delivered);
  /** New batches and batches in doubt alternate, so each kind has its own memory. */
  let liveMemory: MemoryAt | undefined;
  let doubtMemory: MemoryAt | undefined;
  let batchReadings = MOST_READINGS;
  let turn: Turn = 'live';

  /** If the journal was opened again, its positions may refer to other Readings. Its oldest Readings may be gone at any time. */
  function followJournal(): void {
    if (journal.epoch !== epoch) {
      ({ epoch } = journal);
      progress = progressFrom(journal.delivered);
      liveMemory = undefined;
      doubtMemory = undefined;
    }
    progress = startingAt(progress, journal.begin);
  }

  function batchAt(from: number, to: number, before: MemoryAt | undefined): Batch | undefined {
    const entries = journal.read(from, batchReadings).filter(({ position }) => position < to);
    return batchOf(from, entries, batchReadings, before?.at === from ? before.memory : new Map(), literal);
  }

  function nextInDoubt(): Batch | undefined {
    for (let [doubt] = progress.doubts; doubt; [doubt] = progress.doubts) {
      const batch = batchAt(doubt.from, doubt.to, doubtMemory);
      if (batch) return batch;
      // The journal can no longer read these Readings.
      progress = passedOver(progress, doubt);
    }
    return undefined;
  }

  const progressNow = (): Progress => startingAt(progress, journal.begin);

  return {
    next() {
      followJournal();
      const nextLive = () => batchAt(progress.live, journal.end, liveMemory);
      const isDoubtsTurn = turn === 'doubtNext';
      // Set before the answer is known: a batch in doubt that fails must not keep new Readings waiting.
      turn = 'live';
      return isDoubtsTurn ? (nextInDoubt() ?? nextLive()) : (nextLive() ?? nextInDoubt());
    },
    acknowledge(batch, nowMs, isVerified) {
      if (journal.epoch !== epoch) return undefined;
      const memory = { at: batch.to, memory: batch.memory };
      const isLive = batch.to > progress.live;
      if (isLive) liveMemory = memory;
      else doubtMemory = memory;
      turn = isLive ? (batch.full ? 'live' : 'doubtNext') : 'doubtSent';
      progress = acknowledged(progress, batch, nowMs);
      journal.setDelivered(positionOnDisk(progress), isVerified);
      return isLive ? 'new' : 'doubted';
    },
    isNextDueAtOnce(nowMs) {
      if (turn === 'live') return true;
      return progress.doubts.length > 0 && !(turn === 'doubtSent' && isFlaky(progress, nowMs));
    },
    doubt(nowMs) {
      progress = doubted(progress, nowMs);
    },
    slowDown() {
      batchReadings = Math.max(FEWEST_READINGS, Math.floor(batchReadings / 2));
    },
    roundEnded() {
      batchReadings = MOST_READINGS;
      turn = 'live';
    },
    get live() {
      return progressNow().live;
    },
    get backlog() {
      const now = progressNow();
      return {
        unsent: Math.max(0, journal.end - now.live),
        oldestAtMs: journal.read(now.live, 1)[0]?.atMs,
        doubted: inDoubt(now),
      };
    },
  };
}
