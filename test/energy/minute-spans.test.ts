import { describe, expect, test } from 'vitest';
import type { Minute } from '../../src/energy/minute.ts';
import { spansOfMinutes } from '../../src/energy/minute-spans.ts';
import { registerHistory } from '../../src/energy/register-history.ts';
import type { MinuteSpan } from '../../src/energy/span.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';

const AT = Date.parse('2026-11-25T13:58:00+01:00');
const minute = (n: number, more: Partial<Minute> = {}): Minute => ({ atMs: AT + n * 60_000, count: 30, ...more });

/** The spans of minutes that are all complete. */
const spansBy = (minutes: readonly Minute[], by: MinuteSpan, lines: readonly RegisterLine[] = []) =>
  spansOfMinutes(minutes, by, Number.MAX_SAFE_INTEGER, registerHistory(lines));

describe('minutes are summed', () => {
  test('by the hour, with the energy of each tariff period', () => {
    const minutes = [
      minute(0, { meanVA: 1000, leastVA: 900, greatestVA: 1100, energyWh: 16, energyWhByRegister: { HCHP: 16 } }),
      minute(1, {
        ...{ meanVA: 4000, leastVA: 800, greatestVA: 5000, count: 10 },
        ...{ energyWh: 66, energyWhByRegister: { HCHC: 66 } },
      }),
      minute(2, { meanVA: 200, leastVA: 200, greatestVA: 200, energyWh: 3, energyWhByRegister: { HCHC: 3 } }),
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

  test('and a minute in which two registers advanced is split between their periods', () => {
    const minutes = [
      minute(0, { energyWh: 10, energyWhByRegister: { HCHP: 10 } }),
      minute(1, { energyWh: 20, energyWhByRegister: { HCHP: 7, HCHC: 13 } }),
    ];
    expect(spansBy(minutes, 'hour')).toMatchObject([{ energyWh: 30, energyWhByTariff: { HP: 17, HC: 13 } }]);
  });

  test.each([
    ['minute', [0, 1, 2, 1441]],
    ['hour', [-58, 2, 1382]],
  ] as const)('by %s', (length, beginnings) => {
    const minutes = [0, 1, 2, 1441].map((n) => minute(n));
    expect(spansBy(minutes, length).map(({ fromMs }) => (fromMs - AT) / 60_000)).toEqual(beginnings);
  });

  test('and a period that the meter spells in two ways is one period', () => {
    const periods = { EASF01: 'HP..', EASF02: 'HEURE  PLEINE', EASF03: 'Nuit d’été' };
    const minutes = [
      minute(0, { energyWh: 10, energyWhByRegister: { EASF01: 10 } }),
      minute(-1, { energyWh: 20, energyWhByRegister: { EASF02: 20 } }),
      minute(1, { energyWh: 5, energyWhByRegister: { EASF03: 5 } }),
    ];
    expect(spansBy(minutes, 'hour', linesOf(periods))).toMatchObject([
      { energyWh: 35, energyWhByTariff: { HP: 30, 'Nuit d’été': 5 } },
    ]);
  });

  test('and a register that is assigned another period counts for the first one until that minute', () => {
    const address = '021900000001';
    const line = (n: number, period: string): RegisterLine => ({
      address,
      register: 'EASF01',
      sinceMs: AT + n * 60_000 + 30_000,
      period,
    });
    const minutes = [-2, -1, 0, 1].map((n) => minute(n, { energyWh: 10, energyWhByRegister: { EASF01: 10 } }));
    expect(spansBy(minutes, 'hour', [line(-1, 'HC'), line(0, 'WEEK-END')])).toMatchObject([
      { energyWh: 40, energyWhByTariff: { HC: 20, 'WEEK-END': 20 } },
    ]);
  });

  test('and energy of a register of unknown period is in none', () => {
    const minutes = [minute(0, { energyWh: 10, energyWhByRegister: { EASF01: 10 } })];
    expect(spansBy(minutes, 'hour')).toMatchObject([{ energyWh: 10, energyWhByTariff: {} }]);
  });

  test('including energy of a gap that began within the hour', () => {
    const gapSince = (n: number) => ({
      gap: { sinceMs: AT + n * 60_000, energyWh: 100, energyWhByRegister: { HCHC: 100 }, givenWh: 40 },
    });
    const heard = { energyWh: 1, energyWhByRegister: { HCHP: 1 } };
    expect(spansBy([minute(-30, heard), minute(0, { ...heard, ...gapSince(-29) })], 'hour')).toMatchObject([
      { energyWh: 102, energyWhByTariff: { HP: 2, HC: 100 }, givenWh: 40 },
    ]);
    const [hour] = spansBy([minute(0, { ...heard, ...gapSince(-90) })], 'hour');
    expect(hour).toMatchObject({ energyWh: 1, energyWhByTariff: { HP: 1 } });
    expect(hour?.givenWh).toBeUndefined();
  });

  test('by hours, and the repeated hour counts as two', () => {
    const minutes = [-1, 0, 59, 60, 119, 120].map((n) => ({ atMs: Date.UTC(2026, 9, 25) + n * 60_000, count: 1 }));
    expect(spansBy(minutes, 'hour').map((hour) => hour.minutes)).toEqual([1, 2, 2, 1]);
  });

  test('and what no minute carries is absent', () => {
    expect(spansBy([minute(0)], 'hour')).toEqual([
      {
        ...{ by: 'hour', date: '2026-11-25T13:00+01:00', fromMs: Date.parse('2026-11-25T13:00:00+01:00') },
        ...{ minutes: 1, seen: 1 / 60, energyWhByTariff: {} },
      },
    ]);
    expect(spansBy([], 'hour')).toEqual([]);
  });
});
