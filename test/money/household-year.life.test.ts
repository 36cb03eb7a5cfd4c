import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import type { House } from '../../testbed/houses/house.ts';
import { archiveOfYear, framesOfYear, METER } from '../../testbed/houses/household-year.ts';
import { housesNamed } from '../../testbed/houses/houses.ts';
import { ParisYear } from '../../testbed/houses/paris-year.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';

const DAYS = 7;
const [smallFlat] = housesNamed('small flat') as [House];
const [withPool] = housesNamed('pool and car') as [House];

function weekOf(monday: string): ParisYear {
  return new ParisYear(dayOfDate(monday) ?? 0, DAYS, publishedColour);
}

describe.each([
  { clock: 'autumn', monday: '2025-10-20', hours: 24 * DAYS + 1 },
  { clock: 'spring', monday: '2026-03-23', hours: 24 * DAYS - 1 },
])('in the week of $hours hours in $clock', ({ monday, hours }) => {
  const frames = [...framesOfYear(smallFlat, weekOf(monday))];

  test('the meter sends its index at the end of each minute, from the evening before on', () => {
    const beganMs = beginningOfDay(dayOfDate(monday) ?? 0);
    expect(frames.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: hours * 60 + 1 }, (_, nth) => beganMs + nth * MINUTE_MS - 1),
    );
  });

  test('everything that it counts is in the stored days, each of which is complete', () => {
    const days = archiveOfYear(smallFlat, weekOf(monday)).days(METER, 0, Number.MAX_SAFE_INTEGER).slice(1);
    const [first, last] = [frames[0], frames.at(-1)].map((frame) => frame?.reading.importedWh ?? Number.NaN);
    expect(sumOfCounted(days.flatMap(({ parts }) => parts)).energyWh).toBe((last as number) - (first as number));
    expect(days.map(({ seenMinutes }) => seenMinutes).reduce((sum, minutes) => sum + minutes)).toBe(hours * 60);
    expect(days).toHaveLength(DAYS);
  });
});

test('in autumn the repeated hour is lived twice', () => {
  const archive = archiveOfYear(smallFlat, weekOf('2025-10-20'));
  const firstMs = beginningOfDay(dayOfDate('2025-10-26') ?? 0) + 2 * HOUR_MS;
  const [once, again] = [0, 1].map(
    (nth) => archive.countedMinutes(METER).countedIn(firstMs + nth * HOUR_MS, firstMs + (nth + 1) * HOUR_MS).energyWh,
  );
  expect(once).toBeGreaterThan(10);
  expect(Math.abs((once ?? 0) - (again ?? 0))).toBeLessThanOrEqual(1);
});

test('a house on Tempo counts red days in the red registers', () => {
  const days = archiveOfYear(withPool, weekOf('2026-01-26')).days(METER, 0, Number.MAX_SAFE_INTEGER);
  const inRed = days.filter(({ parts }) => parts.some(({ energyWhByRegister }) => energyWhByRegister?.['BBRHPJR']));
  expect(inRed.map(({ day }) => dateOf(day))).toEqual(['2026-01-26', '2026-01-28', '2026-01-29']);
});
