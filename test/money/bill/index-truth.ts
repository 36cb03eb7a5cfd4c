import type { ByRegister } from '../../../src/reading/reading.ts';
import type { Sight } from '../../../testbed/years/house.ts';

/** A number for each index of a meter by its label; `total` is the index of the whole energy. */
type Indexes = ByRegister & { readonly total?: number };

/** How much each index of a meter advanced in total, by its label in the frame; starting again for each identity of the meter. */
export class IndexTruth {
  readonly #increases = new Map<keyof Indexes, number>();
  #identity = '';
  #first: Indexes = {};
  #last: Indexes = {};

  note({ identity, reading }: Sight): void {
    const registers = { ...reading.registers, total: reading.importedWh as number };
    if (identity !== this.#identity) {
      this.#settle();
      this.#identity = identity;
      this.#first = registers;
    }
    this.#last = registers;
  }

  /** Registers that never advanced are left out. */
  get increasesWh(): Indexes {
    this.#settle();
    this.#first = this.#last;
    return Object.fromEntries([...this.#increases].filter(([, wh]) => wh !== 0));
  }

  #settle(): void {
    for (const [label, wh] of Object.entries(this.#last) as [keyof Indexes, number][]) {
      this.#increases.set(label, (this.#increases.get(label) ?? 0) + wh - (this.#first[label] as number));
    }
  }
}
