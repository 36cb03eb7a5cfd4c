import type { Reading } from '../reading.ts';
/**
 * Does one work after the other. Of each kind only the last that was given waits, in the place of the one before it: however
 * long a work takes, no more than one of each kind is ever kept.
 */
export class CoalescingQueue<Kind extends string> {
  readonly #waiting = new Map<Kind, () => Promise<unknown>>();
  readonly #failed: (error: unknown) => void;
  #isAtWork = false;

  /** @param failed hears of a work that throws or is rejected; the others go on */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  do(kind: Kind, work: () => Promise<unknown>): void {
    this.#waiting.set(kind, work);
    if (!this.#isAtWork) void this.#workOff();
  }

  /** Forgets what waits. */
  stop(): void {
    this.#waiting.clear();
  }

  async #workOff(): Promise<void> {
    this.#isAtWork = true;
    // What is given meanwhile comes up in the same loop.
    for (const [kind, work] of this.#waiting) {
      this.#waiting.delete(kind);
      try {
        await work();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#isAtWork = false;
  }
}

/** After so many readings in a row with something refused, it will never come: a supplier's text may not fit its form. */
const MOST_DOUBTFUL = 10;

/** A reading that Matter has not been told of yet. */
export interface PendingReading {
  readonly reading: Reading;
  /** How many readings in a row something was refused of, up to this one. */
  readonly doubtful: number;
}

/** The newest reading that waits. Each that comes counts, told or not. */
export class LatestReading {
  #untold: PendingReading | undefined;
  #doubtful = 0;

  /** Takes the place of the one that waits, unless that one has the power and this one has not, as between two long frames. */
  keep(reading: Reading): void {
    this.#doubtful = reading.frame.refused === 0 ? 0 : this.#doubtful + 1;
    const hasPower = (one: Reading | undefined) => one?.apparentPowerVA !== undefined;
    if (hasPower(reading) || !hasPower(this.#untold?.reading)) this.#untold = { reading, doubtful: this.#doubtful };
  }

  /** The one that waits, which then waits no longer. */
  next(): PendingReading | undefined {
    const untold = this.#untold;
    this.#untold = undefined;
    return untold;
  }
}

/** Whether a reading has all that the meter tells, or all that can be had of it. */
export function isComplete({ reading, doubtful }: PendingReading): boolean {
  return reading.apparentPowerVA !== undefined && (doubtful === 0 || doubtful > MOST_DOUBTFUL);
}
