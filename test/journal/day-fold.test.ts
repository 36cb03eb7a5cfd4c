import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/energy/day.ts';
import { createDayFold, dayOf } from '../../src/journal/day-fold.ts';
import type { Observed } from '../../src/journal/index-chain.ts';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/paris-time.ts';
import type { RegisterPeriods } from '../../src/reading.ts';

/** A frame: the date and time in Paris (`2026-08-14 23:59:30`), the index, and what else it says. */
type Telegram = readonly [at: string, importedWh: number | undefined, more?: Observed];

const HISTORIQUE = { mode: 'historique', address: '021728123456' } as const;
const STANDARD = { mode: 'standard', address: '021900000001' } as const;

/** What a meter with peak and off-peak hours says in historique. */
function hcHp(hc: number, hp: number, tariff: string): Observed {
  return { frame: HISTORIQUE, importedWh: hc + hp, registers: { HCHC: hc, HCHP: hp }, tariff };
}

/** What a meter says in standard mode, where a number tells which register counts. */
function standard(registers: { readonly [label: string]: number }, tariffIndex: number, tariff: string): Observed {
  const importedWh = Object.values(registers).reduce((sum, wh) => sum + wh);
  const ofOperator = { EAST: importedWh, EASD01: importedWh };
  return { frame: STANDARD, importedWh, registers: { ...registers, ...ofOperator }, tariff, tariffIndex };
}

