import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byPeriodName,
  lessWh,
  lessWhByName,
  scaledEnergy,
  sumOfCounted,
  sumOfWh,
  sumOfWhByName,
  whOf,
} from '../../src/energy/watt-hours.ts';

const steps = fc.array(fc.integer({ min: -9_000, max: 36_000 }), { maxLength: 300 });

test('the energy of five-minute steps is their sum in W, divided once, in any order and grouping', () =>
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 50 }), (watts, size) => {
      const whole = whOf(watts.reduce((sum, w) => sum + 5 * w, 0));
      const each = watts.map((w) => whOf(5 * w));
      const groups = Array.from({ length: Math.ceil(each.length / size) }, (_, nth) =>
        each.slice(nth * size, (nth + 1) * size),
      );
      expect(sumOfWh(each)).toBe(whole);
      expect(sumOfWh(each.toReversed())).toBe(whole);
      expect(sumOfWh(groups.map(sumOfWh))).toBe(whole);
      expect(sumOfWhByName(each.map((wh) => ({ HP: wh })))).toEqual(watts.length === 0 ? {} : { HP: whole });
    }),
  ));

test('whole Wh stay whole Wh', () => {
  expect(sumOfWh([1_234_567_890, 1, -2])).toBe(1_234_567_889);
  expect(sumOfWh([])).toBe(0);
});

test('a difference is exact, and names with nothing left are absent', () => {
  const thirds = [whOf(20), whOf(20), whOf(20)];
  expect(lessWh(1, thirds)).toBe(0);
  expect(lessWhByName({ HC: 1, HP: 2 }, { HC: sumOfWh(thirds), HP: whOf(20), BASE: 1 })).toEqual({
    HP: whOf(100),
    BASE: -1,
  });
});

test('scaled periods add up to the scaled total, each within one sixtieth of its exact value', () =>
  fc.assert(
    fc.property(
      fc.array(fc.nat(36_000), { maxLength: 10 }),
      fc.constantFrom(1 / 3, 1 / 7, 12 / 11, 12 / 5),
      (parts, factor) => {
        const amounts = Object.fromEntries(parts.map((part, nth) => [`P${nth}`, whOf(part)]));
        const energyWh = sumOfWh(Object.values(amounts));
        const { energyWh: scaledWh, energyWhByTariff: scaled } = scaledEnergy(
          { energyWh, energyWhByTariff: amounts },
          factor,
        );
        expect(Math.abs(scaledWh - energyWh * factor)).toBeLessThan(1 / 119);
        expect(sumOfWh(Object.values(scaled))).toBe(scaledWh);
        for (const [name, wh] of Object.entries(amounts))
          expect(Math.abs((scaled[name] ?? Number.NaN) - wh * factor)).toBeLessThan(1 / 59);
      },
    ),
  ));

describe('the sum of counted energy', () => {
  test('has each register whose sum is not 0', () => {
    const all = [
      { energyWh: 5, energyWhByRegister: { HCHC: 5 } },
      { energyWh: -2, energyWhByRegister: { HCHC: -5, HCHP: 3 }, givenWh: 7 },
    ];
    expect(sumOfCounted(all)).toEqual({ energyWh: 3, energyWhByRegister: { HCHP: 3 }, givenWh: 7 });
  });

  test('lacks what none of the parts has', () => {
    expect(sumOfCounted([])).toEqual({});
    expect(sumOfCounted([{}, { givenWh: 0 }])).toEqual({ givenWh: 0 });
    expect(sumOfCounted([{ energyWh: 0, energyWhByRegister: {} }])).toEqual({ energyWh: 0, energyWhByRegister: {} });
  });
});

test('energy of one period under two spellings is added up', () => {
  expect(byPeriodName({ 'HP..': 3, 'HEURE  PLEINE': 4, 'HC..': 5, SOLAIRE: 6 })).toEqual({ HP: 7, HC: 5, SOLAIRE: 6 });
});
