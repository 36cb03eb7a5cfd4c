import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { countedDay } from '../../src/energy/counted-day.ts';
import type { CountedDay } from '../../src/energy/day.ts';
import type { Minute } from '../../src/energy/minute.ts';
import { changesOfPeriod, namedDay, registerHistory } from '../../src/energy/register-history.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { CountedInMemory } from '../../testbed/support/counted-in-memory.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

/** A reading: the date and time in Paris (`2026-08-14 23:59:30`), and its content. */
type Telegram = readonly [at: string, reading: Partial<Reading>];

const STANDARD = frameWith({ mode: 'standard', address: '021900000001' });
const OTHER = frameWith({ mode: 'standard', address: '021900000002' });

const base = (BASE: number, more: Partial<Reading> = {}) => ({ importedWh: BASE, registers: { BASE }, ...more });
const hcHp = (HCHC: number, HCHP: number) => ({ importedWh: HCHC + HCHP, registers: { HCHC, HCHP } });
const standard = (EASF01: number, EASF02: number, frame = STANDARD) => ({
  ...{ frame, importedWh: EASF01 + EASF02, registers: { EASF01, EASF02 } },
});

test('energy counted in an absence belongs to the period before it, even if a register has been assigned another one since', () => {
  const minutes: readonly Minute[] = [
    {
      ...{ atMs: msOf('2026-08-14 05:00:00'), count: 1, energyWh: 2, energyWhByRegister: { EASF01: 2 } },
      gap: { sinceMs: msOf('2026-08-10 05:00:00'), energyWh: 900, energyWhByRegister: { EASF01: 900 } },
    },
  ];
  const line = (at: string, period: string): RegisterLine => ({
    ...{ address: '1', register: 'EASF01', sinceMs: msOf(at), period },
  });
  const lines = [line('2026-08-01 00:00:00', 'HC'), line('2026-08-14 05:00:30', 'NUIT')];
  const day = countedDay(dayOfDate('2026-08-14') ?? 0, minutes, changesOfPeriod(lines));
  expect(namedDay(day, registerHistory(lines))).toMatchObject({
    ...{ energyWh: 902, energyWhByTariff: { HC: 900, NUIT: 2 } },
    unseen: { energyWh: 900, energyWhByTariff: { HC: 900 } },
  });
});

describe('the energy of a day', () => {
  test('is what the index advanced since the last frame before the day', () => {
    expect(
      energies([
        ['2026-08-13 23:59:50', base(1_000)],
        ['2026-08-14 00:00:10', base(1_003)],
        ['2026-08-14 23:59:59', base(9_000)],
        ['2026-08-15 00:00:00', base(9_001)],
      ]),
    ).toEqual({ '2026-08-13': 0, '2026-08-14': 8_000, '2026-08-15': 1 });
  });

  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('on %s, with %i hours, begins and ends at midnight in Paris', (date, hours) => {
    const day = dayOfDate(date) ?? 0;
    const counted = new CountedInMemory();
    for (let minute = 0; minute <= hours * 60; minute += 1) {
      counted.take(beginningOfDay(day) + minute * MINUTE_MS, readingWith(base(minute)));
    }
    expect(
      counted.days().map((one) => [one.day, one.seenMinutes, one.seenUntilMs, sumOfCounted(one.parts).energyWh]),
    ).toEqual([
      [day, hours * 60, beginningOfDay(day + 1), hours * 60 - 1],
      [day + 1, 1, beginningOfDay(day + 1) + MINUTE_MS, 1],
    ]);
  });

  test('is counted by register', () => {
    expect(
      daysOf([
        ['2026-08-14 06:29:59', hcHp(500, 900)],
        ['2026-08-14 06:30:01', hcHp(502, 901)],
        ['2026-08-14 07:00:00', hcHp(502, 950)],
      ])[0]?.parts,
    ).toEqual([
      {
        ...{ atMs: msOf('2026-08-14 06:29:00'), energyWh: 52, energyWhByRegister: { HCHC: 2, HCHP: 50 } },
        told: { identity: 'historique 012345678901 HCHC HCHP' },
      },
    ]);
  });

  test('is absent without an index, and exported energy is counted as well', () => {
    expect(daysOf([['2026-08-14 05:00:00', { apparentPowerVA: 0 }]])).toEqual([
      {
        day: dayOfDate('2026-08-14'),
        parts: [{ atMs: msOf('2026-08-14 05:00:00'), told: {} }],
        ...{ seenMinutes: 1, seenUntilMs: msOf('2026-08-14 05:01:00') },
        ...{ greatestVA: 0, greatestAtMs: msOf('2026-08-14 05:00:00') },
      },
    ]);
    const [day] = daysOf([
      ['2026-08-14 05:00:00', base(100, { exportedWh: 7 })],
      ['2026-08-14 06:00:00', base(110)],
      ['2026-08-14 07:00:00', base(110, { exportedWh: 47 })],
    ]);
    expect(sumOf(day)).toMatchObject({ energyWh: 10, givenWh: 40 });
  });

  test('is not changed by an index that is wrong for one frame', () => {
    const [day] = daysOf([
      ['2026-08-14 10:00:00', base(700_000)],
      ['2026-08-14 11:00:00', base(700_500)],
      ['2026-08-14 11:00:02', base(9_000_000)],
      ['2026-08-14 11:00:04', base(700_501)],
    ]);
    expect(sumOf(day)).toEqual({ energyWh: 501, energyWhByRegister: { BASE: 501 } });
  });
});

