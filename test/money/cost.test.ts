import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { type CostDay, costOf, costOfEnergy } from '../../src/money/cost.ts';
import type { Price } from '../../src/money/price.ts';

const BASE: Price = { from: '2026-01-01', subscription: 12.4, periods: [{ name: 'BASE', price: 0.25 }] };
const OFF_PEAK: Price = {
  from: '2026-02-15',
  subscription: 15.86,
  given: 0.04,
  periods: [
    { name: 'HP', price: 0.2142 },
    { name: 'HC', price: 0.1589 },
  ],
};

function dayAt(date: string, energyWhByTariff?: { readonly [name: string]: number }, more: object = {}): CostDay {
  const day = dayOfDate(date) ?? Number.NaN;
  if (!energyWhByTariff) return { day };
  const energyWh = Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0);
  return { day, seen: { energyWh, energyWhByTariff, ...more } };
}

const month = (date: string, length: number, energy?: { readonly [name: string]: number }) =>
  Array.from({ length }, (_, index) => dayAt(`${date}-${String(index + 1).padStart(2, '0')}`, energy));

describe('a day costs', () => {
  test('its share of the subscription, and its energy', () => {
    const cost = costOf([dayAt('2026-03-29', { 'HP..': 2000, 'HC..': 1000 })], [BASE, OFF_PEAK]);
    expect(cost.subscriptionEuros).toBeCloseTo(15.86 / 31, 12);
    expect(cost.eurosByTariff).toEqual({ HP: 0.4284, HC: 0.1589 });
    expect(cost.euros).toBeCloseTo(15.86 / 31 + 0.5873, 12);
    expect(cost).not.toHaveProperty('unpriced');
    expect(cost).not.toHaveProperty('givenEuros');
  });

  test('its share of the subscription, if nothing was read', () => {
    expect(costOf([dayAt('2026-02-10')], [BASE])).toEqual({
      euros: 12.4 / 28,
      subscriptionEuros: 12.4 / 28,
      eurosByTariff: {},
    });
  });

  test('the only price of its line, whatever the period is called, and whether it is known or not', () => {
    const energy = { energyWhByTariff: { SOLAIRE: 1000, 'HC..': 500 }, energyWh: 2000 };
    const { eurosByTariff, euros } = costOfEnergy(energy, '2026-01-05', [BASE]);
    expect(eurosByTariff).toEqual({ SOLAIRE: 0.25, HC: 0.125, BASE: 0.125 });
    expect(euros).toBe(0.5);
  });

  test('the price of its own date if prices change in the middle of a month', () => {
    const dates = [dayAt('2026-02-14', { SOLAIRE: 1000 }), dayAt('2026-02-15', { HP: 1000 })];
    const cost = costOf(dates, [BASE, OFF_PEAK]);
    expect(cost.subscriptionEuros).toBeCloseTo((12.4 + 15.86) / 28, 12);
    expect(cost.eurosByTariff).toEqual({ SOLAIRE: 0.25, HP: 0.2142 });
  });

  test('an unknown amount before the first price', () => {
    const cost = costOf([dayAt('2025-12-31', { HP: 1000 }), dayAt('2026-01-01', { HP: 1000 })], [BASE]);
    expect(cost).toEqual({ eurosByTariff: { HP: 0.25 }, unpriced: { kind: 'noPrice', date: '2025-12-31' } });
  });

  test('an unknown total while one of its periods has no price: the others have euros', () => {
    const cost = costOf([dayAt('2026-03-01', { HP: 1000, PM: 1 })], [OFF_PEAK]);
    expect(cost).not.toHaveProperty('euros');
    expect(cost.eurosByTariff).toEqual({ HP: 0.2142 });
    expect(cost.unpriced).toEqual({ kind: 'noPeriod', date: '2026-03-01', period: 'PM' });
  });

  test('an unknown total while the period of some energy is unknown and there are several prices', () => {
    const energy = { energyWhByTariff: { HP: 1000 }, energyWh: 1001 };
    expect(costOfEnergy(energy, '2026-03-01', [OFF_PEAK])).toEqual({
      eurosByTariff: { HP: 0.2142 },
      unpriced: { kind: 'unknownPeriod', date: '2026-03-01' },
    });
  });

  test('an unknown total if exported energy is known and imported energy is not', () => {
    expect(costOfEnergy({ energyWhByTariff: {}, givenWh: 500 }, '2026-03-01', [BASE])).toMatchObject({
      eurosByTariff: {},
      unpriced: { kind: 'unknownDrawn', date: '2026-03-01' },
    });
  });

  test('an unknown total while the hours of the prices do not determine the period of a curve, and states that', () => {
    const energy = { energyWh: 1000, energyWhByTariff: {}, noHoursWh: 1000 };
    const reason = { eurosByTariff: {}, unpriced: { kind: 'noHours', date: '2026-03-01' } };
    expect(costOfEnergy(energy, '2026-03-01', [OFF_PEAK])).toEqual(reason);
    expect(costOfEnergy(energy, '2026-01-05', [BASE]).euros).toBe(0.25);
  });

  test('an unknown total while the colour of a Tempo day is unknown, and states that', () => {
    const tempo = { ...OFF_PEAK, periods: ['HCJB', 'HP BLEU'].map((name) => ({ name, price: 0.1 })) };
    const energy = { energyWh: 1000, energyWhByTariff: {}, noHoursWh: 1000 };
    expect(costOfEnergy(energy, '2026-03-01', [tempo]).unpriced).toEqual({ kind: 'noColour', date: '2026-03-01' });
  });

  test.each(['HPJB', 'HEURE CREUSE BLEU', 'HN', 'PM'])(
    'but not of hours where they would not tell the period: %s',
    (name) => {
      const price = { ...OFF_PEAK, periods: [...OFF_PEAK.periods, { name, price: 0.1 }] };
      const energy = { energyWh: 1000, energyWhByTariff: {}, noHoursWh: 1000 };
      expect(costOfEnergy(energy, '2026-03-01', [price]).unpriced).toEqual({
        kind: 'unknownPeriod',
        date: '2026-03-01',
      });
    },
  );

  test('the same if a period without a price has counted nothing', () => {
    expect(costOf([dayAt('2026-03-01', { HP: 1000, PM: 0 })], [OFF_PEAK])).toHaveProperty('euros');
  });

  test('what its periods cost, if they have counted more than the total', () => {
    const energy = { energyWhByTariff: { HP: 1000 }, energyWh: 999 };
    expect(costOfEnergy(energy, '2026-03-01', [OFF_PEAK])).toEqual({ euros: 0.2142, eurosByTariff: { HP: 0.2142 } });
  });
});

