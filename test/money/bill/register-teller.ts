import { createMovingRegister } from '../../../src/contract/moving-register.ts';
import { createRegisterLearner } from '../../../src/contract/register-periods.ts';
import type { MeterLine } from '../../../src/journal/register-lines.ts';
import type { RegisterPeriods } from '../../../src/reading.ts';
import type { Sight } from '../../../testbed/years/house.ts';
import { wallClock } from '../../../testbed/years/wall-clock.ts';

/** What the plugin learns of the registers of each meter. It starts anew each month and remembers. */
export interface RegisterTeller {
  /** What the plugin saw, with what it has learned by then. */
  tell(sight: Sight): Sight;
  /** The history of the registers that it has learned. */
  readonly lines: readonly MeterLine[];
}

export function createTeller(): RegisterTeller {
  const lines: MeterLine[] = [];
  const meters = new Map<string, ReturnType<typeof started>>();
  const started = (month: string, remembered?: RegisterPeriods) => ({
    month,
    moving: createMovingRegister(),
    learner: createRegisterLearner(remembered),
  });

  function tell(sight: Sight): Sight {
    const { atMs, meter, reading } = sight;
    const month = wallClock(atMs).date.slice(0, 7);
    const last = meters.get(meter);
    const plugin = last?.month === month ? last : started(month, last?.learner.periods);
    meters.set(meter, plugin);
    const { named } = plugin.learner.take(reading, plugin.moving.take(reading));
    if (named) {
      const { sinceMonotonicMs, ...line } = named;
      const sinceMs = atMs - (reading.monotonicMs - sinceMonotonicMs);
      lines.push({ meter, line: { ...line, address: reading.frame.address, sinceMs } });
    }
    return { ...sight, reading: { ...reading, calendar: { periods: plugin.learner.periods } } };
  }

  return { tell, lines };
}