test('a gap of some hours over midnight loses nothing, and is not reported', () => {
  const days = daysOf([
    ['2026-08-13 20:00:00', base(1_000)],
    ['2026-08-14 20:00:00', base(9_000)],
  ]);
  expect(sumOf(days[1])).toMatchObject({ energyWh: 8_000 });
  expect(days[1]?.unseen).toBeUndefined();
});

test('a day has at most fifty parts, and their energy still adds up, if two meters alternate every minute', () => {
  const began = msOf('2026-08-14 00:00:00');
  const minutes = Array.from({ length: 200 }, (_, nth) => ({
    ...{ atMs: began + nth * MINUTE_MS, count: 1, energyWh: 2, told: { identity: `standard 02190000000${nth % 2}` } },
  }));
  const { parts } = countedDay(dayOfDate('2026-08-14') ?? 0, minutes, []);
  expect(parts).toHaveLength(50);
  expect(sumOfCounted(parts).energyWh).toBe(400);
});

describe('an absence', () => {
  test('is marked if the day without frames had 23 hours', () => {
    const days = daysOf([
      ['2026-03-28 23:45:00', base(1_000)],
      ['2026-03-30 00:15:00', base(5_000)],
    ]);
    expect(days.map(({ unseen }) => unseen?.energyWh)).toEqual([undefined, 4_000]);
  });

  test('of whole days is assigned to the day on which the meter is heard again, with its energy and its beginning', () => {
    const days = daysOf([
      ['2026-08-01 20:00:00', hcHp(500, 900)],
      ['2026-09-03 20:00:00', hcHp(100_500, 300_900)],
      ['2026-09-03 20:00:02', hcHp(100_500, 300_905)],
    ]);
    expect(days.map(({ day }) => dateOf(day))).toEqual(['2026-08-01', '2026-09-03']);
    expect(sumOf(days[1]).energyWh).toBe(400_005);
    expect(days[1]?.unseen).toEqual({
      ...{ sinceMs: msOf('2026-08-01 20:00:00'), energyWh: 400_000 },
      energyWhByRegister: { HCHC: 100_000, HCHP: 300_000 },
    });
  });

  test('of whole days includes exported energy', () => {
    const [, day] = daysOf([
      ['2026-08-01 20:00:00', base(500, { exportedWh: 40 })],
      ['2026-08-04 20:00:00', base(700, { exportedWh: 49 })],
    ]);
    expect(day?.unseen).toMatchObject({ energyWh: 200, givenWh: 9 });
  });
});

