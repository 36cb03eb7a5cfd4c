import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundedEuros } from '../../src/money/euros.ts';

describe('displayed euros', () => {
  test.each([
    [1.005, 1.01],
    [1.004999, 1],
    [2.675, 2.68],
    [0.005, 0.01],
    [0.0049, 0],
    [-1.005, -1.01],
    [15.86, 15.86],
    [12345.675, 12345.68],
  ])('%f are %f', (euros, shown) => {
    expect(roundedEuros(euros)).toBe(shown);
  });

  test('are never a negative zero', () => expect(Object.is(roundedEuros(-0.001), 0)).toBe(true));

  test('match decimal arithmetic, half a cent rounded up, up to ten thousand euros', () =>
    fc.assert(
      fc.property(fc.nat(100_000_000), (tenthousandths) => {
        const cents = Math.floor((tenthousandths + 50) / 100);
        expect(roundedEuros(tenthousandths / 10_000)).toBe(cents / 100);
      }),
    ));
});