describe('if a contract changes with the prices,', () => {
  const TEMPO: Price = { from: '2026-05-01', subscription: 15.8, periods: [{ name: 'HPJB', price: 0.1654 }] };
  const prices = [BASE, OFF_PEAK, { ...TEMPO, periods: [...TEMPO.periods, { name: 'HCJB', price: 0.1356 }] }];
  const eurosOf = (date: string, period: string) =>
    costOf([dayAt(date, { [period]: 1000 })], prices).eurosByTariff[period];

  test.each([
    ['2026-02-15', 'BASE', 0.25],
    ['2026-02-14', 'HP', 0.25],
    ['2026-05-01', 'HC', 0.1589],
    ['2026-04-30', 'HPJB', 0.1654],
    ['2026-05-02', 'HC', undefined],
    ['2026-04-29', 'HPJB', undefined],
  ])('energy of %s of the period %s costs %s €/kWh', (date, period, euros) => {
    if (euros === undefined) expect(eurosOf(date, period)).toBeUndefined();
    else expect(eurosOf(date, period)).toBeCloseTo(euros, 12);
  });

  test('a period of both contracts has the price of its own date', () => {
    const dearer = {
      ...OFF_PEAK,
      from: '2026-05-01',
      periods: [
        { name: 'HP', price: 0.3 },
        { name: 'WE', price: 0.2 },
      ],
    };
    const days = [dayAt('2026-04-30', { HP: 1000, WE: 1000 }), dayAt('2026-05-01', { HP: 1000, HC: 1000 })];
    const cost = costOf(days, [OFF_PEAK, dearer]);
    expect(cost.eurosByTariff).toEqual({ HP: 0.5142, WE: 0.2, HC: 0.1589 });
    expect(cost.subscriptionEuros).toBeCloseTo(15.86 / 30 + 15.86 / 31, 12);
  });

  test('an hour of such a day costs the same', () => {
    const energy = { energyWh: 1000, energyWhByTariff: { 'HC..': 1000 } };
    expect(costOfEnergy(energy, '2026-05-01', prices).euros).toBe(0.1589);
  });

  test('nothing replaces the prices before the first ones', () => {
    const cost = costOf([dayAt('2026-02-14', { HP: 1000 })], [OFF_PEAK]);
    expect(cost).toEqual({ eurosByTariff: {}, unpriced: { kind: 'noPrice', date: '2026-02-14' } });
  });
});

