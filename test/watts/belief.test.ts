import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combined, MAX_DEVIATION, MAX_FACTOR, observedBetween } from '../../src/watts/belief.ts';
import { PowerFactors } from '../../src/watts/power-factors.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const belief = fc.record({ mean: between(0.1, 1), variance: between(1e-5, 0.05) });
const observation = fc.record({ mean: between(0.01, 1.19), variance: between(1e-6, 0.9 * MAX_DEVIATION ** 2) });

describe('two beliefs together', () => {
  test('are between the two, nearer to the more certain one, and more certain than either', () => {
    const { mean, variance } = combined({ mean: 0.5, variance: 0.01 }, { mean: 0.8, variance: 0.02 });
    expect(mean).toBeCloseTo(0.6, 12);
    expect(variance).toBeCloseTo(0.02 / 3, 12);
  });

  test('are the same in either order', () => {
    fc.assert(
      fc.property(belief, belief, (one, other) => {
        expect(combined(one, other).mean).toBeCloseTo(combined(other, one).mean, 9);
        expect(combined(one, other).variance).toBeCloseTo(combined(other, one).variance, 9);
      }),
    );
  });
});

describe('what was observed between two beliefs', () => {
  test('is what makes the later one of the earlier one', () => {
    fc.assert(
      fc.property(belief, observation, (before, observed) => {
        const found = observedBetween(before, combined(before, observed));
        expect(found?.mean).toBeCloseTo(observed.mean, 6);
        expect(found?.variance).toBeCloseTo(observed.variance, 6);
      }),
    );
  });

  test('is nothing when the later one is not more certain', () => {
    expect(observedBetween({ mean: 0.8, variance: 0.01 }, { mean: 0.8, variance: 0.01 })).toBeUndefined();
    expect(observedBetween({ mean: 0.8, variance: 0.01 }, { mean: 0.8, variance: 0.02 })).toBeUndefined();
  });

  test('is nothing when it is too uncertain to be learned from', () => {
    const before = { mean: 0.8, variance: 0.04 };
    const uncertain = { mean: 0.7, variance: (2 * MAX_DEVIATION) ** 2 };
    expect(observedBetween(before, combined(before, uncertain))).toBeUndefined();
  });

  test('is nothing when no power factor can be so', () => {
    const before = { mean: 0.8, variance: 0.04 };
    for (const mean of [-0.1, MAX_FACTOR + 0.1]) {
      expect(observedBetween(before, combined(before, { mean, variance: 0.001 }))).toBeUndefined();
    }
  });
});

test('whatever is learned at whatever power, each band recalls a possible factor with a variance', () => {
  const lesson = fc.tuple(between(0, 36_000), observation);
  fc.assert(
    fc.property(
      fc.array(lesson, { maxLength: 100 }),
      fc.array(between(0, 36_000), { minLength: 1 }),
      (lessons, powers) => {
        const factors = new PowerFactors();
        for (const [va, observed] of lessons) factors.learn(va, observed);
        for (const { mean, variance } of powers.map((va) => factors.recall(va))) {
          expect(mean).toBeGreaterThan(0);
          expect(mean).toBeLessThan(MAX_FACTOR);
          expect(variance).toBeGreaterThan(0);
          expect(variance).toBeLessThanOrEqual(0.2 ** 2);
        }
      },
    ),
  );
});
