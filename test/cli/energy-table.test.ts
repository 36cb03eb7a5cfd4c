import { describe, expect, test } from 'vitest';
import { energyTable } from '../../src/cli/energy-table.ts';
import { whOf } from '../../src/energy/watt-hours.ts';
import type { PricedSpan } from '../../src/money/priced-spans.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';
import { dayOn, HPHC, spansBy, TWO_MONTHS } from './energy-spans.ts';

/** A table, with plain blanks in its numbers. */
function table(spans: readonly PricedSpan[], language: Language = 'en'): readonly string[] {
  return energyTable({ meter: 'linky', spans }, textsIn[language]).map((line) =>
    line.replaceAll(/[\u00a0\u202f]/g, ' ').trimEnd(),
  );
}

describe('the table of days, months or years', () => {
  test('has a line for each, and the total of all', () => {
    expect(table(spansBy('month', HPHC))).toEqual([
      'linky       kWh      HC      HP  away kWh  exported kWh  max VA                at      €  subscription €  exported €',
      '2026-01  15.000   5.000  10.000                           4,200  2026-01-30 19:31   4.50            2.00',
      '2026-02  50.000  20.000  30.000    15.000         2.000   5,900  2026-02-01 12:00  17.00            1.00        0.20',
      'Total    65.000  25.000  40.000    15.000         2.000   5,900  2026-02-01 12:00  21.50            3.00        0.20',
    ]);
  });

  test('in French has commas in its numbers', () => {
    const [head, , february, total] = table(spansBy('month', HPHC), 'fr');
    expect(head).toMatch(/^linky +kWh +HC +HP +absence kWh +injecté kWh +maxi VA +le +€ +abonnement € +injecté €$/);
    expect(february).toMatch(/^2026-02 {2}50,000 .* 5 900 .* 17,00 +1,00 +0,20$/);
    expect(total).toMatch(/^Total {4}65,000 /);
  });

  test('by day tells the time of the greatest power, and a day in which nothing was seen has its subscription only', () => {
    const [head, , unseen, last, total] = table(spansBy('day', HPHC));
    expect(head).toMatch(/ at +€/);
    expect(unseen).toMatch(/^2026-01-31 {20,}1\.00 +1\.00$/);
    expect(last).toMatch(/^2026-02-01 .* 5,900 +12:00 +17\.00/);
    expect(total).toMatch(/^Total .* 5,900 +2026-02-01 12:00 +21\.50/);
  });

  test('leaves out what no span has: other periods than one, what was given or not seen, and euros', () => {
    const days = [dayOn('2026-03-01', { energyWhByTariff: { BASE: 7_500 } })];
    expect(table(spansBy('year', [], days))).toEqual(['linky    kWh', '2026   7.500', 'Total  7.500']);
  });

  test('has no total of euros as soon as one span has none, since a part would pass for the whole', () => {
    const [head, january, february, total] = table(spansBy('month', HPHC.slice(1)));
    expect(head).toMatch(/ € /);
    expect(january).toMatch(/2026-01-30 19:31$/);
    expect(february).toMatch(/ 17\.00 +1\.00 +0\.20$/);
    // What the producer gets is known for all that was given.
    expect(total).toMatch(/2026-02-01 12:00 +0\.20$/);
  });

  test('has no total of what a producer gets as soon as one span with given energy has no price for it', () => {
    const days = TWO_MONTHS.map((day) => ({ ...day, givenWh: 1_000 }));
    const lines = table(spansBy('month', HPHC, days));
    expect(lines[2]).toMatch(/ 17\.00 +1\.00 +0\.10$/);
    expect(lines.at(-1)).toMatch(/ 21\.50 +3\.00$/);
  });

  test('adds up energy exactly: thirty sixtieths of a Wh are half of one, in total and in each period', () => {
    const days = Array.from({ length: 30 }, (_, nth) =>
      dayOn(`2026-01-${String(nth + 1).padStart(2, '0')}`, { energyWhByTariff: { HP: whOf(1), HC: 0 } }),
    );
    expect(table(spansBy('day', [], days)).at(-1)).toMatch(/^Total +0\.001 +0\.000 +0\.001$/);
  });

  test('adds up euros before it rounds them', () => {
    const prices = [{ from: '2026-01-01', subscription: 0, periods: [{ name: 'BASE', price: 0.001 }] }];
    const days = [1, 2, 3].map((n) => dayOn(`2026-01-0${n}`, { energyWhByTariff: { BASE: 4_000 } }));
    expect(table(spansBy('day', prices, days)).map((line) => line.split(/ +/)[2])).toEqual([
      '€',
      '0.00',
      '0.00',
      '0.00',
      '0.01',
    ]);
  });
});