describe('the energy of a day', () => {
  test('is what the index counted since the last frame before the day', () => {
    expect(
      energies([
        ['2026-08-13 23:59:50', 1_000],
        ['2026-08-14 00:00:10', 1_003],
        ['2026-08-14 23:59:59', 9_000],
        ['2026-08-15 00:00:00', 9_001],
      ]),
    ).toEqual({ '2026-08-13': 0, '2026-08-14': 8_000, '2026-08-15': 1 });
  });

  test('of 23 and of 25 hours begins and ends at midnight in Paris', () => {
    const ms = (date: string, minutes: number) => beginningOfDay(dayOfDate(date) ?? 0) + minutes * 60_000;
    const fold = createDayFold(undefined, () => undefined);
    let importedWh = 0;
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ] as const) {
      for (let minute = 0; minute < hours * 60; minute += 1) {
        importedWh += 1;
        fold.take(importedWh, ms(date, minute), { importedWh });
      }
      fold.take(importedWh, ms(date, hours * 60), { importedWh });
    }
    const seen = [...fold.changed.values()].map(({ record }) => [dateOf(record.day), record.seenMinutes]);
    expect(seen).toEqual([
      ['2026-03-29', 1_380],
      ['2026-03-30', 1],
      ['2026-10-25', 1_500],
      ['2026-10-26', 1],
    ]);
    expect(fold.changed.get(dayOfDate('2026-10-25') ?? 0)?.record.energyWh).toBe(1_500);
  });

  test('is split by register, and by the period that each register counts, also where the period changes', () => {
    const days = daysOf([
      ['2026-08-14 06:29:59', undefined, hcHp(500, 900, 'HC..')],
      ['2026-08-14 06:30:01', undefined, hcHp(502, 901, 'HP..')],
      ['2026-08-14 07:00:00', undefined, hcHp(502, 950, 'HP..')],
    ]);
    expect(days).toEqual([
      expect.objectContaining({
        ...{ energyWh: 52, energyWhByRegister: { HCHC: 2, HCHP: 50 } },
        energyWhByTariff: { 'HC..': 2, 'HP..': 50 },
      }),
    ]);
  });

  test('of a register whose period is not known yet is in none, until the meter has told it', () => {
    const absence: Telegram[] = [
      ['2026-01-14 05:00:00', undefined, standard({ EASF01: 100, EASF02: 200, EASF06: 0 }, 1, 'HC BLEU')],
      ['2026-01-14 07:00:00', undefined, standard({ EASF01: 150, EASF02: 210, EASF06: 0 }, 2, 'HP BLEU')],
      ['2026-01-17 07:00:00', undefined, standard({ EASF01: 180, EASF02: 250, EASF06: 20_000 }, 2, 'HP BLEU')],
      ['2026-01-17 08:00:00', undefined, standard({ EASF01: 180, EASF02: 251, EASF06: 20_000 }, 2, 'HP BLEU')],
    ];
    const known = { 'HC BLEU': 30, 'HP BLEU': 40 };
    expect(daysOf(absence)[1]).toMatchObject({
      ...{ energyWh: 20_071, energyWhByTariff: { ...known, 'HP BLEU': 41 } },
      ...{ energyWhByRegister: { EASF01: 30, EASF02: 41, EASF06: 20_000 }, unseen: { energyWhByTariff: known } },
    });
    expect(daysOf(absence)[1]).not.toHaveProperty('energyWhByTariff.HP ROUGE');
    const told: Telegram = [
      '2026-01-20 07:00:00',
      undefined,
      standard({ EASF01: 180, EASF02: 251, EASF06: 20_000 }, 6, 'HP ROUGE'),
    ];
    expect(daysOf([...absence, told])[1]).toMatchObject({
      energyWhByTariff: { ...known, 'HP BLEU': 41, 'HP ROUGE': 20_000 },
      unseen: { energyWhByTariff: { ...known, 'HP ROUGE': 20_000 } },
    });
  });

  test('is of the period that was learned for the register, whatever number the meter names beside the period', () => {
    const periods = { EASF04: { name: 'HC', offPeak: true }, EASF09: { name: 'HP', offPeak: false } };
    const wrong = (f04: number, f09: number, tariffIndex: number, tariff: string): Observed => ({
      ...standard({ EASF04: f04, EASF09: f09 }, tariffIndex, tariff),
      calendar: { periods },
    });
    expect(
      daysOf([
        ['2026-08-14 05:00:00', undefined, wrong(100, 200, 9, 'HC')],
        ['2026-08-14 06:00:00', undefined, wrong(130, 201, 4, 'HP')],
        ['2026-08-14 07:00:00', undefined, wrong(130, 250, 4, 'HP')],
      ]),
    ).toMatchObject([{ energyWhByRegister: { EASF04: 30, EASF09: 50 }, energyWhByTariff: { HC: 30, HP: 50 } }]);
  });

  test('is read under the name that the meter says as long as nothing is learned, and under what is learned later', () => {
    const told = (f04: number, periods: RegisterPeriods): Observed => ({
      ...standard({ EASF04: f04, EASF09: 0 }, 4, 'HC'),
      calendar: { periods },
    });
    const before: Telegram[] = [
      ['2026-08-14 05:00:00', undefined, told(100, {})],
      ['2026-08-14 06:00:00', undefined, told(130, {})],
    ];
    expect(daysOf(before)[0]).toMatchObject({ energyWh: 30, energyWhByTariff: { HC: 30 } });
    const learned: Telegram = ['2026-08-15 06:00:00', undefined, told(130, { EASF04: { name: 'SUPER CREUSE' } })];
    expect(daysOf([...before, learned])[0]?.energyWhByTariff).toEqual({ 'SUPER CREUSE': 30 });
    const other = { ...told(5, {}), frame: { ...STANDARD, address: '2' } };
    expect(daysOf([...before, learned, ...twice('2026-08-16', other)])[0]?.energyWhByTariff).toEqual({
      'SUPER CREUSE': 30,
    });
    expect(daysOf([...before, ...twice('2026-08-16', other)])[0]?.energyWhByTariff).toEqual({ HC: 30 });
  });

  test('has the new name of a register from the first reading that says it, and the old one before', () => {
    const told = (f04: number, tariff: string, name: string): Observed => ({
      ...standard({ EASF04: f04, EASF09: 0 }, 4, tariff),
      calendar: { periods: { EASF04: { name } } },
    });
    expect(
      daysOf([
        ['2026-08-14 05:00:00', undefined, told(100, 'HC', 'HC')],
        ['2026-08-14 05:00:02', undefined, told(130, 'HC', 'HC')],
        ['2026-08-14 05:00:04', undefined, told(131, 'NUIT', 'HC')],
        ['2026-08-14 05:00:06', undefined, told(133, 'NUIT', 'HC')],
        ['2026-08-14 05:00:08', undefined, told(137, 'NUIT', 'NUIT')],
      ])[0]?.energyWhByTariff,
    ).toEqual({ HC: 30, NUIT: 7 });
  });

  test('of a register that only readings without a calendar have named stays in that period beside what is learned', () => {
    const days = daysOf([
      ['2026-08-14 05:00:00', undefined, standard({ EASF04: 100, EASF09: 200 }, 4, 'HC')],
      [
        '2026-08-14 07:00:00',
        undefined,
        { ...standard({ EASF04: 130, EASF09: 210 }, 9, 'HP'), calendar: { periods: { EASF09: { name: 'HP' } } } },
      ],
    ]);
    expect(days[0]?.energyWhByTariff).toEqual({ HC: 30, HP: 10 });
  });

  test('keeps the period that a meter has told of a register when another meter follows', () => {
    const other = { ...standard({ EASF01: 5, EASF02: 7 }, 2, 'HEURE PLEINE'), frame: { ...STANDARD, address: '2' } };
    const days = daysOf([
      ['2026-08-13 12:00:00', undefined, standard({ EASF01: 100, EASF02: 1_000 }, 2, 'HEURE PLEINE')],
      ['2026-08-14 12:00:00', undefined, standard({ EASF01: 150, EASF02: 1_300 }, 2, 'HEURE PLEINE')],
      ['2026-08-15 02:00:00', undefined, standard({ EASF01: 160, EASF02: 1_400 }, 1, 'HEURE CREUSE')],
      ['2026-08-16 12:00:00', undefined, other],
      ['2026-08-16 12:00:02', undefined, other],
    ]);
    expect(days[1]?.energyWhByTariff).toEqual({ 'HEURE CREUSE': 50, 'HEURE PLEINE': 300 });
  });

  test('keeps that also when the meter comes back, after a time in historique, with another contract', () => {
    const days = daysOf([
      ['2026-08-13 12:00:00', undefined, standard({ EASF01: 100, EASF02: 1_000, EASF03: 0 }, 2, 'HEURE PLEINE')],
      ['2026-08-14 12:00:00', undefined, standard({ EASF01: 150, EASF02: 1_300, EASF03: 0 }, 2, 'HEURE PLEINE')],
      ['2026-08-15 02:00:00', undefined, standard({ EASF01: 160, EASF02: 1_400, EASF03: 0 }, 1, 'HEURE CREUSE')],
      ...twice('2026-08-16', hcHp(160, 1_400, 'HP..')),
      ...twice('2026-08-17', standard({ EASF01: 160, EASF02: 1_400, EASF03: 9 }, 3, 'BASE')),
      ...twice('2026-08-18', hcHp(160, 1_400, 'HP..')),
    ]);
    expect(days[1]?.energyWhByTariff).toEqual({ 'HEURE CREUSE': 50, 'HEURE PLEINE': 300 });
  });

  test('of a register whose group is refused for a frame is in the present period, until the register is heard again', () => {
    const days = daysOf([
      ['2026-08-14 05:00:00', undefined, standard({ EASF01: 100, EASF02: 200 }, 1, 'HC')],
      ['2026-08-14 06:00:00', undefined, standard({ EASF01: 120, EASF02: 200 }, 2, 'HP')],
      ['2026-08-14 07:00:00', undefined, { ...standard({ EASF01: 150 }, 2, 'HP'), importedWh: 390 }],
      ['2026-08-14 07:00:02', undefined, standard({ EASF01: 150, EASF02: 240 }, 2, 'HP')],
    ]);
    expect(days).toMatchObject([
      { energyWh: 90, energyWhByRegister: { EASF01: 50, EASF02: 40 }, energyWhByTariff: { HC: 50, HP: 40 } },
    ]);
  });

  test('has no part by period as long as no period was told, and then counts for the last one', () => {
    const [day] = daysOf([
      ['2026-08-14 05:00:00', 100],
      ['2026-08-14 06:00:00', 110],
      ['2026-08-14 07:00:00', 130, { tariff: 'HP..' }],
      ['2026-08-14 08:00:00', 170],
    ]);
    expect(day).toMatchObject({ energyWh: 70, energyWhByTariff: { 'HP..': 60 } });
  });

  test('is absent without an index, and what a producer gives stands beside it', () => {
    expect(daysOf([['2026-08-14 05:00:00', undefined, { apparentPowerVA: 0 }]])).toEqual([
      {
        day: dayOfDate('2026-08-14'),
        energyWhByTariff: {},
        seenMinutes: 1,
        seenUntilMs: Date.parse('2026-08-14T05:01:00+02:00'),
        greatestVA: 0,
        greatestAtMs: expect.any(Number),
      },
    ]);
    const [day] = daysOf([
      ['2026-08-14 05:00:00', 100, { exportedWh: 7 }],
      ['2026-08-14 06:00:00', 110],
      ['2026-08-14 07:00:00', 110, { exportedWh: 47 }],
    ]);
    expect(day).toMatchObject({ energyWh: 10, givenWh: 40 });
  });

  test('has no energy by register where a part of it is known from minutes only', () => {
    const [day] = daysOf([
      ['2026-08-14 05:00:00', 1_400, { tariff: 'HC..' }],
      ['2026-08-14 06:00:00', 1_410, { tariff: 'HC..' }],
      ['2026-08-14 07:00:00', undefined, hcHp(502, 918, 'HP..')],
      ['2026-08-14 08:00:00', undefined, hcHp(502, 950, 'HP..')],
    ]);
    expect(day).toMatchObject({ energyWh: 52, energyWhByTariff: { 'HC..': 10, 'HP..': 42 } });
    expect(day).not.toHaveProperty('energyWhByRegister');
  });
});

