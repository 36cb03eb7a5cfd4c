import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { isProbablyYearly } from '../../src/config/yearly-subscription.ts';
import { costOf } from '../../src/money/cost.ts';
import {
  isOldSheet,
  optionOf,
  type RegulatedOption,
  regulatedKVA,
  regulatedPrices,
} from '../../src/money/regulated-tariffs.ts';
import { periodName } from '../../src/reading/periods.ts';

/**
 * The regulated prices as they were noted down: subscriptions in euros a month, then energy in cents per kWh, all taxes in. † is
 * second-hand.
 */
const SUBSCRIPTIONS = `
| from | Base 3/6/9/12/15/18/24/30/36 kVA | HP/HC 6/9/12/15/18/24/30/36 | Tempo 6/9/12/15/18/30/36 |
| 2023-02 | 9.13/11.93/14.86/17.88/20.85/23.67/29.82/35.83/41.71 | 12.35/16.03/19.34/22.50/25.58/31.69/37.68/42.42 | 12.28/15.33/18.78/21.27/23.98/36.06/41.90 |
| 2023-08 | 9.47/12.44/15.63/18.89/21.92/24.92/31.60/37.29/44.66 | 12.85/16.55/19.97/23.24/26.48/33.28/39.46/44.64 | 12.80/16.00/19.29/22.30/25.29/38.13/44.28 |
| 2024-02 | 9.63/12.60/15.79/19.04/22.07/25.09/31.76/37.44/44.82 | 13.01/16.70/20.13/23.40/26.64/33.44/39.63/44.79 | 12.96/16.16/19.44/22.45/25.44/38.29/44.42 |
| 2024-11 † | 9.69/12.68/15.89/19.16/22.07/25.24/31.96/37.68/44.43 | 13.09/16.70/20.28/23.57/26.84/33.70/38.97/45.08 | 13.03/16.25/19.56/22.45/25.60/38.53/44.71 |
| 2025-02 | 10.41/13.72/17.27/20.86/24.20/27.39/34.68/41.99/48.39 | 14.04/18.01/21.69/25.16/28.74/36.23/41.96/48.72 | 13.97/17.45/20.96/24.23/27.50/41.27/48.45 |
| 2025-08 | 11.73/15.47/19.39/23.32/27.06/30.76/38.79/46.44/54.29 | 15.74/19.81/23.76/27.49/31.34/39.47/47.02/54.61 | 15.50/19.49/23.38/27.01/30.79/46.31/54.43 |
| 2026-02 | 12.03/15.65/19.56/23.32/26.84/30.49/38.24/45.37/52.54 | as Base | 15.59/19.38/23.07/26.47/30.04/44.73/52.42 |
| 2026-08 | 12.13/15.86/19.88/23.76/27.40/31.14/39.14/46.47/53.88 | as Base | 15.80/19.70/23.50/27.01/30.69/45.82/53.76 |`;

const ENERGY = `
| from | Base | HP / HC | Tempo blue HC/HP, white HC/HP, red HC/HP | EJP normal/peak |
| 2023-02 | 20.62 | 22.28/16.15 | 9.70/12.49, 11.40/15.08, 12.16/67.12 | – |
| 2023-08 | 22.76 | 24.60/18.28 | 10.56/13.69, 12.46/16.54, 13.28/73.24 | 15.18/149.58 |
| 2024-02, 2024-11 | 25.16 | 27.00/20.68 | 12.96/16.09, 14.86/18.94, 15.68/75.62 | 17.58/151.97 |
| 2025-02 | 20.16 | 21.46/16.96 | 12.88/15.52, 14.47/17.92, 15.18/65.86 | 14.76/110.38 |
| 2025-08 | 19.52 | 20.81/16.35 | 12.32/14.94, 13.91/17.30, 14.60/64.68 | 14.18/108.67 |
| 2026-02 | 19.40 (3, 6 kVA), 19.27 (≥ 9) | 20.65/15.79 | 13.25/16.12, 14.99/18.71, 15.75/70.60 | 17.81/34.40 |
| 2026-08 | 20.01 (3, 6 kVA), 19.85 (≥ 9) | 21.42/15.89 | 13.56/16.54, 15.36/19.21, 16.15/72.95 | 17.89/43.24 |`;

const OPTIONS: readonly RegulatedOption[] = ['base', 'offPeak', 'tempo'];

test('a subscription per year that is mistaken for one per month is dearer than any month, and cheaper than any year', () => {
  const months = OPTIONS.flatMap((option) =>
    regulatedKVA(option).flatMap((kVA) => regulatedPrices(option, kVA).map(({ price }) => price.subscription)),
  );
  expect(months.length).toBeGreaterThan(150);
  // Offers of others may be a third dearer, or cheaper.
  expect([Math.max(...months) * 1.33, (Math.min(...months) * 12) / 1.33].map(isProbablyYearly)).toEqual([false, true]);
});

const cellsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const [header = [], ...subscriptionRows] = cellsOf(SUBSCRIPTIONS);
const [, ...energyRows] = cellsOf(ENERGY);
const KVA = header.slice(1).map(
  (cell) =>
    cell
      .match(/[\d/]{4,}/)?.[0]
      .split('/')
      .map(Number) ?? [],
);

