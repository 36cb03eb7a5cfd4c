import { expect, test } from 'vitest';
import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import type { Archive } from '../../src/energy/archive.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { meterEnergy } from '../../src/energy/meter-energy.ts';
import { countedAs } from '../../testbed/support/counted-days.ts';

const TODAY = dayOfDate('2026-08-14') ?? 0;
const NOW_MS = beginningOfDay(TODAY) + 12 * 3_600_000;
const HOURS = [{ from: '2020-01-01', periods: [{ name: 'HP' }, { name: 'HC', hours: '22:00-06:00' }] }];

/** An archive filled only from files, which counts how often its days are read. */
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

test('days of a file after today are left out', () => {
  const { archive } = archiveWith([TODAY, TODAY + 1].map((day) => ({ day, energyWh: 5_000 })));
  const { imported, days } = meterEnergy(archive, 'linky', NOW_MS);
  expect(imported.map(({ day }) => day)).toEqual([TODAY]);
  expect(days().map(({ day }) => day)).toEqual([TODAY]);
});

test('a curve of a file is split by the true colours of Tempo, and the hours before 06:00 belong to the day before', () => {
  const curve = [{ fromMinute: 0, stepMinutes: 60, meanW: new Array<number>(24).fill(100) }];
  const dates = ['2025-01-06', '2025-01-07', '2025-01-13'];
  const { archive } = archiveWith(dates.map((date) => ({ day: dayOfDate(date) ?? Number.NaN, curve })));
  const periods = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'].map((name) => ({ name }));
  const days = meterEnergy(archive, 'linky', NOW_MS).days([{ from: '2020-01-01', periods }]);
  // The 6th was blue after a blue day, the 7th white after it, and the 13th red after a blue one.
  expect(days.map(({ energyWhByTariff }) => energyWhByTariff)).toEqual([
    { HCJB: 800, HPJB: 1600 },
    { HCJB: 600, HPJW: 1600, HCJW: 200 },
    { HCJB: 600, HPJR: 1600, HCJR: 200 },
  ]);
});

test('what the meter counted on a Tempo day has precedence over the published colour', () => {
  const night = [{ fromMinute: 0, stepMinutes: 60, meanW: new Array<number>(24).fill(100) }];
  const [red, next] = ['2025-01-07', '2025-01-08'].map((date) => dayOfDate(date) ?? Number.NaN) as [number, number];
  const { archive } = archiveWith([{ day: next, curve: night }]);
  const own = countedAs({ day: red, energyWh: 900, energyWhByTariff: { HPJR: 900 }, seenMinutes: 1440 });
  const periods = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'].map((name) => ({ name }));
  const days = meterEnergy({ ...archive, days: () => [own] }, 'linky', NOW_MS).days([{ from: '2020-01-01', periods }]);
  expect(days.at(-1)?.energyWhByTariff).toMatchObject({ HCJR: 600 });
});

test('a damaged day from before 1970 is ignored', () => {
  const { archive } = archiveWith([
    { day: -1e12, energyWh: 5_000 },
    { day: TODAY - 1, energyWh: 5_000 },
  ]);
  expect(
    meterEnergy(archive, 'linky', NOW_MS)
      .days()
      .map(({ day }) => day),
  ).toEqual([TODAY - 1]);
});
