import { describe, expect, test } from 'vitest';
import type { Minute } from '../../src/energy/minute.ts';
import { spansOfMinutes, sumOfMinutes } from '../../src/energy/minute-spans.ts';
import type { MinuteSpan } from '../../src/energy/span.ts';

const AT = Date.parse('2026-11-25T13:58:00+01:00');
const minute = (n: number, more: Partial<Minute> = {}): Minute => ({ atMs: AT + n * 60_000, count: 30, ...more });

/** The spans of minutes that are all over. */
const spansBy = (minutes: readonly Minute[], by: MinuteSpan) => spansOfMinutes(minutes, by, Number.MAX_SAFE_INTEGER);

describe('minutes are summed', () => {
  test('by the hour, with the energy of each tariff period', () => {
    const minutes = [
      minute(0, { meanVA: 1000, leastVA: 900, greatestVA: 1100, energyWh: 16, tariff: 'HP..' }),
      minute(1, { meanVA: 4000, leastVA: 800, greatestVA: 5000, energyWh: 66, tariff: 'HC..', count: 10 }),
      minute(2, { meanVA: 200, leastVA: 200, greatestVA: 200, energyWh: 3, tariff: 'HC..' }),
    ];
    expect(spansBy(minutes, 'hour')).toEqual([
      {
        ...{ by: 'hour', date: '2026-11-25T13:00+01:00', fromMs: Date.parse('2026-11-25T13:00:00+01:00') },
        ...{ minutes: 2, seen: 2 / 60, meanVA: 1750, leastVA: 800, greatestVA: 5000, greatestAtMs: AT + 60_000 },
        ...{ energyWh: 82, energyWhByTariff: { HP: 16, HC: 66 } },
      },
      {
        ...{ by: 'hour', date: '2026-11-25T14:00+01:00', fromMs: Date.parse('2026-11-25T14:00:00+01:00') },
        ...{ minutes: 1, seen: 1 / 60, meanVA: 200, leastVA: 200, greatestVA: 200, greatestAtMs: AT + 120_000 },
        ...{ energyWh: 3, energyWhByTariff: { HC: 3 } },
      },
    ]);
  });

  test('so that a minute of two tariff periods gives each its part', () => {
    const minutes = [
      minute(0, { energyWh: 10, tariff: 'HP..' }),
      minute(1, { energyWh: 20, tariff: 'HC..', energyWhByTariff: { 'HP..': 7, 'HC..': 13 } }),
    ];
    expect(sumOfMinutes(minutes)).toMatchObject({ energyWh: 30, energyWhByTariff: { HP: 17, HC: 13 } });
  });

  test.each([
    ['minute', [0, 1, 2, 1441]],
    ['hour', [-58, 2, 1382]],
  ] as const)('by %s', (length, beginnings) => {
    const minutes = [0, 1, 2, 1441].map((n) => minute(n));
    expect(spansBy(minutes, length).map(({ fromMs }) => (fromMs - AT) / 60_000)).toEqual(beginnings);
  });

  test('so that a period that the meter writes in two ways is one', () => {
    const minutes = [
      minute(0, { energyWh: 10, tariff: 'HP..' }),
      minute(1, { energyWh: 20, tariff: 'HEURE  PLEINE' }),
      minute(2, { energyWh: 5, tariff: 'Nuit d’été' }),
    ];
    expect(sumOfMinutes(minutes).energyWhByTariff).toEqual({ HP: 30, 'Nuit d’été': 5 });
  });

  test('by hours, of which the one that comes twice counts as two', () => {
    const minutes = [-1, 0, 59, 60, 119, 120].map((n) => ({ atMs: Date.UTC(2026, 9, 25) + n * 60_000, count: 1 }));
    expect(spansBy(minutes, 'hour').map((hour) => hour.minutes)).toEqual([1, 2, 2, 1]);
  });

  test('so that what no minute carries is absent', () => {
    expect(spansBy([minute(0)], 'hour')).toEqual([expect.not.objectContaining({ meanVA: expect.anything() })]);
    expect(sumOfMinutes([minute(0)])).toEqual({ minutes: 1, energyWhByTariff: {} });
    expect(spansBy([], 'hour')).toEqual([]);
  });
});
