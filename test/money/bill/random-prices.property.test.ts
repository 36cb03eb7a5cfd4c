import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOfDate } from '../../../src/base/paris-time.ts';
import type { Day } from '../../../src/energy/day.ts';
import { DAY_SPANS } from '../../../src/energy/span.ts';
import { pricedSpans } from '../../../src/money/priced-spans.ts';
import { runs } from '../../../testbed/support/generated.ts';
import { typed } from './contracts.ts';
import { billOf, type Item, type Tariff } from './independent/bill.ts';
import { datesFromTo } from './independent/civil-calendar.ts';
import type { Account } from './independent/ledger.ts';
import { countedIn, moneyOf, nearlyMoneyOf, seenMinutesBy } from './printed-span.ts';
import { decimals } from './random-house.ts';

const DATES = datesFromTo('2023-11-20', '2024-03-10');
const PERIODS = ['HP', 'HC', 'HCJB', 'WEEK-END'] as const;

const dates = fc.constantFrom(...DATES);
const price = decimals(0, 200_000, 5);
const subscription = decimals(0, 90_000, 3);

const tariffs: fc.Arbitrary<readonly Tariff[]> = fc
  .uniqueArray(
    fc.record(
      {
        from: dates,
        subscription,
        given: price,
        periods: fc.dictionary(fc.constantFrom(...PERIODS), price, { minKeys: 1 }),
      },
      { requiredKeys: ['from', 'subscription', 'periods'] },
    ),
    { selector: ({ from }) => from, minLength: 1, maxLength: 4 },
  )
  .map((lines) => lines.toSorted((one, other) => one.from.localeCompare(other.from)));

const account: fc.Arbitrary<Account> = fc
  .record({
    drawnWh: fc
      .dictionary(fc.constantFrom(...PERIODS), fc.bigInt(0n, 90_000n))
      .map((drawn) => new Map(Object.entries(drawn))),
    givenWh: fc.bigInt(0n, 9_000n),
    greatestVA: fc.integer({ min: 0, max: 9_000 }),
    minutes: fc.integer({ min: 1, max: 1_440 }),
  })
  .map(({ greatestVA, ...rest }) => ({ ...rest, unseenWh: 0n, greatest: { va: greatestVA, atMs: greatestVA } }));

const accounts = fc
  .uniqueArray(fc.tuple(dates, account), { selector: ([date]) => date, minLength: 1, maxLength: 60 })
  .map((all) => new Map(all.toSorted(([one], [other]) => one.localeCompare(other))));

function dayOf([date, { drawnWh, givenWh, greatest, minutes }]: readonly [string, Account]): Day {
  const energyWhByTariff = Object.fromEntries([...drawnWh].map(([period, wh]) => [period, Number(wh)]));
  return {
    day: dayOfDate(date) as number,
    energyWh: Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0),
    energyWhByTariff,
    givenWh: Number(givenWh),
    greatestVA: greatest.va,
    greatestAtMs: greatest.atMs,
    seenMinutes: minutes,
  };
}

test('each span costs what the other program calculates, or lacks a price as there, whatever the prices and days', () =>
  fc.assert(
    fc.property(accounts, tariffs, fc.constantFrom(...DAY_SPANS), (charged, lines, by) => {
      const days = [...charged].map(dayOf);
      const spans = pricedSpans(days, by, { prices: typed(lines), nowMs: Date.UTC(2024, 6) });
      const bill = billOf(charged, lines, by, 7);
      expect(spans.map(({ date }) => date)).toEqual([...bill.keys()]);
      const minutes = seenMinutesBy(days, spans[0]?.date.length ?? 0);
      for (const span of spans) {
        const item = bill.get(span.date) as Item;
        expect(countedIn(span, minutes.get(span.date) ?? 0), span.date).toEqual(countedOf(item));
        expect(moneyOf(span), span.date).toEqual(nearlyMoneyOf(item));
      }
    }),
    runs(40),
  ));

function countedOf({
  euros: _euros,
  subscription: _subscription,
  given: _given,
  eurosByPeriod: _by,
  ...counted
}: Item) {
  return counted;
}
