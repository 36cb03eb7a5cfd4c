import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { billOf, type Tariff } from './independent/bill.ts';
import { civilDate, datesFromTo } from './independent/civil-calendar.ts';
import { Ledger } from './independent/ledger.ts';
import { regulated } from './independent/price-table.ts';

/** This program, and the one that calculates offers with its calendar and its euros. */
const FOLDERS = ['independent/', '../offers/independent/'].map((path) => new URL(path, import.meta.url));

/** A meter that was read at these moments, with these Wh in its off-peak and its peak register. */
function accountsOf(...readings: readonly (readonly [utc: string, hc: number, hp: number])[]) {
  const ledger = new Ledger();
  for (const [utc, HC, HP] of readings) {
    ledger.note({ atMs: Date.parse(`${utc}Z`), identity: 'a', countedWh: { HC, HP }, drawnVA: 500 });
  }
  return ledger.accounts;
}

/** Modules as URLs. A dynamic import and a `require` are refused, since their targets are unknown. */
function importedBy(file: URL): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const sources = Array.from(text.matchAll(/(?:from|import) '([^']+)'/g), ([, module = '']) => module);
  const hidden = text.match(/\b(?:import|require)\(/g) ?? [];
  return [...sources.map((module) => new URL(module, file).href), ...hidden];
}

const AUGUST: Tariff = { from: '2026-08-01', subscription: '19.88', periods: { HP: '0.2142', HC: '0.1589' } };
const SEPTEMBER: Tariff = { from: '2026-09-01', subscription: '30', periods: { HP: '1', HC: '0.5' } };

describe('the bill that is calculated without the product', () => {
  test('imports nothing of it', () => {
    const imported = FOLDERS.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => importedBy(new URL(name, folder))),
    );
    const isOwn = (module: string) => FOLDERS.some(({ href }) => module.startsWith(href));
    expect(imported.length).toBeGreaterThan(8);
    expect(imported.filter((module) => !isOwn(module) && !module.startsWith('node:'))).toEqual([]);
  });

  test('has a 31st of the subscription and the energy of each register for a day of August', () => {
    // 19.88 ÷ 31 = 0.64129; 2 kWh × 0.1589 = 0.3178; 10 kWh × 0.2142 = 2.142
    const accounts = accountsOf(['2026-08-14T00:00', 0, 0], ['2026-08-14T20:00', 2_000, 10_000]);
    expect(billOf(accounts, [AUGUST], 'day').get('2026-08-14')).toMatchObject({
      drawnWh: 12_000,
      euros: '3.10',
      subscription: '0.64',
      eurosByPeriod: { HC: '0.32', HP: '2.14' },
    });
  });

  test('charges the energy of an absence to the day on which the meter is read again, and the subscription to each day', () => {
    // 2 × 19.88 ÷ 31 + 1 × 30 ÷ 30 = 2.28258, and 4 kWh × 1
    const accounts = accountsOf(['2026-08-30T10:00', 0, 0], ['2026-09-01T10:00', 0, 4_000]);
    const days = billOf(accounts, [AUGUST, SEPTEMBER], 'day');
    expect([...days].map(([date, { euros, drawnWh, unseenWh }]) => [date, euros, drawnWh, unseenWh])).toEqual([
      ['2026-08-30', '0.64', 0, 0],
      ['2026-08-31', '0.64', 0, 0],
      ['2026-09-01', '5.00', 4_000, 4_000],
    ]);
    expect(billOf(accounts, [AUGUST, SEPTEMBER], 'year').get('2026')?.euros).toBe('6.28');
  });

  test('rounds half a cent up, and only in print', () => {
    const cheap: Tariff = { from: '2026-08-01', subscription: '0', periods: { BASE: '0.0005' } };
    const accounts = accountsOf(
      ['2026-08-14T00:00', 0, 0],
      ['2026-08-14T20:00', 0, 10_000],
      ['2026-08-15T20:00', 0, 20_000],
    );
    const euros = (by: 'day' | 'month') => [...billOf(accounts, [cheap], by).values()].map((item) => item.euros);
    expect(euros('day')).toEqual(['0.01', '0.01']);
    expect(euros('month')).toEqual(['0.01']);
  });

  test('has no euros if a day or a period has no price', () => {
    const accounts = accountsOf(['2026-07-31T00:00', 0, 0], ['2026-08-01T20:00', 0, 10], ['2026-08-02T20:00', 10, 10]);
    const withoutHC: Tariff = { ...AUGUST, periods: { HP: '0.2142', other: '1' } };
    const days = billOf(accounts, [withoutHC], 'day');
    expect([...days.values()].map(({ euros, subscription }) => [euros, subscription])).toEqual([
      [undefined, undefined],
      ['0.64', '0.64'],
      [undefined, '0.64'],
    ]);
  });

  test('prices a period of the previous contract on the first day of the next one', () => {
    const tempo: Tariff = { from: '2026-08-14', subscription: '31', periods: { HCJB: '0.1', HPJB: '0.2' } };
    const accounts = accountsOf(['2026-08-13T21:00', 0, 0], ['2026-08-13T22:10', 0, 0], ['2026-08-14T20:00', 1_000, 0]);
    expect(billOf(accounts, [AUGUST, tempo], 'day').get('2026-08-14')?.euros).toBe('1.16');
  });

  test('knows the dates of Paris and the length of months', () => {
    expect(
      ['2026-03-28T22:59:59Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z', '2026-10-25T22:59Z'].map((at) =>
        civilDate(Date.parse(at)),
      ),
    ).toEqual(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25']);
    expect(datesFromTo('2023-12-30', '2024-03-02')).toHaveLength(2 + 31 + 29 + 2);
    expect(datesFromTo('2023-01-01', '2026-12-31')).toHaveLength(3 * 365 + 366);
  });

  test('uses the price in force on the first day of a contract, and all later ones', () => {
    const [first, second] = regulated({ from: '2023-06-15', option: 'hphc', kVA: 9 });
    expect(first).toEqual({ from: '2023-06-15', subscription: '16.03', periods: { HP: '0.2228', HC: '0.1615' } });
    expect(second?.from).toBe('2023-08-01');
  });
});
