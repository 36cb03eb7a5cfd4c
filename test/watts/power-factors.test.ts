import { describe, expect, test } from 'vitest';
import { PowerFactors } from '../../src/watts/power-factors.ts';

/** What a few minutes of the index show. */
const VARIANCE = 0.01 ** 2;

/** What is recalled at a power, after some lessons: each is a power, its factor, and how often it was observed. */
function recalled(va: number, ...lessons: readonly (readonly [va: number, factor: number, times?: number])[]) {
  const factors = new PowerFactors();
  for (const [learnedVA, mean, times = 1] of lessons) {
    for (let time = 0; time < times; time += 1) factors.learn(learnedVA, { mean, variance: VARIANCE });
  }
  const { mean, variance } = factors.recall(va);
  return { mean, deviation: Math.sqrt(variance) };
}

describe('before anything was observed', () => {
  test('any factor that a house may have is likely', () => {
    const { mean, deviation } = recalled(1000);
    expect(mean - deviation).toBeLessThan(0.65);
    expect(mean + deviation).toBeGreaterThan(0.95);
  });

  test('the same is expected at each power', () => {
    expect([0, 20, 400, 9_000].map((va) => recalled(va))).toEqual(Array(4).fill(recalled(1000)));
  });
});

describe('of a power that was observed', () => {
  test('one observation outweighs what is expected of any house', () => {
    const { mean, deviation } = recalled(1000, [1000, 0.55]);
    expect(mean).toBeCloseTo(0.55, 2);
    expect(deviation).toBeLessThan(0.02);
  });

  test('nearly the same power is taken for the same', () => {
    expect(recalled(1010, [1000, 0.55]).mean).toBeCloseTo(recalled(1000, [1000, 0.55]).mean, 2);
  });

  test('an observation that is uncertain changes less than one that is certain', () => {
    const factors = new PowerFactors();
    factors.learn(1000, { mean: 0.9, variance: VARIANCE });
    factors.learn(1000, { mean: 0.5, variance: 0.15 ** 2 });
    expect(factors.recall(1000).mean).toBeCloseTo(0.9, 1);
  });

  test('a factor that has changed for good is learned within ten times', () => {
    expect(recalled(1000, [1000, 0.9, 30], [1000, 0.6, 10]).mean).toBeCloseTo(0.6, 1);
  });

  test('one time that differs from thirty changes less than half, and makes it less certain', () => {
    const once = recalled(1000, [1000, 0.9, 30], [1000, 0.6]);
    expect(once.mean).toBeGreaterThan(0.75);
    expect(once.deviation).toBeGreaterThan(2 * recalled(1000, [1000, 0.9, 30]).deviation);
  });

  test('the factor stays what it was, however often it was observed', () => {
    const { mean, deviation } = recalled(1000, [1000, 0.9, 10_000]);
    expect(mean).toBeCloseTo(0.9, 3);
    expect(deviation).toBeGreaterThan(0.002);
  });
});

describe('of two appliances of the same power', () => {
  const both = Array.from({ length: 40 }, (_, nth) => [1000, nth % 2 === 0 ? 1 : 0.7] as const);

  test('the factor is expected between them', () => {
    expect(Math.abs(recalled(1000, ...both).mean - 0.85)).toBeLessThan(0.1);
  });

  test('the spread is as wide as they are apart', () => {
    const { mean, deviation } = recalled(1000, ...both);
    expect(mean + 2 * deviation).toBeGreaterThan(1);
    expect(mean - 2 * deviation).toBeLessThan(0.7);
  });

  test('the spread becomes narrow again once only one of them is left', () => {
    const { mean, deviation } = recalled(1000, ...both, [1000, 0.7, 40]);
    expect(mean).toBeCloseTo(0.7, 1);
    expect(deviation).toBeLessThan(0.05);
  });
});

describe('of a power that was never observed', () => {
  test('a near one tells its factor', () => {
    expect(recalled(1100, [1000, 0.55]).mean).toBeLessThan(0.6);
  });

  test('the farther the observed one, the less is certain', () => {
    const deviations = [1000, 1100, 1300, 2000, 3000].map((va) => recalled(va, [1000, 0.55]).deviation);
    expect(deviations).toEqual([...new Set(deviations)].toSorted((one, other) => one - other));
  });

  test('a far one tells nothing', () => {
    expect(recalled(5000, [1000, 0.55])).toEqual(recalled(5000));
  });

  test('the nearest one tells more than those behind it', () => {
    expect(recalled(1100, [1000, 0.9], [500, 0.5], [600, 0.5], [2000, 0.5]).mean).toBeGreaterThan(0.85);
  });

  test('between two that differ, the factor is expected between them', () => {
    const { mean } = recalled(1000, [900, 0.9], [1111, 0.6]);
    expect(mean).toBeGreaterThan(0.65);
    expect(mean).toBeLessThan(0.85);
  });
});

test('all powers below the least are one band, as a few VA are', () => {
  expect(recalled(0, [15, 0.5])).toEqual(recalled(15, [15, 0.5]));
});
