import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaleOf } from '../../../homebridge-ui/page/model/chart-scale.ts';

const scale = (most: number, least = 0) =>
  scaleOf(most, least, (value, digits, isTop) => value.toFixed(digits) + (isTop ? ' kWh' : ''));
const values = (most: number, least = 0) => scale(most, least).ticks.map(({ value }) => value);

describe('a scale', () => {
  test('has round steps', () => {
    expect(values(18.4)).toEqual([0, 5, 10, 15, 20]);
  });

  test('of nothing has a zero, and a height that bars can be measured by', () => {
    expect(values(0)).toEqual([0]);
    expect(scale(0)).toMatchObject({ top: 1, bottom: 0 });
  });

  test('goes on below zero in the same steps', () => {
    expect(values(18.4, 7)).toEqual([-10, -5, 0, 5, 10, 15, 20]);
    expect(scale(18.4, 7)).toMatchObject({ top: 20, bottom: -10 });
    expect(scale(18.4, 7).ticks[0]?.text).toBe('10');
  });

  test('whose bars reach below zero only has steps below zero', () => {
    expect(values(0, 7)).toEqual([-8, -6, -4, -2, 0]);
  });

  test.each([
    [18.4, ['0', '5', '10', '15', '20 kWh']],
    [1.8, ['0.0', '0.5', '1.0', '1.5', '2.0 kWh']],
    [0.1, ['0.00', '0.05', '0.10 kWh']],
    [0.007, ['0.000', '0.002', '0.004', '0.006', '0.008 kWh']],
  ])('up to %d has marks with as many decimals as its step', (most, marks) => {
    expect(scale(most).ticks.map(({ text }) => text)).toEqual(marks);
  });

  test('reaches the greatest value with at most four steps, and by less than one step more', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (most) => {
        const ticks = values(most);
        const step = ticks[1] ?? 0;
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect((ticks.at(-1) ?? 0) - step).toBeLessThanOrEqual(most * (1 + 1e-9));
      }),
    ));
});
