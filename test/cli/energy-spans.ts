import { dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { DaySpan } from '../../src/energy/span.ts';
import type { Price } from '../../src/money/price.ts';
import { type PricedSpan, pricedSpans } from '../../src/money/priced-spans.ts';

/** A day of a meter that was seen whole. */
export function dayOn(date: string, more: Partial<Day> = {}): Day {
  const { energyWhByTariff = {} } = more;
  const energyWh = Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0);
  return { day: dayOfDate(date) ?? Number.NaN, energyWh, energyWhByTariff, seenMinutes: 1440, ...more };
}

/** Two prices of a contract with peak and off-peak hours: round ones, so that a test can be reckoned in the head. */
export const HPHC: readonly Price[] = [
  {
    from: '2026-01-01',
    subscription: 31,
    periods: [
      { name: 'HP', price: 0.2 },
      { name: 'HC', price: 0.1 },
    ],
  },
  {
    from: '2026-02-01',
    subscription: 28,
    periods: [
      { name: 'HP', price: 0.4 },
      { name: 'HC', price: 0.2 },
    ],
    given: 0.1,
  },
];

/** Two months of a house: a day of January in which nothing was seen, then February with a day that a producer gave on. */
export const TWO_MONTHS: readonly Day[] = [
  dayOn('2026-01-30', {
    energyWhByTariff: { 'HP..': 10_000, 'HC..': 5_000 },
    energyWhByRegister: { HCHP: 10_000, HCHC: 5_000 },
    greatestVA: 4_200,
    greatestAtMs: Date.parse('2026-01-30T19:31:20+01:00'),
    baseW: 180.4,
    subscribedVA: 6_000,
  }),
  dayOn('2026-02-01', {
    energyWhByTariff: { 'HP..': 30_000, 'HC..': 20_000 },
    energyWhByRegister: { HCHP: 30_000, HCHC: 20_000 },
    unseen: { sinceMs: Date.parse('2026-01-30T23:59:00+01:00'), energyWh: 15_000, energyWhByTariff: {} },
    givenWh: 2_000,
    greatestVA: 5_900,
    greatestAtMs: Date.parse('2026-02-01T12:00:00+01:00'),
    subscribedVA: 6_000,
    seenMinutes: 720,
  }),
];

export function spansBy(by: DaySpan, prices: readonly Price[] = [], days = TWO_MONTHS): readonly PricedSpan[] {
  return pricedSpans(days, by, { prices, nowMs: Date.parse('2027-01-01T00:00:00+01:00') });
}
