import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { joinedDays } from '../../src/energy/joined-days.ts';
import type { PeriodHours } from '../../src/energy/period-clock.ts';
import { registerHistory } from '../../src/energy/register-history.ts';
import type { PeriodOfRegister } from '../../src/reading/periods.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';

const numberOf = (date: string) => dayOfDate(date) ?? Number.NaN;

const HPHC: PeriodHours = {
  from: '2020-01-01',
  periods: [{ name: 'HP' }, { name: 'HC', hours: '22:00-06:00' }],
};
const NO_HOURS: PeriodHours = { ...HPHC, periods: HPHC.periods.map(({ name }) => ({ name })) };
const ONE: PeriodHours = { ...HPHC, periods: [{ name: 'Tout' }] };

/** A day that the meter counted itself and on which it was heard up to midnight. */
function own(date: string, energyWhByTariff: Day['energyWhByTariff'], more: Partial<Day> = {}): Day {
  const day = numberOf(date);
  const energyWh = Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0);
  return { ...{ day, energyWh, energyWhByTariff, seenMinutes: 1440, seenUntilMs: beginningOfDay(day + 1) }, ...more };
}

/** The first day after an absence that began on a date at noon. */
function heardAgain(date: string, sinceDate: string, unseen: Day['energyWhByTariff'], more: Partial<Day> = {}): Day {
  const energyWh = Object.values(unseen).reduce((sum, wh) => sum + wh, 0);
  const sinceMs = beginningOfDay(numberOf(sinceDate)) + 12 * 3_600_000;
  return own(date, unseen, { unseen: { sinceMs, energyWh, energyWhByTariff: unseen }, seenMinutes: 600, ...more });
}

/** A day of a file with a load curve of constant power, in half-hours. */
function curveDay(date: string, watts: number, steps = 48, more: Partial<ImportedDay> = {}): ImportedDay {
  const curve = [{ fromMinute: 0, stepMinutes: 30, meanW: new Array<number>(steps).fill(watts) }];
  return { day: numberOf(date), curve, ...more };
}

function join(days: readonly Day[], imported: readonly ImportedDay[], prices = [HPHC], periods: PeriodOfRegister = {}) {
  return joinedDays(days, imported, { hours: prices, history: registerHistory(linesOf(periods)) });
}

