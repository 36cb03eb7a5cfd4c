import { type Stretch, stretchAfter } from '../../../src/contract/moving-register.ts';
import { type KnownRegisters, registersAfter, registersFrom } from '../../../src/contract/register-periods.ts';
import type { MeterLine } from '../../../src/journal/register-lines.ts';
import type { Sight } from '../../../testbed/years/house.ts';
import { wallClock } from '../../../testbed/years/wall-clock.ts';

/** What the plugin learns about the registers of each meter. It restarts each month and remembers. */
export interface RegisterTeller {
  /** What the plugin saw, with what it has learned by then. */
  tell(sight: Sight): Sight;
  /** The history of the registers that it has learned. */
  readonly lines: readonly MeterLine[];
}

interface Learnt {
  readonly month: string;
  readonly stretch?: Stretch;
  readonly registers: KnownRegisters;
}

export function createTeller(): RegisterTeller {
  const lines: MeterLine[] = [];
  const meters = new Map<string, Learnt>();

  function tell(sight: Sight): Sight {
    const { atMs, meter, reading } = sight;
    const month = wallClock(atMs).date.slice(0, 7);
    const last = meters.get(meter);
    const before: Omit<Learnt, 'month'> =
      last?.month === month ? last : { registers: registersFrom(last?.registers.periods.standard) };
    const { stretch, moved } = stretchAfter(before.stretch, reading);
    const { registers, named } = registersAfter(before.registers, reading, moved);
    meters.set(meter, { month, stretch, registers });
    if (named) {
      const { sinceMonotonicMs, ...line } = named;
      const sinceMs = atMs - (reading.monotonicMs - sinceMonotonicMs);
      lines.push({ meter, line: { ...line, address: reading.frame.address, sinceMs } });
    }
    const periods = registers.periods[reading.frame.mode];
    return { ...sight, reading: { ...reading, calendar: { periods } } };
  }

  return { tell, lines };
}