describe('an absence', () => {
  test('of some hours over midnight leaves nothing out, and is not mentioned', () => {
    const days = daysOf([
      ['2026-08-13 20:00:00', 1_000],
      ['2026-08-14 20:00:00', 9_000],
    ]);
    expect(days[1]).toMatchObject({ energyWh: 8_000 });
    expect(days[1]).not.toHaveProperty('unseen');
  });

  test('is marked where the whole day that was not seen had 23 hours', () => {
    const days = daysOf([
      ['2026-03-28 23:45:00', 1_000],
      ['2026-03-30 00:15:00', 5_000],
    ]);
    expect(days.map(({ unseen }) => unseen?.energyWh)).toEqual([undefined, 4_000]);
  });

  test('of whole days counts for the day on which the meter is heard again, which says how much and since when', () => {
    const days = daysOf([
      ['2026-08-01 20:00:00', undefined, hcHp(500, 900, 'HP..')],
      ['2026-09-03 20:00:00', undefined, hcHp(100_500, 300_900, 'HP..')],
      ['2026-09-03 20:00:02', undefined, hcHp(100_500, 300_905, 'HP..')],
    ]);
    expect(days.map(({ day }) => dateOf(day))).toEqual(['2026-08-01', '2026-09-03']);
    expect(days[1]).toMatchObject({
      energyWh: 400_005,
      unseen: {
        ...{ sinceMs: Date.parse('2026-08-01T20:00:00+02:00'), energyWh: 400_000 },
        ...{
          energyWhByRegister: { HCHC: 100_000, HCHP: 300_000 },
          energyWhByTariff: { 'HC..': 100_000, 'HP..': 300_000 },
        },
      },
    });
  });
});

