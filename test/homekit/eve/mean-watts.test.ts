import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Minute } from '../../../src/energy/minute.ts';
import { meanWatts } from '../../../src/homekit/eve/mean-watts.ts';

const TEN_MINUTES = Array.from({ length: 10 }, (_, nth) => nth);
const atMs = (nth: number) => Date.UTC(2026, 10, 25, 1, 10 + nth);

/** The minute that is the nth of an interval, with 900 VA and 12 Wh (720 W) unless others are given. */
function minute(nth: number, other: Partial<Minute> = {}): Minute {
  return { atMs: atMs(nth), count: 30, meanVA: 900, energyWh: 12, ...other };
}

/** A minute of which the index was refused. */
function withoutEnergy(nth: number, meanVA = 900): Minute {
  return { atMs: atMs(nth), count: 30, meanVA };
}

/** The mean power of minutes that have a minute directly before and after them, unless these are given. */
function wattsOf(minutes: readonly Minute[], neighbours: { before?: Minute; after?: Minute } = {}) {
  const { before = minute(-1), after = minute(10) } = neighbours;
  return meanWatts({ minutes, before, after }, 'auto');
}

describe('the mean power of ten minutes', () => {
  test('is their energy ÷ ten minutes', () => {
    expect(wattsOf(TEN_MINUTES.map((nth) => minute(nth, { meanVA: 100 * nth, energyWh: nth })))).toBe(270);
  });

  test('with a number as power factor is the mean VA × that, whatever the index counted', () => {
    const minutes = [minute(0, { meanVA: 300 }), minute(1, { meanVA: 900, count: 10 }), { atMs: atMs(2), count: 0 }];
    expect(meanWatts({ minutes, before: undefined, after: undefined }, 0.9)).toBe(405);
  });

  test('is wrong by 6 W at most, and adds up to what the index counted', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59_999 }),
        fc.array(fc.record({ watts: fc.nat(9000), factor: fc.double({ min: 0.4, max: 0.9, noNaN: true }) }), {
          minLength: 20,
          maxLength: 20,
        }),
        (milliWh, draws) => {
          let index = milliWh / 1000;
          const minutes = draws.map(({ watts, factor }, nth) => {
            const before = Math.floor(index);
            index += watts / 60;
            return minute(nth, { meanVA: watts / factor + 6, energyWh: Math.floor(index) - before });
          });
          const [first, second] = [minutes.slice(0, 10), minutes.slice(10)];
          const shown = [wattsOf(first), wattsOf(second, { before: minute(9), after: minute(20) })];
          const truth = [draws.slice(0, 10), draws.slice(10)].map(
            (some) => some.reduce((sum, { watts }) => sum + watts, 0) / 10,
          );
          for (const [half, watts] of truth.entries()) {
            expect(Math.abs((shown[half] ?? Number.NaN) - watts)).toBeLessThanOrEqual(6.001);
          }
          const counted = minutes.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0);
          expect(shown.reduce((sum: number, watts) => sum + (watts ?? Number.NaN) / 6, 0)).toBeCloseTo(counted);
        },
      ),
    ));

  test.each<[string, readonly Minute[]]>([
    [
      'that an outage cut short',
      [...TEN_MINUTES.slice(0, 7).map((nth) => minute(nth)), minute(7, { count: 3, energyWh: 1 })],
    ],
    [
      'with which the meter came back',
      [minute(3, { count: 2, energyWh: 0 }), ...TEN_MINUTES.slice(4).map((nth) => minute(nth))],
    ],
    ['of which the index is unknown', TEN_MINUTES.map((nth) => (nth === 4 ? withoutEnergy(4) : minute(nth)))],
    [
      'after one of which the index is unknown',
      [withoutEnergy(0), minute(1, { energyWh: 11 }), ...TEN_MINUTES.slice(2).map((nth) => minute(nth))],
    ],
    ['without a power', TEN_MINUTES.map((nth) => (nth === 4 ? { atMs: atMs(4), count: 0, energyWh: 2 } : minute(nth)))],
  ])('is not pulled down by a minute %s', (_, minutes) => {
    expect(wattsOf(minutes)).toBeCloseTo(720);
  });

  test('counts a minute without an index by its VA', () => {
    const minutes = TEN_MINUTES.map((nth) => (nth === 4 ? withoutEnergy(4, 1900) : minute(nth)));
    expect(wattsOf(minutes)).toBeCloseTo(800);
  });

  test('is never above the mean VA', () => {
    expect(wattsOf(TEN_MINUTES.map((nth) => minute(nth, { meanVA: 700 })))).toBe(700);
  });

  test('of a house that draws nothing is 0', () => {
    expect(wattsOf(TEN_MINUTES.map((nth) => minute(nth, { meanVA: 0, energyWh: 0 })))).toBe(0);
  });

  test.each<[string, readonly Minute[]]>([
    ['the index of no minute is known', TEN_MINUTES.map((nth) => withoutEnergy(nth))],
    [
      'it has fewer than five whole minutes, and fewer than 20 Wh',
      TEN_MINUTES.slice(0, 5).map((nth) => minute(nth, { energyWh: 4 })),
    ],
    ['no reading has a power', TEN_MINUTES.map((nth) => ({ atMs: atMs(nth), count: 0, energyWh: 12 }))],
    ['there are no minutes', []],
  ])('is unknown when %s', (_, minutes) => {
    expect(wattsOf(minutes, { after: minute(90) })).toBeUndefined();
  });

  test('is known from two whole minutes with 20 Wh', () => {
    const minutes = [0, 1, 2, 3].map((nth) => minute(nth));
    expect(wattsOf(minutes, { before: minute(-9), after: minute(90) })).toBe(720);
  });
});
