import { createMovingRegister } from '../../../src/contract/moving-register.ts';
import { createRegisterLearner } from '../../../src/contract/register-periods.ts';
import type { RegisterPeriods } from '../../../src/reading.ts';
import type { Sight } from '../../../testbed/years/house.ts';
import { wallClock } from '../../../testbed/years/wall-clock.ts';

/** What the plugin learns of the registers of each meter. It starts anew each month and remembers. */
export function createTeller(): (sight: Sight) => Sight {
  const meters = new Map<string, ReturnType<typeof started>>();
  const started = (month: string, remembered?: RegisterPeriods) => ({
    month,
    moving: createMovingRegister(),
    learner: createRegisterLearner(remembered),
  });
  return (sight) => {
    const month = wallClock(sight.atMs).date.slice(0, 7);
    const last = meters.get(sight.meter);
    const plugin = last?.month === month ? last : started(month, last?.learner.periods);
    meters.set(sight.meter, plugin);
    plugin.learner.take(sight.reading, plugin.moving.take(sight.reading));
    return { ...sight, reading: { ...sight.reading, calendar: { periods: plugin.learner.periods } } };
  };
}
