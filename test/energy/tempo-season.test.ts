import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { joinedDays } from '../../src/energy/joined-days.ts';
import { tempoDayAt } from '../../src/energy/period-clock.ts';
import { registerHistory } from '../../src/energy/register-history.ts';
import { tempoSeason } from '../../src/energy/tempo-season.ts';
import type { TempoColour } from '../../src/reading/reading.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';

const numberOf = (date: string) => dayOfDate(date) ?? Number.NaN;
const dayWith = (
  date: string,
  energyWhByTariff: { readonly [period: string]: number },
  more: Partial<Day> = {},
): Day => ({
  ...{ day: numberOf(date), energyWh: 9_000, energyWhByTariff, seenMinutes: 1_440 },
  ...more,
});
const blue = (date: string) => dayWith(date, { HCJB: 3_000, HPJB: 6_000 });
const white = (date: string) => dayWith(date, { HCJB: 3_000, HPJW: 6_000 });
const red = (date: string) => dayWith(date, { HCJR: 2_000, HCJB: 1_000, HPJR: 6_000 });
/** The season if no colour was published. */
const season = (days: readonly Day[], today: string, told = {}) =>
  tempoSeason(days, numberOf(today), told, () => undefined);

describe('a season', () => {
  test('counts each day in the colour of its peak hours, although its night belongs to the day before', () => {
    const days = [blue('2026-09-01'), white('2026-09-02'), red('2026-09-03'), blue('2026-09-04')];
    expect(season(days, '2026-09-04')).toEqual({
      name: '2026-2027',
      gone: { blue: 2, white: 1, red: 1 },
      left: { blue: 300 - 2, white: 43 - 1, red: 22 - 1 },
      unknown: 0,
    });
  });

  test.each([
    ['2026-09-01', '2026-2027', 300],
    ['2027-08-31', '2026-2027', 300],
    ['2027-09-01', '2027-2028', 301], // with 29 February 2028
    ['2028-02-29', '2027-2028', 301],
    ['2028-09-01', '2028-2029', 300],
  ])('at %s is %s, with %i blue days', (today, name, blueDays) => {
    const told = season([], today, { today: 'blue' });
    expect([told?.name, (told?.gone.blue ?? 0) + (told?.left.blue ?? 0)]).toEqual([name, blueDays]);
    expect(told?.left).toMatchObject({ white: 43, red: 22 });
  });

  test('leaves out the days of the previous season', () => {
    expect(season([red('2027-08-31'), blue('2027-09-01')], '2027-09-01')).toMatchObject({
      gone: { blue: 1, white: 0, red: 0 },
      unknown: 0,
    });
  });

  test('does not know the days before the journal began', () => {
    expect(season([blue('2026-12-10')], '2026-12-10')).toMatchObject({
      gone: { blue: 1, white: 0, red: 0 },
      unknown: 30 + 31 + 30 + 9,
    });
  });

  test('has no days left of a colour that occurred more often than it should', () => {
    const days = Array.from({ length: 24 }, (_, nth) => red(`2026-12-${String(nth + 1).padStart(2, '0')}`));
    expect(season(days, '2026-12-24', { tomorrow: 'red' })).toMatchObject({ gone: { red: 24 }, left: { red: 0 } });
  });
});

describe('for the days before the journal began', () => {
  test('the published colours are used, so none is unknown', () => {
    // 16 January 2026 was white; up to the day before 112 days were blue, 20 white and 5 red.
    expect(tempoSeason([white('2026-01-16')], numberOf('2026-01-16'), { tomorrow: 'blue' })).toEqual({
      name: '2025-2026',
      gone: { blue: 112, white: 21, red: 5 },
      planned: 'blue',
      left: { blue: 300 - 112 - 1, white: 43 - 21, red: 22 - 5 },
      unknown: 0,
    });
  });

  test('those that this version does not know are unknown', () => {
    const upTo8September = (day: number) => (day <= numberOf('2040-09-08') ? 'blue' : undefined);
    const found = tempoSeason([red('2040-12-01')], numberOf('2040-12-01'), {}, upTo8September);
    expect(found).toMatchObject({ gone: { blue: 8, red: 1 }, unknown: 22 + 31 + 30 });
  });

  test('the meter has precedence, for today and for the days that it has counted', () => {
    const today = numberOf('2026-01-16');
    const withoutMeter = tempoSeason([], today, { tomorrow: 'blue' });
    expect(withoutMeter?.gone).toEqual({ blue: 112, white: 21, red: 5 });
    const told = tempoSeason([red('2026-01-15')], today, { today: 'red' });
    expect(told?.gone).toEqual({ blue: 111, white: 20, red: 7 });
  });

  test('a household without Tempo has no season', () => {
    expect(tempoSeason([dayWith('2026-01-15', { BASE: 9_000 })], numberOf('2026-01-16'), {})).toBeUndefined();
  });
});

test('the season 2019-2020 ends with its four remaining red days made white', () => {
  expect(tempoSeason([], numberOf('2020-08-31'), { today: 'blue' })).toEqual({
    name: '2019-2020',
    gone: { blue: 366 - 47 - 18, white: 47, red: 18 },
    left: { blue: 0, white: 0, red: 0 },
    unknown: 0,
  });
});