describe('a producer’s income', () => {
  const given = (date: string, givenWh: number) => dayAt(date, { HP: 1000 }, { givenWh });

  test('is separate from the cost of the day', () => {
    const [cost, without] = [
      costOf([given('2026-03-01', 5000)], [OFF_PEAK]),
      costOf([given('2026-03-01', 0)], [OFF_PEAK]),
    ];
    expect(cost.givenEuros).toBeCloseTo(0.2, 12);
    expect(without.givenEuros).toBe(0);
    expect(cost.euros).toBe(without.euros);
  });

  test('is absent while a day has no such price', () => {
    const cost = costOf([given('2026-02-14', 1000), given('2026-02-15', 1000)], [BASE, OFF_PEAK]);
    expect(cost).not.toHaveProperty('givenEuros');
    expect(cost).toHaveProperty('euros');
  });
});

describe('days', () => {
  test('of a whole month cost exactly the price of the month', () => {
    for (const [date, length] of [['2026-02', 28] as const, ['2026-03', 31] as const, ['2028-02', 29] as const]) {
      expect(costOf(month(date, length), [{ ...BASE, subscription: 15.86 }]).euros).toBe(15.86);
    }
  });

  test('of ten years cost to the cent what a single multiplication gives', () => {
    const days = Array.from({ length: 3652 }, (_, index) => ({
      day: index + 20_454,
      seen: { energyWh: 13_579, energyWhByTariff: { HP: 13_579 } },
    }));
    const cost = costOf(days, [{ ...OFF_PEAK, from: '2026-01-01' }]);
    expect(cost.subscriptionEuros).toBeCloseTo(120 * 15.86, 9);
    expect(cost.eurosByTariff['HP']).toBeCloseTo((3652 * 13_579 * 0.2142) / 1000, 9);
  });

  test('cost the same, however they are grouped', () =>
    fc.assert(
      fc.property(fc.array(randomDay(), { maxLength: 400 }), fc.nat(400), (days, cut) => {
        const prices = [BASE, OFF_PEAK];
        const [whole, one, other] = [days, days.slice(0, cut), days.slice(cut)].map((part) => costOf(part, prices));
        expect((one?.euros ?? 0) + (other?.euros ?? 0)).toBeCloseTo(whole?.euros ?? Number.NaN, 9);
        const single = days.reduce((sum, day) => sum + (costOf([day], prices).euros ?? Number.NaN), 0);
        expect(single).toBeCloseTo(whole?.euros ?? Number.NaN, 9);
      }),
    ));
});

function randomDay(): fc.Arbitrary<CostDay> {
  return fc
    .record({ index: fc.nat(700), hp: fc.nat(90_000), hc: fc.nat(90_000), seen: fc.boolean() })
    .map(({ index, hp, hc, seen }) => ({
      day: 20_454 + index,
      ...(seen && { seen: { energyWh: hp + hc, energyWhByTariff: { 'HP..': hp, 'HC..': hc } } }),
    }));
}
