import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whOf } from '../../src/energy/watt-hours.ts';
import type { PricedSpan } from '../../src/money/priced-spans.ts';
import { subscriptionAdvice } from '../../src/money/subscription.ts';

const BASE_9 = { contract: 'BASE', subscribedVA: 9000, phases: 1 } as const;

function monthsWith(greatest: readonly (number | undefined)[], more: Partial<PricedSpan> = {}): PricedSpan[] {
  return greatest.map((greatestVA, index) => ({
    ...{ by: 'month', date: `2026-${String(index + 1).padStart(2, '0')}`, fromMs: 0, seen: 1 },
    ...{ energyWh: 100_000, energyWhByTariff: { BASE: 100_000 } },
    ...(greatestVA !== undefined && { greatestVA, greatestAtMs: index }),
    ...more,
  }));
}

const year = (greatestVA: number, more: Partial<PricedSpan> = {}) =>
  monthsWith([...Array.from({ length: 12 }, () => 2000), greatestVA], more);

describe('the subscribed power', () => {
  test('may be smaller: at the newest prices this saves subscription, and costs more for energy', () => {
    const advice = subscriptionAdvice(year(5990), BASE_9);
    expect(advice).toMatchObject({
      ...{ kind: 'smaller', subscribedKVA: 9, fittingKVA: 6, pricesFrom: '2026-08-01' },
      ...{ greatestVA: 5990, greatestAtMs: 12, months: 13, days: 0, seen: 1 },
    });
    expect(advice?.savedEurosAYear).toBeCloseTo(12 * (19.88 - 15.86) - 1200 * (0.2001 - 0.1985), 9);
  });

  test.each([
    [6000, 'smaller', 6],
    [6001, 'right', 9],
    [9000, 'right', 9],
    [9001, 'over', 12],
    [36_001, 'over', undefined],
  ])('of 9 kVA with at most %i VA is %s: %s kVA suffice', (greatestVA, kind, fittingKVA) => {
    const advice = subscriptionAdvice(year(greatestVA), BASE_9);
    expect(advice?.kind).toBe(kind);
    expect(advice?.fittingKVA).toBe(fittingKVA);
    expect(advice?.savedEurosAYear !== undefined).toBe(fittingKVA === 6 || fittingKVA === 12);
  });

  test('that did not suffice costs more if it is raised', () => {
    const advice = subscriptionAdvice(year(9001), BASE_9);
    expect(advice?.savedEurosAYear).toBeCloseTo(12 * (19.88 - 23.76), 9);
  });

  test('is not compared if most months are from load curves, which have no peak power', () => {
    expect(subscriptionAdvice(year(5990, { powerSeen: 0.4 }), BASE_9)).toBeUndefined();
    expect(subscriptionAdvice(year(5990, { powerSeen: 0.5 }), BASE_9)).toMatchObject({ kind: 'smaller', seen: 0.5 });
  });

  test('is not smaller than the option allows', () => {
    expect(subscriptionAdvice(year(1000), { ...BASE_9, contract: 'HC..' })?.fittingKVA).toBe(6);
    expect(subscriptionAdvice(year(1000), BASE_9)?.fittingKVA).toBe(3);
  });

  test('is compared over the last thirteen months, and the advice states over how many', () => {
    expect(subscriptionAdvice(monthsWith([8000, ...Array.from({ length: 13 }, () => 2000)]), BASE_9)?.fittingKVA).toBe(
      3,
    );
    const advice = subscriptionAdvice(monthsWith([5990, undefined, 2000]), BASE_9);
    expect(advice).toMatchObject({ kind: 'smaller', fittingKVA: 6, months: 3 });
    expect(advice?.savedEurosAYear).toBeCloseTo(12 * (19.88 - 15.86) - 1200 * (0.2001 - 0.1985), 9);
  });

  test('saves the same euros, whatever the order in which months have their energy', () => {
    const wh = fc.array(fc.nat(60_000_000).map(whOf), { minLength: 11, maxLength: 11 });
    const saved = (energies: readonly number[]) =>
      subscriptionAdvice(
        energies.map((energyWh, nth) => ({
          ...{ by: 'month', date: `2026-${String(nth + 1).padStart(2, '0')}`, fromMs: 0, seen: 1 },
          ...{ energyWh, energyWhByTariff: {}, greatestVA: 5990 },
        })),
        BASE_9,
      )?.savedEurosAYear;
    fc.assert(
      fc.property(wh, (energies) => {
        expect(saved(energies.toReversed())).toBe(saved(energies));
      }),
    );
  });

  test('is the last one that the meter reported within a month, while nothing newer is known', () => {
    const advice = subscriptionAdvice(year(5990, { subscribedVA: 12_000 }), { contract: 'BASE', phases: 1 });
    expect(advice).toMatchObject({ subscribedKVA: 12, fittingKVA: 6 });
  });

  test.each([
    ['three phases', year(5990), { ...BASE_9, phases: 3 as const }],
    ['phases that nobody has told', year(5990), { contract: 'BASE', subscribedVA: 9000 }],
    ['an unknown contract', year(5990), { subscribedVA: 9000, phases: 1 as const }],
    ['a supplier’s own contract', year(5990), { ...BASE_9, contract: 'HC ET WEEK-END' }],
    ['an unknown power', year(5990), { contract: 'BASE', phases: 1 as const }],
    ['a power that is not offered', year(5990), { ...BASE_9, subscribedVA: 7000 }],
    ['months that were mostly not seen', year(5990, { seen: 0.49 }), BASE_9],
    ['no peak power', monthsWith([undefined]), BASE_9],
    ['no month', [], BASE_9],
  ])('is not compared for %s', (_, months, told) => {
    expect(subscriptionAdvice(months, told)).toBeUndefined();
  });
});