describe('the chain of the index begins anew', () => {
  test.each([
    ['with another meter', { ...HISTORIQUE, address: '021728999999' }, { HCHC: 4, HCHP: 6 }],
    ['with the other mode', STANDARD, { EASF01: 4, EASF02: 6 }],
    ['with another contract in historique', HISTORIQUE, { BASE: 10 }],
  ])('%s, as soon as a second frame confirms it', (_, frame, registers) => {
    const other = (wh: number): Observed => ({ frame, registers, importedWh: wh, tariff: 'HP..' });
    expect(
      energies([
        ['2026-08-14 10:00:00', undefined, hcHp(500, 900, 'HP..')],
        ['2026-08-14 11:00:00', undefined, hcHp(500, 950, 'HP..')],
        ['2026-08-14 12:00:00', undefined, other(3_000_000)],
        ['2026-08-14 12:00:02', undefined, other(3_000_007)],
        ['2026-08-14 12:00:04', undefined, other(3_000_010)],
      ]),
    ).toEqual({ '2026-08-14': 60 });
  });

  test('and a single frame of another address changes nothing', () => {
    expect(
      energies([
        ['2026-08-14 10:00:00', undefined, hcHp(500, 900, 'HP..')],
        [
          '2026-08-14 10:00:02',
          undefined,
          { ...hcHp(500, 901, 'HP..'), frame: { ...HISTORIQUE, address: '021728123457' } },
        ],
        ['2026-08-14 10:00:04', undefined, hcHp(500, 902, 'HP..')],
      ]),
    ).toEqual({ '2026-08-14': 2 });
  });

  test('when the index stays behind what the day has counted', () => {
    expect(
      energies([
        ['2026-08-14 10:00:00', 700_000],
        ['2026-08-14 11:00:00', 700_500],
        ['2026-08-14 12:00:00', 20],
        ['2026-08-14 13:00:00', 50],
        ['2026-08-15 13:00:00', 150],
      ]),
    ).toEqual({ '2026-08-14': 530, '2026-08-15': 100 });
  });
});

test.each([
  ['too high', 9_000_000],
  ['a little too low', 700_400],
  ['far too low', 20],
])('a wrong index that is %s, for one frame, changes no sum', (_, wrong) => {
  expect(
    energies([
      ['2026-08-14 10:00:00', 700_000],
      ['2026-08-14 11:00:00', 700_500],
      ['2026-08-14 11:00:02', wrong],
      ['2026-08-14 11:00:04', 700_501],
      ['2026-08-14 12:00:00', 701_000],
    ]),
  ).toEqual({ '2026-08-14': 1_000 });
});