/** The prices of energy of a month, option and power, in the order of the table. */
function centsAKWh(month: string, option: RegulatedOption, kVA: number): readonly number[] {
  const row = energyRows.find(([months]) => months?.split(', ').includes(month)) ?? [];
  const cell = row[OPTIONS.indexOf(option) + 1] ?? '';
  const [from3 = '', from9 = from3] = cell.includes('kVA') ? cell.split('), ') : [cell];
  return (option === 'base' && kVA >= 9 ? from9 : from3).replace(/\(.*$/, '').split(/[/,]/).map(Number);
}

const cells = subscriptionRows.flatMap(([first = '', ...lists]) =>
  lists.flatMap((list, column) =>
    (KVA[column] ?? []).map((kVA, index) => ({
      month: first.replace(' †', ''),
      source: first.includes('†') ? 'secondHand' : first === '2026-08' ? 'publicTables' : 'edf',
      option: OPTIONS[column] ?? 'base',
      kVA,
      // "As Base" means the list of Base, which has one power more before the others.
      subscription: Number(list === 'as Base' ? lists[0]?.split('/')[index + 1] : list.split('/')[index]),
    })),
  ),
);

test('the recorded table is read completely', () => {
  expect(KVA).toEqual(OPTIONS.map((option) => [...regulatedKVA(option)]));
  expect(cells).toHaveLength(8 * (9 + 8 + 7));
  expect(cells.filter(({ subscription }) => !(subscription > 9))).toEqual([]);
  expect(centsAKWh('2026-02', 'base', 6)).toEqual([19.4]);
  expect(centsAKWh('2026-02', 'base', 9)).toEqual([19.27]);
});

test.each(cells)('$option with $kVA kVA costs from $month on what was recorded', (cell) => {
  const { month, option, kVA, subscription, source } = cell;
  const found = regulatedPrices(option, kVA).find(({ price }) => price.from === `${month}-01`);
  expect(found?.source).toBe(source);
  expect(found?.price.subscription).toBe(subscription);
  const energy = centsAKWh(month, option, kVA).map((cents) => Number((cents / 100).toFixed(4)));
  expect(found?.price.periods.map(({ price }) => price)).toEqual(energy);
});

describe('a sheet is old', () => {
  test.each([
    ['2026-08-01', '2026-07-31', false],
    ['2026-08-01', '2026-08-01', false],
    ['2026-08-01', '2027-01-31', false],
    ['2026-08-01', '2027-02-01', true],
    ['2026-08-01', '2030-01-01', true],
    ['2026-02-01', '2026-07-31', false],
    ['2026-02-01', '2026-08-01', true],
    ['2024-11-15', '2025-05-14', false],
    ['2024-11-15', '2025-05-15', true],
    ['2025-08-31', '2026-02-28', false],
    ['2025-08-31', '2026-03-01', true],
  ])('of %s on %s: %s', (from, today, isOld) => expect(isOldSheet(from, today)).toBe(isOld));
});

describe('the option of a contract', () => {
  test.each([
    ['BASE', 'base'],
    ['      BASE      ', 'base'],
    ['HC..', 'offPeak'],
    ['H PLEINE/CREUSE ', 'offPeak'],
    ['H PLEINE-CREUSE', 'offPeak'],
    ['HEURES PLEINES/HEURES CREUSES', 'offPeak'],
    ['HP/HC', 'offPeak'],
    ['HPHC', 'offPeak'],
    ['HC', 'offPeak'],
    ['BBR(', 'tempo'],
    ['BBR ', 'tempo'],
    ['TEMPO', 'tempo'],
    ['Tempo', 'tempo'],
    ['EJP.', undefined],
    ['HC ET WEEK-END', undefined],
    ['ZEN WEEK-END', undefined],
    ['', undefined],
  ])('spelled %j is %s', (contract, option) => {
    expect(optionOf(contract)).toBe(option);
  });
});

describe('regulated prices', () => {
  test('are in the order of their dates, and have only the dates of the table', () => {
    for (const option of OPTIONS) {
      expect(regulatedPrices(option, 9).map(({ price }) => price.from)).toEqual(
        subscriptionRows.map(([month]) => `${month?.slice(0, 7)}-01`),
      );
    }
  });

  test('have their periods in the order of the table, under their usual names', () => {
    const names = (option: RegulatedOption) => regulatedPrices(option, 6)[0]?.price.periods.map(({ name }) => name);
    expect(OPTIONS.map(names)).toEqual([['BASE'], ['HP', 'HC'], ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR']]);
    for (const name of OPTIONS.flatMap((option) => names(option) ?? [])) expect(periodName(name)).toBe(name);
  });

  test.each([
    ['offPeak', 3],
    ['tempo', 24],
    ['base', 7],
  ] as const)('of %s do not exist for %i kVA', (option, kVA) => {
    expect(regulatedPrices(option, kVA)).toEqual([]);
  });

  test('include the price of a red day of Tempo', () => {
    const day = dayOfDate('2026-12-01') ?? Number.NaN;
    const seen = { energyWh: 2000, energyWhByTariff: { 'HP ROUGE': 1000, HCJR: 1000 } };
    const prices = regulatedPrices('tempo', 9).map(({ price }) => price);
    expect(costOf([{ day, seen }], prices).euros).toBeCloseTo(19.7 / 31 + 0.7295 + 0.1615, 12);
  });
});
