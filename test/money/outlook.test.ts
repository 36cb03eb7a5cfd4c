import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { sumOfWh, whOf } from '../../src/energy/watt-hours.ts';
import { costOf } from '../../src/money/cost.ts';
import { outlookOf } from '../../src/money/outlook.ts';
import type { Price } from '../../src/money/price.ts';
import type { PricedSpan } from '../../src/money/priced-spans.ts';

const prices: Price[] = [
  { from: '2026-01-01', subscription: 31, periods: [{ name: 'BASE', price: 0.2 }] },
  { from: '2026-08-20', subscription: 62, periods: [{ name: 'BASE', price: 0.4 }] },
];

function spanAt(date: string, energyWhByTariff?: { readonly [name: string]: number }, more: object = {}): PricedSpan {
  if (!energyWhByTariff) return { by: 'day', date, fromMs: 0, energyWhByTariff: {}, seen: 0 };
  const energyWh = sumOfWh(Object.values(energyWhByTariff));
  return { ...{ by: 'day', date, fromMs: 0, energyWh, energyWhByTariff, seen: 1 }, ...more };
}

/** Days from one date to another, both included, all with the same energy unless it is changed. */
function spans(from: string, to: string, changed: { readonly [date: string]: PricedSpan } = {}): PricedSpan[] {
  const [first = 0, last = 0] = [dayOfDate(from), dayOfDate(to)];
  return Array.from({ length: last - first + 1 }, (_, index) => dateOf(first + index)).map(
    (date) => changed[date] ?? spanAt(date, { HP: 6000, HC: 4000 }),
  );
}

