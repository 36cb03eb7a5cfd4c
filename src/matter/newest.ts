import type { Reading } from '../reading.ts';

/** After so many readings in a row with something refused, it will never come: a supplier's text may not fit its form. */
const MOST_DOUBTFUL = 10;

/** A reading that Matter has not been told of yet. */
export interface Untold {
  readonly reading: Reading;
  /** How many readings in a row something was refused of, up to this one. */
  readonly doubtful: number;
}

/** The newest reading that waits. Each that comes counts, told or not. */
export class Newest {
  #untold: Untold | undefined;
  #doubtful = 0;

  /** Takes the place of the one that waits, unless that one has the power and this one has not, as between two long frames. */
  keep(reading: Reading): void {
    this.#doubtful = reading.frame.refused === 0 ? 0 : this.#doubtful + 1;
    const hasPower = (one: Reading | undefined) => one?.apparentPowerVA !== undefined;
    if (hasPower(reading) || !hasPower(this.#untold?.reading)) this.#untold = { reading, doubtful: this.#doubtful };
  }

  /** The one that waits, which then waits no longer. */
  next(): Untold | undefined {
    const untold = this.#untold;
    this.#untold = undefined;
    return untold;
  }
}

/** Whether a reading has all that the meter tells, or all that can be had of it. */
export function isWhole({ reading, doubtful }: Untold): boolean {
  return reading.apparentPowerVA !== undefined && (doubtful === 0 || doubtful > MOST_DOUBTFUL);
}
