import { parisDayOf } from '../../../src/base/paris-time.ts';
import type { Archive } from '../../../src/energy/archive.ts';
import type { ImportedDay } from '../../../src/energy/imported-day.ts';
import { type Minute, ownOf } from '../../../src/energy/minute.ts';
import { sumOfCounted } from '../../../src/energy/watt-hours.ts';
import type { RegisterLine } from '../../../src/reading/periods.ts';
import { CountedInMemory } from '../../../testbed/support/counted-in-memory.ts';
import { type House, lifeOf } from '../../../testbed/years/house.ts';
import type { Seen } from '../bill/independent/ledger.ts';
import { TaughtRegisters } from '../bill/taught-registers.ts';

/** What is read from a house: the indexes of the meter, and the product's counts. */
export interface Lived {
  readonly readings: readonly Seen[];
  readonly counted: CountedInMemory;
  /** What the registers count. */
  readonly lines: readonly RegisterLine[];
  /** Whether Tempo is the contract that it last reported. */
  readonly isTempoTold: boolean;
  /** Whether the plugin has not learned the period of a register that advanced. */
  readonly isAnyUnknown: boolean;
}

/** What an archive has in addition to the counted energy, and what it no longer has. */
export interface Kept {
  /** The minutes before are deleted; none are, unless given. */
  readonly minutesSinceMs?: number;
  /** What files tell. */
  readonly imported?: readonly ImportedDay[];
}

export function lived(house: House): Lived {
  const counted = new CountedInMemory();
  const registers = new TaughtRegisters();
  const readings: Seen[] = [];
  let contract = '';
  for (const sight of lifeOf(house).sights) {
    counted.take(sight.atMs, sight.reading);
    registers.note(sight);
    const { atMs, identity, countedWh, drawnVA } = sight;
    contract = sight.reading.contract ?? contract;
    readings.push({ atMs, identity, countedWh, drawnVA });
  }
  const isTempoTold = /^(TEMPO|BBR)/.test(contract);
  return { readings, counted, lines: registers.lines, isTempoTold, isAnyUnknown: registers.isAnyUnknown };
}

/** What the journal would contain of it. */
export function archiveOf({ counted, lines }: Lived, { minutesSinceMs = 0, imported = [] }: Kept = {}): Archive {
  const days = counted.days(lines);
  const kept = Map.groupBy(
    counted.minutes().filter(({ atMs }) => atMs >= minutesSinceMs),
    ({ atMs }) => parisDayOf(atMs),
  );
  function minutesIn(fromMs: number, toMs: number): readonly Minute[] {
    const first = parisDayOf(fromMs);
    const dates = Array.from({ length: parisDayOf(toMs) - first + 1 }, (_, nth) => kept.get(first + nth) ?? []);
    return dates.flat().filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  }
  return {
    minutes: (_, fromMs, toMs) => minutesIn(fromMs, toMs),
    countedMinutes: () => ({
      countedIn: (fromMs, toMs) => sumOfCounted(minutesIn(fromMs, toMs).map(ownOf)),
      gapsIn: (fromMs, toMs) =>
        minutesIn(fromMs, toMs).flatMap(({ atMs, gap }) => (gap ? [{ ...gap, endedMs: atMs }] : [])),
    }),
    days: (_, from, to) => days.filter(({ day }) => day >= from && day <= to),
    importedDays: () => imported,
    registerLines: () => lines,
  };
}