describe('the outlook of a month', () => {
  test('is what was counted, plus the mean day for each remaining day', () => {
    const today = { '2026-08-11': spanAt('2026-08-11', { HC: 3000 }) };
    expect(outlookOf(spans('2026-07-01', '2026-08-11', today), '2026-08-11')).toEqual({
      ...{ month: '2026-08', energyWh: 310_000, energyWhByTariff: { HP: 186_000, HC: 124_000 } },
      fromDays: 10,
    });
  });

  test('uses the mean of the month, and in its first week that of the last seven days', () => {
    const july = spans('2026-07-01', '2026-07-31').map((span) => ({
      ...span,
      energyWh: 20_000,
      energyWhByTariff: { HP: 12_000, HC: 8000 },
    }));
    const august = spans('2026-08-01', '2026-08-31');
    const onDay = (day: number) => outlookOf([...july, ...august.slice(0, day)], august[day - 1]?.date ?? '');
    expect(onDay(1)).toMatchObject({ energyWh: 31 * 20_000, fromDays: 7 });
    // The mean of a day is 100 000 ÷ 7 Wh, to the nearest sixtieth.
    expect(onDay(5)).toMatchObject({ fromDays: 7, energyWh: 40_000 + (27 * 857_143) / 60 });
    expect(onDay(8)).toMatchObject({ energyWh: 31 * 10_000, fromDays: 7 });
    expect(onDay(20)).toMatchObject({ energyWh: 31 * 10_000, fromDays: 19 });
  });

  test('has today’s own energy if that exceeds the mean day', () => {
    const today = { '2026-08-11': spanAt('2026-08-11', { HP: 26_000, HC: 1000 }) };
    expect(outlookOf(spans('2026-07-01', '2026-08-11', today), '2026-08-11')?.energyWhByTariff).toEqual({
      HP: 206_000,
      HC: 124_000,
    });
  });

  test('has periods that add up to its total exactly, so that it has a cost', () => {
    const byPeriod = ['HCJB', 'HPJB', 'HCJW', 'HPJW'].map((name) => ({ name, price: 0.2 }));
    const tempo = [{ from: '2026-01-01', subscription: 31, periods: byPeriod }];
    const sixtieths = fc.array(fc.nat(1_800_000), { minLength: 4 * 7, maxLength: 4 * 7 });
    fc.assert(
      fc.property(sixtieths, (parts) => {
        const week = spans('2026-08-01', '2026-08-07').map(({ date }, day) =>
          spanAt(
            date,
            Object.fromEntries(byPeriod.map(({ name }, period) => [name, whOf(parts[day * 4 + period] ?? 0)])),
          ),
        );
        const outlook = outlookOf(week, '2026-08-07', tempo);
        expect(outlook?.energyWh).toBe(sumOfWh(Object.values(outlook?.energyWhByTariff ?? {})));
        expect(outlook?.cost?.euros).toBeCloseTo(31 + ((outlook?.energyWh ?? 0) / 1000) * 0.2, 9);
      }),
    );
  });

  test('costs what its days cost at the prices of their dates, with the whole subscription', () => {
    const outlook = outlookOf(spans('2026-07-01', '2026-08-11'), '2026-08-11', prices);
    expect(outlook?.cost?.subscriptionEuros).toBeCloseTo(19 + 12 * 2, 9);
    expect(outlook?.cost?.euros).toBeCloseTo(19 * (1 + 2) + 12 * (2 + 4), 9);
  });

  test('uses complete days of files, but no day of the meter next to one known only from a file', () => {
    const imported = (date: string, seen: number) =>
      spanAt(date, { HP: 12_000, HC: 8000 }, { fromFilesWh: 20_000, seen });
    const changed = {
      '2026-08-01': imported('2026-08-01', 1),
      '2026-08-02': imported('2026-08-02', 1),
      '2026-08-03': imported('2026-08-03', 0.9),
      '2026-08-04': spanAt('2026-08-04', { HP: 10 }),
    };
    const days = spans('2026-08-01', '2026-08-11', changed);
    expect(outlookOf(days, '2026-08-11')).toMatchObject({
      energyWh: 60_000 + 10 + 60_000 + (21 * 100_000) / 8,
      fromDays: 8,
    });
  });

  test('does not use a day of the meter next to one for which a file has only exported energy', () => {
    const given: PricedSpan = { ...spanAt('2026-08-05'), fromFilesWh: 0, givenWh: 3000, seen: 1 };
    const absence = {
      '2026-08-04': spanAt('2026-08-04', { HP: 1 }),
      '2026-08-05': given,
      '2026-08-06': spanAt('2026-08-06', { HP: 50_000 }, { unseenWh: 20_000, fromFilesWh: 0 }),
    };
    const outlook = outlookOf(spans('2026-07-01', '2026-08-11', absence), '2026-08-11');
    expect(outlook).toMatchObject({ fromDays: 7, energyWh: 28 * 10_000 + 50_001 });
  });

  test('counts what remains of an absence, but does not use its days for the mean', () => {
    const absence = {
      '2026-08-04': spanAt('2026-08-04', { HP: 1 }),
      '2026-08-05': spanAt('2026-08-05'),
      '2026-08-06': spanAt('2026-08-06', { HP: 50_000 }, { unseenWh: 20_000 }),
    };
    const outlook = outlookOf(spans('2026-07-01', '2026-08-11', absence), '2026-08-11');
    expect(outlook).toMatchObject({ fromDays: 7, energyWh: 28 * 10_000 + 50_001 });
  });

  test('starts with the first day of the meter', () => {
    const outlook = outlookOf(spans('2026-08-11', '2026-08-20'), '2026-08-20', prices);
    expect(outlook).toMatchObject({ energyWh: 21 * 10_000, fromDays: 8 });
    expect(outlook?.cost?.subscriptionEuros).toBeCloseTo(9 + 12 * 2, 9);
  });

  test.each([
    ['there are two whole days', spans('2026-08-01', '2026-08-04'), '2026-08-04'],
    ['there is no day', [], '2026-08-04'],
    ['the plugin has been away', spans('2026-05-01', '2026-07-20'), '2026-08-14'],
    ['the date is none', spans('2026-07-01', '2026-08-11'), 'today'],
  ])('is absent when %s', (_, days, today) => {
    expect(outlookOf(days, today)).toBeUndefined();
  });

  test('includes energy of unknown period', () => {
    const unknown = spans('2026-07-01', '2026-08-11').map((span) => ({ ...span, energyWhByTariff: { HP: 6000 } }));
    expect(outlookOf(unknown, '2026-08-11')).toMatchObject({ energyWh: 310_000, energyWhByTariff: { HP: 186_000 } });
  });

  test('on the last day of a month is at least what was counted, at the cost of such days', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(50_000), { minLength: 31, maxLength: 31 }), (energies) => {
        const days = energies.map((hp, index) => spanAt(`2026-07-${String(index + 1).padStart(2, '0')}`, { HP: hp }));
        const outlook = outlookOf(days, '2026-07-31', prices);
        const counted = energies.reduce((sum, wh) => sum + wh, 0);
        expect(outlook?.energyWh ?? Number.NaN).toBeGreaterThanOrEqual(counted);
        const perDay = costOf([{ day: dayOfDate('2026-07-01') ?? 0 }], prices).euros ?? Number.NaN;
        expect(outlook?.cost?.euros).toBeCloseTo(31 * perDay + ((outlook?.energyWh ?? 0) * 0.2) / 1000, 9);
      }),
    ));
});
