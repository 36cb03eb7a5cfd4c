import type { Reading } from '../reading.ts';

/**
 * Runs tasks one after the other. A task replaces a waiting one of the same kind, so that there is never more than one
 * of each kind in memory, however long the running task takes.
 */
export class CoalescingQueue<Kind extends string> {
  readonly #waiting = new Map<Kind, () => Promise<unknown>>();
  readonly #onError: (error: unknown) => void;
  #isRunning = false;

  /** @param onError called with what a task throws or is rejected with; the tasks after it run all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(kind: Kind, task: () => Promise<unknown>): void {
    this.#waiting.set(kind, task);
    if (!this.#isRunning) void this.#run();
  }

  /** Drops the tasks that wait. */
  clear(): void {
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // A Map is iterated over what is added meanwhile, too.
    for (const [kind, task] of this.#waiting) {
      this.#waiting.delete(kind);
      try {
        await task();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#isRunning = false;
  }
}

/** After so many damaged readings in a row all will be: a supplier's text may break the specification for good. */
const MAX_DAMAGED = 10;

/** A reading that Matter has not been shown yet. */
export interface PendingReading {
  readonly reading: Reading;
  /** How many readings in a row, this one included, had refused groups. */
  readonly damagedInARow: number;
}

/** Holds the newest reading until it is shown in Matter. A damaged reading is counted even when it is replaced. */
export class LatestReading {
  #pending: PendingReading | undefined;
  #damagedInARow = 0;

  /** Replaces the pending reading, unless that one has the power and this one, a short frame, has not. */
  put(reading: Reading): void {
    this.#damagedInARow = reading.frame.refused === 0 ? 0 : this.#damagedInARow + 1;
    const hasPower = (some: Reading | undefined) => some?.apparentPowerVA !== undefined;
    if (hasPower(reading) || !hasPower(this.#pending?.reading)) {
      this.#pending = { reading, damagedInARow: this.#damagedInARow };
    }
  }

  /** Gives the pending reading, and holds none any more. */
  pop(): PendingReading | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending;
  }
}

/** Whether a reading carries all that the meter sends, or at least all that will ever be accepted of it. */
export function isComplete({ reading, damagedInARow }: PendingReading): boolean {
  return reading.apparentPowerVA !== undefined && (damagedInARow === 0 || damagedInARow > MAX_DAMAGED);
}
