import type { Reading } from '../reading.ts';

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

  /** Replaces the pending reading, unless that one has the power and this one has not, as a short frame has not. */
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
