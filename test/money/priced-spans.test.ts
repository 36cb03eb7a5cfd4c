import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import { DAY_SPANS } from '../../src/energy/span.ts';
import { roundedEuros } from '../../src/money/euros.ts';
import { pricedSpans } from '../../src/money/priced-spans.ts';
import { HPHC } from '../cli/energy-spans.ts';

const numberOf = (date: string) => dayOfDate(date) ?? Number.NaN;
const dayAt = (date: string, more: Partial<Day> = {}): Day => ({
  ...{ day: numberOf(date), energyWh: 1000, energyWhByTariff: { 'HP..': 600, 'HC..': 400 }, seenMinutes: 1440 },
  ...more,
});
const nowMs = Date.parse('2027-01-01T00:00:00Z');
const prices = HPHC.slice(0, 1);

const changed = ['2026-08-01', '2027-02-15', '2028-02-10'].map((from, index) => ({
  ...{ from, subscription: 15.86 + index },
  periods: [
    { name: 'Heures pleines', price: 0.2142 + index / 1000 },
    { name: 'HC..', price: 0.1589 - index / 1000 },
  ],
}));

describe('spans of days', () => {
  test('are days, months and years of Paris', () => {
    const days = [dayAt('2025-12-31'), dayAt('2026-01-01')];
    const named = (by: 'day' | 'month' | 'year') =>
      pricedSpans(days, by, { nowMs }).map(({ date, fromMs }) => [date, new Date(fromMs).toISOString()]);
    expect(named('day')).toEqual([
      ['2025-12-31', '2025-12-30T23:00:00.000Z'],
      ['2026-01-01', '2025-12-31T23:00:00.000Z'],
    ]);
    expect(named('month')).toEqual([
      ['2025-12', '2025-11-30T23:00:00.000Z'],
      ['2026-01', '2025-12-31T23:00:00.000Z'],
    ]);
    expect(named('year')).toEqual([
      ['2025', '2024-12-31T23:00:00.000Z'],
      ['2026', '2025-12-31T23:00:00.000Z'],
    ]);
  });

  test('have the sums and the extremes of their days', () => {
    const days = [
      dayAt('2026-03-01', { greatestVA: 4000, greatestAtMs: 11, baseW: 90, subscribedVA: 6000, givenWh: 5 }),
      dayAt('2026-03-02', { greatestVA: 7000, greatestAtMs: 22, baseW: 80, subscribedVA: 9000 }),
      dayAt('2026-03-03', { greatestVA: 7000, greatestAtMs: 33, energyWhByTariff: { 'HEURE  PLEINE': 1000 } }),
    ];
    expect(pricedSpans(days, 'month', { nowMs })).toEqual([
      {
        ...{ by: 'month', date: '2026-03', fromMs: Date.parse('2026-02-28T23:00:00Z') },
        ...{ energyWh: 3000, energyWhByTariff: { HP: 2200, HC: 800 }, givenWh: 5 },
        ...{ greatestVA: 7000, greatestAtMs: 22, powerDays: 3, baseW: 80, subscribedVA: 9000 },
        seen: (3 * 24) / (31 * 24 - 1),
      },
    ]);
  });

  test('of a time without readings have no energy, and cost their subscription', () => {
    const unseen = { energyWh: 300, energyWhByTariff: { 'HP..': 300 }, sinceMs: 0 };
    const days = [dayAt('2026-01-31'), dayAt('2026-04-01', { unseen })];
    const spans = pricedSpans(days, 'month', { prices, nowMs });
    expect(
      spans.map(({ date, energyWh, seen, unseenWh, cost }) => [
        date,
        energyWh,
        seen > 0,
        unseenWh,
        roundedEuros(cost?.euros ?? Number.NaN),
      ]),
    ).toEqual([
      ['2026-01', 1000, true, undefined, 1.16],
      ['2026-02', undefined, false, undefined, 31],
      ['2026-03', undefined, false, undefined, 31],
      ['2026-04', 1000, true, 300, 1.19],
    ]);
    expect(pricedSpans(days, 'day', { prices, nowMs })).toHaveLength(61);
  });

  test('that are not over count as seen relative to the time until now', () => {
    const noon = beginningOfDay(numberOf('2026-07-14')) + 12 * 3_600_000;
    expect(pricedSpans([dayAt('2026-07-14', { seenMinutes: 360 })], 'day', { nowMs: noon })[0]?.seen).toBe(0.5);
    expect(pricedSpans([dayAt('2026-07-14', { seenMinutes: 721 })], 'day', { nowMs: noon })[0]?.seen).toBe(1);
    expect(pricedSpans([dayAt('2026-07-14', { seenMinutes: 10 })], 'day', { nowMs: 0 })[0]?.seen).toBe(1);
  });

  test.each([
    ['2026-03-29', 23 * 60],
    ['2026-10-25', 25 * 60],
  ])('on %s, when the clocks change, count as completely seen after %i minutes', (date, minutes) => {
    expect(pricedSpans([dayAt(date, { seenMinutes: minutes })], 'day', { nowMs })[0]?.seen).toBe(1);
    expect(pricedSpans([dayAt(date, { seenMinutes: minutes - 60 })], 'day', { nowMs })[0]?.seen).toBe(
      (minutes - 60) / minutes,
    );
  });

  test('have registers only if each of their days has them', () => {
    const registers = (wh: number) => ({ energyWhByRegister: { EASF01: wh } });
    const months = [
      dayAt('2026-01-01', registers(600)),
      dayAt('2026-01-02', registers(700)),
      dayAt('2026-02-01'),
      dayAt('2026-02-02', registers(700)),
    ];
    expect(pricedSpans(months, 'month', { nowMs }).map(({ energyWhByRegister }) => energyWhByRegister)).toEqual([
      { EASF01: 1300 },
      undefined,
    ]);
  });

  test('have no cost without prices, and do not exist without days', () => {
    expect(pricedSpans([dayAt('2026-01-01')], 'year', { nowMs })[0]).not.toHaveProperty('cost');
    expect(pricedSpans([], 'year', { prices, nowMs })).toEqual([]);
  });

  test('add up to the same by day, month and year, also if prices change within a month', () =>
    fc.assert(
      fc.property(history(), (days) => {
        const totals = DAY_SPANS.map((by) => {
          const spans = pricedSpans(days, by, { prices: [...prices, ...changed], nowMs });
          const sum = (amount: (span: (typeof spans)[number]) => number | undefined) =>
            spans.reduce((total, span) => total + (amount(span) ?? 0), 0);
          return {
            wh: sum(({ energyWh }) => energyWh),
            hp: sum(({ energyWhByTariff }) => energyWhByTariff['HP']),
            euros: sum(({ cost }) => cost?.euros ?? Number.NaN),
          };
        });
        const wh = days.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0);
        for (const total of totals) {
          expect(total).toMatchObject({ wh, hp: totals[0]?.hp });
          expect(total.euros).toBeCloseTo(totals[0]?.euros ?? Number.NaN, 9);
        }
      }),
    ));
});

/** Days of three years with gaps between them. */
function history(): fc.Arbitrary<Day[]> {
  return fc
    .uniqueArray(fc.record({ day: fc.integer({ min: 20_454, max: 21_549 }), hp: fc.nat(40_000), hc: fc.nat(40_000) }), {
      selector: ({ day }) => day,
      maxLength: 60,
    })
    .map((days) =>
      days
        .toSorted((a, b) => a.day - b.day)
        .map(({ day, hp, hc }) => ({
          ...{ day, energyWh: hp + hc, energyWhByTariff: { 'HP..': hp, 'HC..': hc }, seenMinutes: 60 },
        })),
    );
}
