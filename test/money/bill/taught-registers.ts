import type { Sight } from '../../../testbed/years/house.ts';

/** Whether a meter in standard mode has moved a register of which it never told the period. */
export class TaughtRegisters {
  readonly #taught = new Set<string>();
  readonly #moved = new Set<string>();
  #last: Sight | undefined;

  get isAnyUnknown(): boolean {
    return [...this.#moved].some((register) => !this.#taught.has(register));
  }

  note(sight: Sight): void {
    const { reading, identity } = sight;
    const last = this.#last;
    this.#last = sight;
    if (reading.frame.mode !== 'standard') return;
    this.#taught.add(`${identity} EASF${String(reading.tariffIndex).padStart(2, '0')}`);
    if (last?.identity !== identity) return;
    for (const [label, wh] of Object.entries(reading.registers)) {
      if (label.startsWith('EASF') && wh !== last.reading.registers[label]) this.#moved.add(`${identity} ${label}`);
    }
  }
}