describe('a day has a new part for', () => {
  test('each meter, from the first minute on in which it is recognised as another one', () => {
    const days = daysOf([
      ['2026-08-14 10:00:00', standard(100, 900)],
      ['2026-08-14 10:01:00', standard(105, 900)],
      ['2026-08-14 10:02:00', standard(7, 0, OTHER)],
      ['2026-08-14 10:03:00', standard(8, 20, OTHER)],
    ]);
    const identity = (address: string) => ({ told: { identity: `standard ${address}` } });
    expect(days[0]?.parts).toEqual([
      {
        atMs: msOf('2026-08-14 10:00:00'),
        energyWh: 5,
        energyWhByRegister: { EASF01: 5 },
        ...identity('021900000001'),
      },
      {
        ...{ atMs: msOf('2026-08-14 10:03:00'), energyWh: 21, energyWhByRegister: { EASF01: 1, EASF02: 20 } },
        ...identity('021900000002'),
      },
    ]);
  });

  test('each period of a register, from the minute on in which it is reported', () => {
    const line = (at: string, period: string): RegisterLine => ({
      ...{ address: STANDARD.address, register: 'EASF01', sinceMs: msOf(at), period },
    });
    const frames = Array.from(
      { length: 5 },
      (_, nth): Telegram => [`2026-08-14 10:0${nth}:10`, standard(100 + 10 ** nth, 0)],
    );
    const lines = [line('2026-08-01 00:00:00', 'HC'), line('2026-08-14 10:02:30', 'NUIT')];
    const parts = daysOf(frames, lines)[0]?.parts;
    expect(parts?.map(({ atMs, energyWh }) => [atMs, energyWh])).toEqual([
      [msOf('2026-08-14 10:00:00'), 9],
      [msOf('2026-08-14 10:02:00'), 9_990],
    ]);
    expect(parts?.every(({ told }) => told?.identity === 'standard 021900000001')).toBe(true);
    const before = [line('2026-08-01 00:00:00', 'HC'), line('2026-08-13 10:00:00', 'NUIT')];
    expect(daysOf(frames, before)[0]?.parts).toHaveLength(1);
  });

  test('a period that changes while nobody listens, from the first minute after it', () => {
    const minutes = [0, 1, 7, 8].map((nth) => minuteAt('2026-08-14', 10 * 60 + nth));
    const [one, after] = [msOf('2026-08-14 10:03:20'), msOf('2026-08-14 10:08:00')];
    const { parts } = countedDay(dayOfDate('2026-08-14') ?? 0, minutes, [one, after]);
    expect(parts.map(({ atMs }) => atMs)).toEqual([0, 7, 8].map((nth) => msOf(`2026-08-14 10:0${nth}:00`)));
  });
});

test('the peak power has the time of its first minute, and the last reported subscription and contract are kept', () => {
  const [day] = daysOf([
    ['2026-08-14 10:00:00', base(1, { apparentPowerVA: 300, subscribedVA: 6_000, contract: 'BASE' })],
    ['2026-08-14 11:00:20', base(2, { apparentPowerVA: 4_200, subscribedVA: 9_000 })],
    ['2026-08-14 12:00:00', base(3, { apparentPowerVA: 4_200 })],
  ]);
  expect(day).toMatchObject({
    ...{ greatestVA: 4_200, greatestAtMs: msOf('2026-08-14 11:00:00'), seenMinutes: 3 },
    parts: [{ told: { subscribedVA: 9_000, contract: 'BASE' } }],
  });
});

test('a clock that was ahead for a while leaves the sums right, and the minutes that occur again count once', () => {
  const days = daysOf([
    ['2026-08-14 10:00:00', base(100)],
    ['2026-08-14 10:01:00', base(110)],
    ['2027-01-01 00:00:00', base(120)],
    ['2026-08-14 10:01:30', base(130)],
    ['2026-08-14 10:02:00', base(140)],
  ]);
  expect(days.map((one) => [dateOf(one.day), sumOf(one).energyWh, one.seenMinutes])).toEqual([
    ['2026-08-14', 30, 3],
    ['2027-01-01', 10, 1],
  ]);
});

describe('the base load', () => {
  /** One frame a minute, whose index is a function of the minute. */
  const hour = (from: number, to: number, of: number, atWh: (minute: number) => number = () => 1_000): Telegram[] =>
    Array.from({ length: to - from }, (_, nth) => {
      const minute = String(from + nth).padStart(2, '0');
      return [`2026-08-14 0${of}:${minute}:30`, base(atWh(from + nth))];
    });

  test('is the mean power of the hour of the night in which the index advanced least', () => {
    const [day] = daysOf([
      ...hour(0, 60, 1, (minute) => 1_000 + 10 * minute),
      ...hour(0, 60, 2, (minute) => 2_000 + 2 * minute),
      ...hour(0, 60, 3, (minute) => 3_000 + 3 * minute),
      ...hour(0, 60, 7, () => 4_000),
    ]);
    expect(day?.baseW).toBe(120);
  });

  test.each([
    ['lacks its first minute', hour(1, 60, 2)],
    ['lacks its last minute', hour(0, 59, 2)],
    ['has a hole in the middle', [...hour(0, 10, 2), ...hour(50, 60, 2)]],
  ])('is known if the only hour %s', (_, telegrams) => {
    expect(daysOf(telegrams)[0]?.baseW).toBe(0);
  });

  test.each([
    ['is not over', hour(0, 58, 5)],
    ['begins too late', [...hour(2, 60, 2), ...hour(0, 1, 7)]],
    ['ends too early', [...hour(0, 58, 2), ...hour(0, 1, 7)]],
    ['has a step back', [...hour(0, 60, 2, (at) => (at === 9 ? 1_500 : 1_000)), ...hour(0, 1, 7)]],
    ['is not in the night', [...hour(0, 60, 6), ...hour(0, 1, 7)]],
  ])('is absent if the only hour %s', (_, telegrams) => {
    expect(daysOf(telegrams)).toMatchObject([{ baseW: undefined }]);
  });

  test.each(['02:00+02:00', '02:00+01:00'])(
    'may be that of either pass of the hour that is repeated in October, %s',
    (of) => {
      const begin = Date.parse(`2026-10-25T${of}`);
      const counted = new CountedInMemory();
      for (let minute = 0; minute < 60; minute += 1)
        counted.take(begin + minute * MINUTE_MS, readingWith(base(3 * minute)));
      expect(counted.days()[0]?.baseW).toBe(180);
    },
  );
});