describe('a day known only from a file', () => {
  test('has the energy of its curve, in the periods given by the hours of the prices', () => {
    expect(join([], [curveDay('2025-06-10', 600)])).toEqual([
      {
        ...{ day: numberOf('2025-06-10'), energyWh: 14_400, energyWhByTariff: { HC: 4800, HP: 9600 } },
        ...{ fromFilesWh: 14_400, seenMinutes: 1440, powerMinutes: 0 },
      },
    ]);
  });

  test.each([
    ['2025-03-30', 46, { HC: 4200, HP: 9600 }],
    ['2025-10-26', 50, { HC: 5400, HP: 9600 }],
  ])('on %s has %i half-hours, in local time', (date, steps, energyWhByTariff) => {
    expect(join([], [curveDay(date, 600, steps)])).toMatchObject([{ energyWhByTariff, seenMinutes: steps * 30 }]);
  });

  test('counts both passes of the hour repeated in October as that hour, and nothing in the hour skipped in March', () => {
    const two = { name: 'HC', hours: '02:00-03:00' };
    const price = { ...HPHC, periods: [{ name: 'HP' }, two] };
    expect(join([], [curveDay('2025-10-26', 600, 50)], [price])[0]?.energyWhByTariff['HC']).toBe(1200);
    expect(join([], [curveDay('2025-03-30', 600, 46)], [price])[0]?.energyWhByTariff).toEqual({ HP: 13_800 });
  });

  test('splits a step in which the period changes by minutes, to the sixtieth of a Wh', () => {
    const price = {
      ...HPHC,
      periods: [{ name: 'HP' }, { name: 'HC', hours: '00:00-00:07' }],
    };
    const [day] = join([], [curveDay('2025-06-10', 1, 1)], [price]);
    expect(day).toMatchObject({ energyWh: 0.5, energyWhByTariff: { HC: 7 / 60, HP: 23 / 60 }, seenMinutes: 30 });
  });

  test('is in no period if the prices have no hours, and is marked accordingly', () => {
    expect(join([], [curveDay('2025-06-10', 600)], [NO_HOURS])).toMatchObject([
      { energyWh: 14_400, energyWhByTariff: {}, noHoursWh: 14_400 },
    ]);
  });

  test('has the energy of its registers, named by the file or the meter, rather than that of its curve', () => {
    const energyWhByRegister = { EASF01: 5000, EASF02: 9500 };
    const day = curveDay('2025-06-10', 600, 48, { energyWh: 14_500, energyWhByRegister });
    const named = { energyWh: 14_500, energyWhByTariff: { HC: 5000, HP: 9500 }, energyWhByRegister };
    const periods = { EASF01: 'HC..', EASF02: 'HP..' };
    expect(join([], [day], [NO_HOURS], periods)).toMatchObject([named]);
    expect(
      join([], [{ ...day, periodOfRegister: { EASF01: 'Heures Creuses', EASF02: 'HEURES PLEINES' } }]),
    ).toMatchObject([named]);
    expect(join([], [day])).toMatchObject([{ energyWh: 14_400, energyWhByTariff: { HC: 4800, HP: 9600 } }]);
  });

  test('has the energy of three unordered registers, which the meter names and the file does not', () => {
    const energyWhByRegister = { EASF02: 7_000, EASF05: 1_500, EASF09: 3_000, EASF10: 0 };
    const day: ImportedDay = { day: numberOf('2025-06-10'), energyWh: 11_500, energyWhByRegister };
    const periods = { EASF02: 'HEURE  PLEINE', EASF05: 'WEEK-END', EASF09: 'HEURE  CREUSE' };
    expect(join([], [day], [NO_HOURS], periods)).toMatchObject([
      { energyWhByTariff: { HP: 7_000, 'WEEK-END': 1_500, HC: 3_000 } },
    ]);
    const former = { ...day, periodOfRegister: { EASF02: 'Heures Creuses', EASF05: 'Heures Pleines' } };
    expect(join([], [former], [NO_HOURS], periods)).toMatchObject([{ energyWhByTariff: { HC: 10_000, HP: 1_500 } }]);
  });

  test('has the energy of the whole day rather than that of a curve with gaps', () => {
    const [day] = join([], [curveDay('2025-06-10', 600, 47, { energyWh: 14_420 })]);
    expect(day).toMatchObject({ energyWh: 14_420, energyWhByTariff: {}, seenMinutes: 1440 });
    expect(day).not.toHaveProperty('noHoursWh');
  });

  test('has the peak power and the exported energy of the file', () => {
    const given = [{ fromMinute: 600, stepMinutes: 60, meanW: [1000, 2000] }];
    const [day] = join([], [curveDay('2025-06-10', 600, 48, { greatestVA: 5000, greatestAtMs: 9, givenCurve: given })]);
    expect(day).toMatchObject({ givenWh: 3000, greatestVA: 5000, greatestAtMs: 9 });
    expect(day).not.toHaveProperty('powerMinutes');
  });

  test('has no imported energy if the file has only exported energy', () => {
    expect(join([], [{ day: numberOf('2025-06-10'), givenWh: 7 }])).toEqual([
      {
        ...{ day: numberOf('2025-06-10'), energyWhByTariff: {}, givenWh: 7, fromFilesWh: 0 },
        ...{ seenMinutes: 1440, powerMinutes: 0 },
      },
    ]);
  });

  test('counts as seen for the minutes with imported energy, even if exported energy is complete', () => {
    const givenCurve = [{ fromMinute: 0, stepMinutes: 60, meanW: new Array<number>(24).fill(100) }];
    expect(join([], [curveDay('2025-06-10', 600, 12, { givenCurve })])).toMatchObject([
      { energyWh: 3600, givenWh: 2400, seenMinutes: 360 },
    ]);
  });

  test('spells a period as the meter does', () => {
    const price = {
      ...HPHC,
      periods: [{ name: 'Week-End', hours: '00:00-12:00' }, { name: 'HP' }],
    };
    const days = join([own('2025-07-01', { 'WEEK-END': 5 })], [curveDay('2025-06-10', 600)], [price]);
    expect(days[0]?.energyWhByTariff).toEqual({ 'WEEK-END': 7200, HP: 7200 });
  });
});

describe('a day of the meter', () => {
  const days = ['2025-06-10', '2025-06-11', '2025-06-12'].map((date) => own(date, { HP: 5 }));

  test('stays as it is, whatever a file states', () => {
    expect(join(days, [curveDay('2025-06-11', 600)])).toEqual(days);
  });

  test('is the same object without imports', () => {
    expect(join(days, [])).toBe(days);
  });
});

