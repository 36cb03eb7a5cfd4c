import type { Sight } from '../../../testbed/years/house.ts';

/**
 * Whether a meter in standard mode has ever told which period a register counts before, or as, that register moved. A register
 * that has moved unnoticed has no period yet.
 */
export class TaughtRegisters {
  isAnyUnknown = false;
  #last: Sight | undefined;
  readonly #taught = new Set<string>();

  note(sight: Sight): void {
    const { reading, identity } = sight;
    const last = this.#last;
    this.#last = sight;
    if (reading.frame.mode !== 'standard') return;
    if (last?.identity !== identity) this.#taught.clear();
    this.#taught.add(`EASF${String(reading.tariffIndex).padStart(2, '0')}`);
    if (last?.identity !== identity) return;
    const moved = Object.keys(reading.registers).filter(
      (label) => label.startsWith('EASF') && reading.registers[label] !== last.reading.registers[label],
    );
    if (moved.some((label) => !this.#taught.has(label))) this.isAnyUnknown = true;
  }
}