describe('the energy of minutes that are no longer kept', () => {
  const day = dayOfDate('2026-08-14') ?? 0;
  const told = { identity: 'historique 012345678901 BASE' };
  const before: CountedDay = {
    ...{ day, seenMinutes: 600, seenUntilMs: msOf('2026-08-14 10:00:00'), baseW: 100 },
    ...{ greatestVA: 5_000, greatestAtMs: msOf('2026-08-14 08:12:00') },
    parts: [{ atMs: beginningOfDay(day), told, energyWh: 4_000, energyWhByRegister: { BASE: 4_000 } }],
    unseen: { sinceMs: msOf('2026-08-01 08:00:00'), energyWh: 2_500 },
  };
  const left = [minuteAt('2026-08-14', 700, { energyWh: 30, energyWhByRegister: { BASE: 30 }, told })];

  test('is added to that of the remaining minutes, as a part of its own', () => {
    expect(countedDay(day, left, [], before)).toEqual({
      ...before,
      ...{ seenMinutes: 601, seenUntilMs: msOf('2026-08-14 11:41:00') },
      parts: [
        ...before.parts,
        { atMs: msOf('2026-08-14 11:40:00'), told, energyWh: 30, energyWhByRegister: { BASE: 30 } },
      ],
    });
  });

  test('keeps its peak power unless a remaining minute has a higher one', () => {
    const greater = [{ ...(left[0] as Minute), greatestVA: 5_001 }];
    expect(countedDay(day, greater, [], before)).toMatchObject({
      ...{ greatestVA: 5_001, greatestAtMs: msOf('2026-08-14 11:40:00') },
    });
    expect(countedDay(day, [{ ...(left[0] as Minute), greatestVA: 5_000 }], [], before)).toMatchObject({
      greatestAtMs: before.greatestAtMs,
    });
  });

  test('keeps its base load unless an hour of the remaining minutes has a lower one', () => {
    const night = (whAMinute: number) =>
      Array.from({ length: 60 }, (_, nth) => minuteAt('2026-08-14', 120 + nth, { importedWh: whAMinute * nth }));
    expect(countedDay(day, night(1), [], before).baseW).toBe(60);
    expect(countedDay(day, night(2), [], before).baseW).toBe(100);
  });

  test('keeps the end of its last minute if that is later than the remaining minutes', () => {
    const early = [minuteAt('2026-08-14', 5)];
    expect(countedDay(day, early, [], before).seenUntilMs).toBe(before.seenUntilMs);
  });
});

function minuteAt(date: string, minute: number, more: Partial<Minute> = {}): Minute {
  return { atMs: beginningOfDay(dayOfDate(date) ?? 0) + minute * MINUTE_MS, count: 0, ...more };
}

function energies(telegrams: readonly Telegram[]): { readonly [date: string]: number | undefined } {
  return Object.fromEntries(daysOf(telegrams).map((day) => [dateOf(day.day), sumOf(day).energyWh]));
}

function sumOf(day: CountedDay | undefined) {
  return sumOfCounted(day?.parts ?? []);
}

function daysOf(telegrams: readonly Telegram[], lines: readonly RegisterLine[] = []): readonly CountedDay[] {
  const counted = new CountedInMemory();
  for (const [at, reading] of telegrams) counted.take(msOf(at), readingWith(reading));
  return counted.days(lines);
}

/** The instant of a date and time in Paris, on a day without a change of the clocks. */
function msOf(at: string): number {
  const [date = '', time = ''] = at.split(' ');
  return beginningOfDay(dayOfDate(date) ?? Number.NaN) + Date.parse(`1970-01-01T${time}Z`);
}
