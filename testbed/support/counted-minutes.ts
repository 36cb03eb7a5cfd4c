import type { Minute } from '../../src/energy/minute.ts';
import { ownOf } from '../../src/energy/minute.ts';
import type { CountedMinutes } from '../../src/energy/split-day.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';

/** What minutes have counted, of an archive that has them as a list. @param minutesIn those that begin in [fromMs, toMs), oldest first */
export function countedFrom(minutesIn: (fromMs: number, toMs: number) => readonly Minute[]): CountedMinutes {
  return {
    countedIn(fromMs, toMs) {
      const { energyWhByRegister: _, ...counted } = sumOfCounted(minutesIn(fromMs, toMs).map(ownOf));
      return counted;
    },
    gapsIn: (fromMs, toMs) =>
      minutesIn(fromMs, toMs).flatMap(({ atMs, gap }) => (gap ? [{ ...gap, endedMs: atMs }] : [])),
  };
}
