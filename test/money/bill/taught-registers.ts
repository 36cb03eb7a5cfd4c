import type { RegisterLine } from '../../../src/reading/periods.ts';
import { byLabel, type RegisterPeriods } from '../../../src/reading/reading.ts';
import type { Sight } from '../../../testbed/years/house.ts';

/** The tariff period of each register of a meter in standard mode, once reported, and whether it was reported for each that advanced. */
export class TaughtRegisters {
  readonly #lines = new Map<string, RegisterLine>();
  readonly #moved = new Set<string>();
  #last: Sight | undefined;

  get isAnyUnknown(): boolean {
    return [...this.#moved].some((register) => !this.#lines.has(register));
  }

  /** Since when a register counts a period: since that was first reported. */
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

  /** What the plugin has learned has precedence, if the reading has it; else what the meter reports. */
  #learn({ atMs, identity, reading: { frame, calendar, tariffIndex, tariff = '' } }: Sight): void {
    const told: RegisterPeriods = { [`EASF${String(tariffIndex).padStart(2, '0')}`]: { name: tariff } };
    for (const [register, { name: period }] of byLabel(calendar?.periods ?? told)) {
      const key = `${identity} ${register}`;
      const line = { address: frame.address, register, sinceMs: atMs, period };
      if (!this.#lines.has(key)) this.#lines.set(key, line);
    }
  }
}
