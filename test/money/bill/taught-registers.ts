import type { RegisterLine } from '../../../src/periods.ts';
import { byLabel, type RegisterPeriods } from '../../../src/reading.ts';
import type { Sight } from '../../../testbed/years/house.ts';

/** Which tariff period each register of a meter in standard mode counts, once it was told, and whether it was told of each that moved. */
export class TaughtRegisters {
  readonly #lines = new Map<string, RegisterLine>();
  readonly #moved = new Set<string>();
  #last: Sight | undefined;

  get isAnyUnknown(): boolean {
    return [...this.#moved].some((register) => !this.#lines.has(register));
  }

  /** Since when which register counts which period: since that was told first. */
  get lines(): readonly RegisterLine[] {
    return [...this.#lines.values()];
  }

  note(sight: Sight): void {
    const { reading, identity } = sight;
    const last = this.#last;
    this.#last = sight;
    if (reading.frame.mode !== 'standard') return;
    this.#learn(sight);
    if (last?.identity !== identity) return;
    for (const [label, wh] of byLabel(reading.registers)) {
      if (label.startsWith('EASF') && wh !== last.reading.registers[label]) this.#moved.add(`${identity} ${label}`);
    }
  }

  /** What the plugin has learned counts, where that is in the reading; else the meter's own word. */
  #learn({ atMs, identity, reading: { frame, calendar, tariffIndex, tariff = '' } }: Sight): void {
    const told: RegisterPeriods = { [`EASF${String(tariffIndex).padStart(2, '0')}`]: { name: tariff } };
    for (const [register, { name: period }] of byLabel(calendar?.periods ?? told)) {
      const key = `${identity} ${register}`;
      const line = { address: frame.address, register, sinceMs: atMs, period };
      if (!this.#lines.has(key)) this.#lines.set(key, line);
    }
  }
}