describe('what the meter reports', () => {
  const days = [blue('2026-11-30')];

  test('is today’s colour, until energy shows it', () => {
    expect(season(days, '2026-12-01', { today: 'red' })).toMatchObject({ gone: { blue: 1, red: 1 } });
    expect(season(days, '2026-12-01')).toMatchObject({ gone: { blue: 1, red: 0 } });
    const counted = [...days, white('2026-12-01')];
    expect(season(counted, '2026-12-01', { today: 'red' })).toMatchObject({ gone: { white: 1, red: 0 } });
  });

  test('is the plan for tomorrow, which is neither gone nor left', () => {
    expect(season(days, '2026-11-30', { today: 'blue', tomorrow: 'white' })).toMatchObject({
      gone: { blue: 1, white: 0 },
      planned: 'white',
      left: { white: 42 },
    });
  });

  test('for 1 September is not counted in the ending season', () => {
    expect(season([blue('2027-08-31')], '2027-08-31', { tomorrow: 'white' })).toEqual({
      name: '2026-2027',
      gone: { blue: 1, white: 0, red: 0 },
      left: { blue: 299, white: 43, red: 22 },
      unknown: 364,
    });
  });
});

describe('there is no season', () => {
  test('without a colour or a day', () => expect(season([], '2026-12-01')).toBeUndefined());

  test('for another contract', () => {
    expect(season([dayWith('2026-11-30', { 'HP..': 6_000, 'HC..': 3_000 })], '2026-12-01')).toBeUndefined();
  });

  test('after Tempo was replaced by another contract', () => {
    const days = [red('2026-11-28'), dayWith('2026-11-29', { BASE: 9_000 }), dayWith('2026-11-30', {})];
    expect(season(days, '2026-12-01')).toBeUndefined();
    expect(season([...days.slice(1), red('2026-12-01')], '2026-12-01')).toMatchObject({ gone: { red: 1 } });
  });
});

describe('a Tempo day', () => {
  test.each([
    ['2026-12-01T05:59:59+01:00', '2026-11-30'],
    ['2026-12-01T06:00:00+01:00', '2026-12-01'],
    ['2027-03-28T05:59:59+02:00', '2027-03-27'],
    ['2027-10-31T06:00:00+01:00', '2027-10-31'],
    ['2027-09-01T00:00:00+02:00', '2027-08-31'],
  ])('at %s belongs to %s', (moment, date) => expect(tempoDayAt(Date.parse(moment))).toBe(numberOf(date)));

  test('at night has its energy on two dates, and the new date is not counted yet', () => {
    const night = [red('2026-12-01'), dayWith('2026-12-02', { HCJR: 500 })];
    expect(season(night, '2026-12-01', { today: 'red', tomorrow: 'blue' })).toMatchObject({
      gone: { blue: 0, red: 1 },
      planned: 'blue',
    });
  });
});

test('days of a file count as well, if it has registers whose periods are known', () => {
  const fileDay = (date: string, energyWhByRegister: { readonly [label: string]: number }): ImportedDay => {
    return { day: numberOf(date), energyWh: 9_000, energyWhByRegister };
  };
  const files = [fileDay('2026-11-27', { EASF07: 3_000, EASF04: 6_000 }), fileDay('2026-11-28', { EASF07: 9_000 })];
  const history = registerHistory(linesOf({ EASF07: 'HC BLEU', EASF04: 'HP ROUGE' }));
  const days = joinedDays([blue('2026-11-29')], files, { hours: [], history });
  expect(season(days, '2026-11-29')).toMatchObject({ gone: { blue: 1, white: 0, red: 1 }, unknown: 88 });
  const nothingKnown = joinedDays([blue('2026-11-29')], files, { hours: [], history: registerHistory([]) });
  expect(season(nothingKnown, '2026-11-29')).toMatchObject({ gone: { blue: 1, white: 0, red: 0 }, unknown: 89 });
});

const COLOURS = ['blue', 'white', 'red'] as const satisfies readonly TempoColour[];
const NAMES = {
  blue: ['HPJB', 'HP BLEU', 'HP  BLEU'],
  white: ['HPJW', 'HP BLANC'],
  red: ['HPJR', 'HEURES PLEINES JOURS ROUGES'],
};

test('every day is counted once, whichever are known, and the others are unknown or left', () => {
  const dayOfSeason = fc.record({
    colour: fc.constantFrom(...COLOURS),
    isKnown: fc.boolean(),
    name: fc.nat({ max: 2 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 2020, max: 2050 }),
      fc.array(dayOfSeason, { minLength: 1, maxLength: 366 }),
      fc.option(fc.constantFrom(...COLOURS), { nil: undefined }),
      (year, all, tomorrow) => {
        const days = Math.round((Date.UTC(year + 1, 8, 1) - Date.UTC(year, 8, 1)) / 86_400_000);
        const script = all.slice(0, days);
        const first = Date.UTC(year, 8, 1) / 86_400_000;
        const known = script.flatMap(({ colour, isKnown, name }, nth): Day[] => {
          const period = NAMES[colour][name] ?? NAMES[colour][0] ?? '';
          return isKnown ? [{ day: first + nth, energyWhByTariff: { [period]: 1, HCJB: 5 }, seenMinutes: 1 }] : [];
        });
        const found = tempoSeason(known, first + script.length - 1, { tomorrow }, () => undefined);
        if (known.length === 0 && tomorrow === undefined) {
          expect(found).toBeUndefined();
          return;
        }
        const count = (colour: TempoColour) => script.filter((one) => one.isKnown && one.colour === colour).length;
        const planned = script.length < days ? tomorrow : undefined;
        expect(found).toMatchObject({
          name: `${year}-${year + 1}`,
          gone: { blue: count('blue'), white: count('white'), red: count('red') },
          unknown: script.length - known.length,
        });
        expect(found?.planned).toBe(planned);
        for (const [colour, total] of [
          ['blue', days - 65],
          ['white', 43],
          ['red', 22],
        ] as const)
          expect(found?.left[colour]).toBe(Math.max(0, total - count(colour) - (planned === colour ? 1 : 0)));
      },
    ),
  );
});
