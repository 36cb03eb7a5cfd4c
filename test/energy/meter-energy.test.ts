import { expect, test } from 'vitest';
import type { Archive } from '../../src/energy/archive.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { meterEnergy } from '../../src/energy/meter-energy.ts';
import { beginningOfDay, dayOfDate } from '../../src/paris-time.ts';

const TODAY = dayOfDate('2026-08-14') ?? 0;
const NOW_MS = beginningOfDay(TODAY) + 12 * 3_600_000;
const HOURS = [{ from: '2020-01-01', periods: [{ name: 'HP' }, { name: 'HC', hours: '22:00-06:00' }] }];

/** An archive that files alone have filled, and how often its days were read. */
function archiveWith(importedDays: readonly ImportedDay[]) {
  let reads = 0;
  const archive: Archive = {
    minutes: () => [],
    countedMinutes: () => ({ countedIn: () => ({}), gapsIn: () => [] }),
    days() {
      reads += 1;
      return [];
    },
    importedDays: () => importedDays,
    registerLines: () => [],
  };
  return { archive, reads: () => reads };
}

test('the days are read once, and joined once for the same hours', () => {
  const { archive, reads } = archiveWith([{ day: TODAY - 1, energyWh: 5_000 }]);
  const { days } = meterEnergy(archive, 'linky', NOW_MS);
  expect(days(HOURS)).toBe(days(structuredClone(HOURS)));
  expect(days([])).toHaveLength(1);
  expect(reads()).toBe(1);
});

test('days after today that a file tells are left out', () => {
  const { archive } = archiveWith([TODAY, TODAY + 1].map((day) => ({ day, energyWh: 5_000 })));
  const { imported, days } = meterEnergy(archive, 'linky', NOW_MS);
  expect(imported.map(({ day }) => day)).toEqual([TODAY]);
  expect(days().map(({ day }) => day)).toEqual([TODAY]);
});
