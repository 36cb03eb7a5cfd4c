import { describe, expect, test } from 'vitest';
import { factorAfterChange, type SettledPower } from '../../src/watts/factor-after-change.ts';

/** A house at rest, whose 80 var stay as they are. */
const REST: SettledPower = { va: 100, watts: 60, variance: 1 };

/** The W that are expected, and their standard deviation. */
function expectedAfter(before: SettledPower, va: number) {
  const { mean, variance } = factorAfterChange(before, va);
  return { watts: mean * va, deviation: Math.sqrt(variance) * va };
}

/** The apparent power of a house with what draws so many W beside it, and no reactive power. */
function heatedVA({ va, watts }: SettledPower, moreW: number): number {
  return Math.hypot(watts + moreW, Math.sqrt(va ** 2 - watts ** 2));
}

describe('where the change is small', () => {
  const house: SettledPower = { va: 2000, watts: 1600, variance: 100 };

  test('it is taken for a heater that is turned on', () => {
    expect(Math.abs(expectedAfter(house, heatedVA(house, 100)).watts - 1700)).toBeLessThan(10);
  });

  test('it is taken for a heater that is turned off', () => {
    expect(Math.abs(expectedAfter(house, heatedVA(house, -100)).watts - 1500)).toBeLessThan(10);
  });

  test('the power is nearly as certain as before', () => {
    expect(expectedAfter(house, 2050).deviation).toBeLessThan(25);
  });
});

describe('where the change is large', () => {
  const all = (name: string, moreW: number, moreVar: number) => ({ name, moreW, moreVar });

  test.each([
    all('a kettle', 2000, 0),
    all('a motor', 1200, 1000),
    all('a pump', 600, 500),
    all('a lot of electronics', 300, 300),
  ])('$name is within two standard deviations', ({ moreW, moreVar }) => {
    const { watts, deviation } = expectedAfter(REST, Math.hypot(60 + moreW, 80 + moreVar));
    expect(Math.abs(60 + moreW - watts)).toBeLessThan(2 * deviation);
  });

  test('what was switched off may have been a motor as well as a heater', () => {
    const { watts, deviation } = expectedAfter({ va: 2100, watts: 1900, variance: 100 }, 400);
    expect(watts - deviation).toBeLessThan(400 * 0.6);
    expect(watts + deviation).toBeGreaterThan(400 * 0.9);
  });

  test('the larger it is, the less is certain', () => {
    const deviations = [150, 300, 1000, 5000].map((va) => expectedAfter(REST, va).deviation);
    expect(deviations).toEqual(deviations.toSorted((one, other) => one - other));
  });
});

test('no less is expected than 0 W, where less is drawn than the reactive power was', () => {
  expect(factorAfterChange({ va: 1000, watts: 200, variance: 25 }, 970).mean).toBeGreaterThanOrEqual(0);
});

test('where nothing has changed, the factor is as it was, and a little less certain', () => {
  const { mean, variance } = factorAfterChange(REST, 100);
  expect(mean).toBeCloseTo(0.6, 12);
  expect(variance).toBeGreaterThan(1 / 100 ** 2);
  expect(variance).toBeLessThan(2 / 100 ** 2);
});
