import type { Reading } from '../reading/reading.ts';

/** After this many damaged readings in a row, all will be damaged: a supplier's text may break the specification permanently. */
const MAX_DAMAGED = 10;

/** A reading that is not yet shown in Matter. */
export interface PendingReading {
  readonly reading: Reading;
  /** How many consecutive readings, including this one, had refused groups. */
  readonly damagedInARow: number;
}

/** Holds the newest reading until it is shown in Matter. A damaged reading is counted even when it is replaced. */
export class LatestReading {
  #pending: PendingReading | undefined;
  #damagedInARow = 0;

  /** Replaces the pending reading, unless only the pending one has the power; a short frame does not have it. */
  put(reading: Reading): void {
    this.#damagedInARow = reading.frame.refused === 0 ? 0 : this.#damagedInARow + 1;
    const hasPower = (some: Reading | undefined) => some?.apparentPowerVA !== undefined;
    if (hasPower(reading) || !hasPower(this.#pending?.reading)) {
      this.#pending = { reading, damagedInARow: this.#damagedInARow };
    }
  }

  /** Returns the pending reading and removes it. */
  pop(): PendingReading | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending;
  }
}

/** Whether a reading carries everything that the meter sends, or at least everything that will ever be accepted of it. */
export function isComplete({ reading, damagedInARow }: PendingReading): boolean {
  return reading.apparentPowerVA !== undefined && (damagedInARow === 0 || damagedInARow > MAX_DAMAGED);
}