test('a clock that was ahead for a while leaves the sums right, and the minutes that it passes again count once', () => {
  const days = daysOf([
    ['2026-08-14 10:00:00', 100],
    ['2026-08-14 10:01:00', 110],
    ['2027-01-01 00:00:00', 120],
    ['2026-08-14 10:01:30', 130],
    ['2026-08-14 10:02:00', 140],
  ]);
  expect(days.map(({ day, energyWh, seenMinutes }) => [dateOf(day), energyWh, seenMinutes])).toEqual([
    ['2026-08-14', 30, 3],
    ['2027-01-01', 10, 1],
  ]);
});

test('the greatest power has its time, and what the meter told last of its subscription and contract stays', () => {
  const [day] = daysOf([
    ['2026-08-14 10:00:00', 1, { apparentPowerVA: 300, subscribedVA: 6_000, contract: 'BASE' }],
    ['2026-08-14 11:00:00', 2, { apparentPowerVA: 4_200, subscribedVA: 9_000 }],
    ['2026-08-14 12:00:00', 3, { apparentPowerVA: 4_200 }],
  ]);
  expect(day).toMatchObject({
    ...{ greatestVA: 4_200, greatestAtMs: Date.parse('2026-08-14T11:00:00+02:00') },
    ...{ subscribedVA: 9_000, contract: 'BASE', seenMinutes: 3 },
  });
});

describe('the base load', () => {
  const minutes = (hour: number, from: number, to: number, atWh: (minute: number) => number): Telegram[] =>
    Array.from({ length: to - from }, (_, nth) => {
      const minute = String(from + nth).padStart(2, '0');
      return [`2026-08-14 0${hour}:${minute}:30`, atWh(from + nth)];
    });

  test('is the mean power of the hour of the night in which the index counted least', () => {
    const [day] = daysOf([
      ...minutes(1, 0, 60, (minute) => 1_000 + 10 * minute),
      ...minutes(2, 0, 60, (minute) => 2_000 + 2 * minute),
      ...minutes(3, 0, 60, (minute) => 3_000 + 3 * minute),
      ...minutes(7, 0, 60, () => 4_000),
    ]);
    expect(day?.baseW).toBe(120);
  });

  test.each([
    ['is not over', minutes(5, 0, 60, () => 1_000)],
    ['begins too late', [...minutes(2, 3, 60, () => 1_000), ...minutes(7, 0, 1, () => 1_000)]],
    ['ends too early', [...minutes(2, 0, 57, () => 1_000), ...minutes(7, 0, 1, () => 1_000)]],
    ['has a step back', [...minutes(2, 0, 60, (at) => (at === 9 ? 1_500 : 1_000)), ...minutes(7, 0, 1, () => 1_000)]],
    ['is not in the night', [...minutes(6, 0, 60, () => 1_000), ...minutes(7, 0, 1, () => 1_000)]],
  ])('is absent where the only hour %s', (_, telegrams) => {
    expect(daysOf(telegrams)[0]).not.toHaveProperty('baseW');
  });
});

function twice(date: string, frame: Observed): readonly Telegram[] {
  return [
    [`${date} 12:00:00`, undefined, frame],
    [`${date} 12:00:02`, undefined, frame],
  ];
}

function energies(telegrams: readonly Telegram[]): { readonly [date: string]: number | undefined } {
  return Object.fromEntries(daysOf(telegrams).map(({ day, energyWh }) => [dateOf(day), energyWh]));
}

function daysOf(telegrams: readonly Telegram[]): readonly Day[] {
  const fold = createDayFold(undefined, () => undefined);
  for (const [position, [at, importedWh, more]] of telegrams.entries()) {
    fold.take(position, msOf(at), { ...(importedWh !== undefined && { importedWh }), ...more });
  }
  return [...fold.changed.values()]
    .map(({ record }) => dayOf(record, fold.present?.record.chain))
    .toSorted((one, other) => one.day - other.day);
}

/** The moment of a date and time in Paris, on a day whose clock does not change. */
function msOf(at: string): number {
  const [date = '', time = ''] = at.split(' ');
  const midnightMs = beginningOfDay(dayOfDate(date) ?? Number.NaN);
  return midnightMs + Date.parse(`1970-01-01T${time}Z`);
}