describe('in an absence of the plugin,', () => {
  const before = own('2025-06-10', { 'HP..': 4000, 'HC..': 3000 });
  const after = heardAgain('2025-06-13', '2025-06-10', { 'HP..': 30_000, 'HC..': 12_000 });
  const later = own('2025-06-14', { 'HP..': 9600, 'HC..': 4800 });
  const files = [curveDay('2025-06-11', 600), curveDay('2025-06-12', 600)];

  test('days get the energy of files, and the day on which the meter was heard again has that much less', () => {
    const joined = join([before, after, later], files);
    expect(joined.map(({ day }) => dateOf(day))).toEqual([
      ...['2025-06-10', '2025-06-11', '2025-06-12', '2025-06-13', '2025-06-14'],
    ]);
    expect(joined[1]).toMatchObject({
      energyWh: 14_400,
      fromFilesWh: 14_400,
      energyWhByTariff: { HC: 4800, HP: 9600 },
    });
    expect(joined[3]).toMatchObject({ energyWh: 13_200, energyWhByTariff: { HP: 10_800, HC: 2400 } });
    expect(joined[3]?.unseen).toMatchObject({ energyWh: 13_200, energyWhByTariff: { HP: 10_800, HC: 2400 } });
    expect(joined[3]).not.toHaveProperty('fromFilesWh');
    expect([joined[0], joined[4]]).toEqual([before, later]);
  });

  test('a day that a file covers only in part is not shown', () => {
    const joined = join([before, after, later], [files[0] as ImportedDay, curveDay('2025-06-12', 600, 47)]);
    expect(joined.map(({ day }) => dateOf(day))).toEqual(['2025-06-10', '2025-06-11', '2025-06-13', '2025-06-14']);
    expect(joined[2]?.energyWh).toBe(27_600);
  });

  test.each<[string, readonly ImportedDay[], PeriodHours[]]>([
    ['more than the meter counted in total', [curveDay('2025-06-11', 600), curveDay('2025-06-12', 1200)], [HPHC]],
    [
      'more than the meter counted in one of the periods',
      files,
      [
        {
          ...HPHC,
          periods: [{ name: 'HP' }, { name: 'HC', hours: '00:00-12:00' }],
        },
      ],
    ],
    ['energy of unknown periods, where the meter knows them', files, [NO_HOURS]],
    ['energy of unknown periods, before the first prices', files, []],
  ])('nothing is shown if files have %s', (_, imported, prices) => {
    expect(join([before, after, later], imported, prices)).toEqual([before, after, later]);
  });

  test('energy of unknown period belongs to the only possible one', () => {
    const base = [own('2025-06-10', { BASE: 7 }), heardAgain('2025-06-13', '2025-06-10', { 'TH..': 42_000 })];
    for (const prices of [[], [ONE], [NO_HOURS]]) {
      expect(join([...base, own('2025-06-14', {})], files, prices)).toMatchObject([
        ...[{}, { energyWhByTariff: { BASE: 14_400 } }, { energyWhByTariff: { BASE: 14_400 } }],
        ...[{ energyWh: 13_200, energyWhByTariff: { BASE: 13_200 } }, {}],
      ]);
    }
    const peak = [own('2025-06-10', { HP: 7 }), heardAgain('2025-06-13', '2025-06-10', { 'HP..': 42_000 })];
    expect(join(peak, files, [NO_HOURS])).toEqual(peak);
  });

  test('energy of known periods is taken from what the meter counted without period', () => {
    const unseen = { sinceMs: after.unseen?.sinceMs ?? 0, energyWh: 42_000, energyWhByTariff: {} };
    const unknown = { ...after, energyWh: 43_000, energyWhByTariff: { 'HP..': 1000 }, unseen };
    expect(join([before, unknown, later], files)[3]).toMatchObject({
      ...{ energyWh: 14_200, energyWhByTariff: { HP: 1000 } },
      unseen: { energyWh: 13_200, energyWhByTariff: {} },
    });
  });

  test('a day that was seen without an index keeps its own data in addition to the energy of the file', () => {
    const { energyWh: _, ...seen } = own('2025-06-11', {}, { greatestVA: 3000, greatestAtMs: 5, seenMinutes: 3 });
    expect(join([before, seen, after, later], files)[1]).toMatchObject({
      ...{
        energyWh: 14_400,
        fromFilesWh: 14_400,
        greatestVA: 3000,
        greatestAtMs: 5,
        seenMinutes: 1440,
        powerMinutes: 3,
      },
    });
  });

  test('registers are kept if the files have the same ones, else the day after has none', () => {
    const registers = { EASF01: 12_000, EASF02: 30_000 };
    const counted = { ...after, energyWhByRegister: registers };
    const unseen = {
      ...after.unseen,
      sinceMs: after.unseen?.sinceMs ?? 0,
      energyWhByTariff: { 'HP..': 30_000, 'HC..': 12_000 },
    };
    const known = { ...counted, unseen: { ...unseen, energyWhByRegister: registers } };
    const indexes = ['2025-06-11', '2025-06-12'].map((date) => ({
      ...{ day: numberOf(date), energyWhByRegister: { EASF01: 4800, EASF02: 9600 } },
      periodOfRegister: { EASF01: 'HC', EASF02: 'HP' },
    }));
    expect(join([before, known, later], indexes)[3]).toMatchObject({
      energyWhByRegister: { EASF01: 2400, EASF02: 10_800 },
    });
    expect(join([before, known, later], files)[3]).not.toHaveProperty('energyWhByRegister');
  });

  test('exported energy is fitted independently', () => {
    const unseen = { ...after.unseen, sinceMs: after.unseen?.sinceMs ?? 0, energyWhByTariff: {}, givenWh: 900 };
    const producer = { ...after, givenWh: 1000, unseen };
    const given = (wh: number) => join([before, producer, later], [{ day: numberOf('2025-06-11'), givenWh: wh }]);
    expect(given(500)).toMatchObject([
      {},
      { givenWh: 500, fromFilesWh: 0 },
      { givenWh: 500, unseen: { givenWh: 400 } },
      {},
    ]);
    expect(given(901)).toEqual([before, producer, later]);
  });

  test('days after the meter was replaced, for which nothing was counted, are shown', () => {
    const exchanged = own('2025-06-13', { 'HP..': 5 });
    expect(join([before, exchanged, later], files).map(({ energyWh }) => energyWh)).toEqual([
      7000, 14_400, 14_400, 5, 14_400,
    ]);
  });
});

