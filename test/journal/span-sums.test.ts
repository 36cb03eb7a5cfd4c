import { describe, expect, test } from 'vitest';
import type { Minute } from '../../src/journal/minute.ts';
import { sumBySpan, sumOfMinutes } from '../../src/journal/span-sums.ts';

const AT = new Date(2026, 10, 25, 13, 58).getTime();
const minute = (n: number, more: Partial<Minute> = {}): Minute => ({ atMs: AT + n * 60_000, count: 30, ...more });

describe('minutes are summed', () => {
  test('by the hour, with the energy of each tariff period', () => {
    const minutes = [
      minute(0, { meanVA: 1000, leastVA: 900, greatestVA: 1100, energyWh: 16, tariff: 'HP..' }),
      minute(1, { meanVA: 4000, leastVA: 800, greatestVA: 5000, energyWh: 66, tariff: 'HC..', count: 10 }),
      minute(2, { meanVA: 200, leastVA: 200, greatestVA: 200, energyWh: 3, tariff: 'HC..' }),
    ];
    expect(sumBySpan(minutes, 'hour')).toEqual([
      {
        fromMs: new Date(2026, 10, 25, 13).getTime(),
        minutes: 2,
        meanVA: 1750,
        leastVA: 800,
        greatestVA: 5000,
        energyWh: 82,
        energyWhByTariff: { 'HP..': 16, 'HC..': 66 },
      },
      {
        fromMs: new Date(2026, 10, 25, 14).getTime(),
        minutes: 1,
        meanVA: 200,
        leastVA: 200,
        greatestVA: 200,
        energyWh: 3,
        energyWhByTariff: { 'HC..': 3 },
      },
    ]);
  });

  test('so that a minute of two tariff periods gives each its part', () => {
    const minutes = [
      minute(0, { energyWh: 10, tariff: 'HP..' }),
      minute(1, { energyWh: 20, tariff: 'HC..', energyWhByTariff: { 'HP..': 7, 'HC..': 13 } }),
    ];
    expect(sumOfMinutes(AT, minutes)).toMatchObject({ energyWh: 30, energyWhByTariff: { 'HP..': 17, 'HC..': 13 } });
  });

  test.each([
    ['minute', [0, 1, 2, 1441]],
    ['hour', [-58, 2, 1382]],
    ['day', [-838, 602]],
    ['month', [-838 - 24 * 1440]],
  ] as const)('by %s', (length, beginnings) => {
    const minutes = [0, 1, 2, 1441].map((n) => minute(n));
    expect(sumBySpan(minutes, length).map(({ fromMs }) => (fromMs - AT) / 60_000)).toEqual(beginnings);
  });

  test('so that what no minute carries is absent', () => {
    expect(sumBySpan([minute(0)], 'day')).toEqual([expect.not.objectContaining({ meanVA: expect.anything() })]);
    expect(sumBySpan([minute(0)], 'day')[0]).toEqual({ fromMs: expect.any(Number), minutes: 1, energyWhByTariff: {} });
    expect(sumBySpan([], 'day')).toEqual([]);
  });
});
