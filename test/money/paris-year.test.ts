import { expect, test } from 'vitest';
import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';
import type { TempoColour } from '../../src/reading/reading.ts';
import { ParisYear } from '../../testbed/houses/paris-year.ts';

const FIRST = dayOfDate('2025-09-01') ?? 0;
const DAYS = Array.from({ length: 365 }, (_, nth) => FIRST + nth);
const WINTER = DAYS.filter((day) => /-(?:11|12|01|02|03)-/.test(dateOf(day)));
const year = new ParisYear(FIRST, DAYS.length, publishedColour);

function meanOf(days: readonly number[], { meanC } = year): number {
  return days.reduce((sum, day) => sum + meanC(day), 0) / days.length;
}

function ofColour(colour: TempoColour): readonly number[] {
  return WINTER.filter((day) => publishedColour(day) === colour);
}

/** The second of a year's life at which a clock shows an hour of a date. */
function secondOf(date: string, hour: number): number {
  return ((dayOfDate(date) ?? 0) - FIRST) * 86_400 + hour * 3600;
}

test('red days are the coldest of the winter, and white ones are colder than blue ones', () => {
  expect(meanOf(ofColour('white')) - meanOf(ofColour('red'))).toBeGreaterThan(2);
  expect(meanOf(ofColour('blue')) - meanOf(ofColour('white'))).toBeGreaterThan(2);
});

test('a winter always keeps to the normals, which are 7 °C on average, whatever the colours', () => {
  const blue = new ParisYear(FIRST, DAYS.length, () => 'blue');
  expect(meanOf(WINTER)).toBeCloseTo(meanOf(WINTER, blue), 6);
  expect(Math.abs(meanOf(WINTER) - 7)).toBeLessThan(0.3);
});

test('a colder winter is colder only from November to March', () => {
  const colder = new ParisYear(FIRST, DAYS.length, publishedColour, 2);
  expect(DAYS.map((day) => Math.round(year.meanC(day) - colder.meanC(day)))).toEqual(
    DAYS.map((day) => (WINTER.includes(day) ? 2 : 0)),
  );
});

test('heating follows the cold, and is off in summer; a heat pump modulates, or starts and stops', () => {
  const likest = (celsius: number) =>
    WINTER.toSorted((one, other) => Math.abs(year.meanC(one) - celsius) - Math.abs(year.meanC(other) - celsius))[0] ??
    0;
  const [cold, warm] = [-5, 9].map((celsius) => secondOf(dateOf(likest(celsius)), 12)) as [number, number];
  expect(year.heat(cold)).toBeGreaterThan(2 * year.heat(warm));
  expect(year.pumping(cold)).toBeLessThan(year.heat(cold));
  const ofHour = Array.from({ length: 60 }, (_, minute) => year.pumping(warm + minute * 60));
  expect([...new Set(ofHour)].toSorted()).toEqual([0, 0.35]);
  expect([year.heat(secondOf('2026-07-01', 4)), year.pumping(secondOf('2026-07-01', 4))]).toEqual([0, 0]);
});

test('the sun is highest about 12:50 in winter and 13:50 in summer, lower in winter, and gone at night', () => {
  const best = (date: string) => {
    const quarters = Array.from({ length: 96 }, (_, nth) => [nth / 4, year.sun(secondOf(date, nth / 4))] as const);
    return quarters.toSorted((one, other) => other[1] - one[1])[0] as readonly [number, number];
  };
  expect([best('2025-12-21')[0], best('2026-06-21')[0]]).toEqual([12.75, 13.75]);
  expect(best('2026-06-21')[1]).toBeGreaterThan(1.3 * best('2025-12-21')[1]);
  expect([year.sun(secondOf('2025-12-21', 18)), year.sun(secondOf('2026-06-21', 3))]).toEqual([0, 0]);
});

test('a year that does not begin on a Monday is refused', () => {
  expect(() => new ParisYear(FIRST + 1, 7, publishedColour)).toThrow('2025-09-02 is no Monday');
});