describe('the first and the last day of the meter', () => {
  const first = own('2025-06-10', { 'HP..': 4000, 'HC..': 1200 }, { seenMinutes: 600, greatestVA: 2000 });
  const second = own('2025-06-11', { 'HP..': 9000 });
  const last = own(
    '2025-06-12',
    { 'HP..': 3000, 'HC..': 3600 },
    { seenUntilMs: beginningOfDay(numberOf('2025-06-12')) + 5, seenMinutes: 500 },
  );
  const files = ['2025-06-09', '2025-06-10', '2025-06-12', '2025-06-13'].map((date) => curveDay(date, 600));

  test('are completed from a file', () => {
    const joined = join([first, second, last], files);
    expect(joined.map(({ energyWh, fromFilesWh }) => [energyWh, fromFilesWh])).toEqual([
      ...[
        [14_400, 14_400],
        [14_400, 9200],
        [9000, undefined],
        [14_400, 7800],
        [14_400, 14_400],
      ],
    ]);
    expect(joined[1]).toMatchObject({ energyWhByTariff: { HC: 4800, HP: 9600 }, seenMinutes: 1440, powerMinutes: 600 });
  });

  test('may be the same day', () => {
    expect(join([last], [files[2] as ImportedDay])).toMatchObject([{ energyWh: 14_400, fromFilesWh: 7800 }]);
  });

  test.each<[string, Day[], ImportedDay[], PeriodHours[]]>([
    ['has less in total', [first, second], [curveDay('2025-06-10', 200)], [HPHC]],
    ['has less in a period', [own('2025-06-10', { 'HC..': 4801 }), second], [curveDay('2025-06-10', 600)], [HPHC]],
    ['has only a part of the day', [first, second], [curveDay('2025-06-10', 600, 47)], [HPHC]],
    ['knows no periods, and the meter does', [first, second], [curveDay('2025-06-10', 600)], [NO_HOURS]],
    [
      'cannot show how much of it the next day has counted',
      [{ ...first, seenUntilMs: 5 }, second],
      [curveDay('2025-06-10', 600)],
      [HPHC],
    ],
    [
      'cannot show how much it has counted of the day before',
      [{ ...second, seenUntilMs: 5 }, last],
      [curveDay('2025-06-12', 600)],
      [HPHC],
    ],
  ])('stay as they are if a file %s', (_, days, imported, prices) => {
    expect(join(days, imported, prices)).toEqual(days);
  });

  test('get exported energy from a file that has only that, and do not count as seen for longer', () => {
    const begun = own('2025-06-10', { HP: 100 }, { seenMinutes: 60, givenWh: 5 });
    const next = own('2025-06-11', { HP: 900 }, { givenWh: 5 });
    expect(join([begun, next], [{ day: numberOf('2025-06-10'), givenWh: 70 }])).toEqual([
      { ...begun, givenWh: 70, fromFilesWh: 0 },
      next,
    ]);
  });

  test('have the higher peak power', () => {
    const power = (greatestVA: number) =>
      join([first, second], [curveDay('2025-06-10', 600, 48, { greatestVA, greatestAtMs: 3 })])[0]?.greatestVA;
    expect([power(1999), power(2001)]).toEqual([2000, 2001]);
  });

  test('come entirely from the file if the meter counted no energy', () => {
    const { energyWh: _, ...frame } = own('2025-06-10', {}, { seenMinutes: 1 });
    expect(join([frame, second], [curveDay('2025-06-10', 600)])[0]).toMatchObject({
      energyWh: 14_400,
      fromFilesWh: 14_400,
    });
    const early = { ...frame, seenUntilMs: beginningOfDay(numberOf('2025-06-10')) + 60_000 };
    expect(join([early, second], [curveDay('2025-06-10', 600)])).toEqual([early, second]);
  });
});
