import { describe, expect, test } from 'vitest';
import { DAY_MS, dayOfDate } from '../../src/base/paris-time.ts';
import { hoursIn } from '../../src/contract/date-hours.ts';
import { expectedHours } from '../../src/contract/expected-hours.ts';
import { type HoursChangeMemory, hoursChangeAfter } from '../../src/contract/hours-change.ts';
import { hoursOfSeason, seasonOf } from '../../src/contract/season.ts';

const SUMMER = '02:00-07:00,12:00-15:00';
const WINTER = '23:30-07:30';
/** Other hours of a winter, with the first span as in summer: observed once, they may be half of each. */
const ALIKE = '02:00-07:00,14:00-17:00';

const day = (date: string) => dayOfDate(date) ?? Number.NaN;

/** Each date with these hours, from a date up to another one. The supplier's day type follows a slash. */
type Stretch = readonly [from: string, to: string, hours: string];

/** The news, and the date of each, for these stretches of dates; the plugin restarts on each date. */
function said(isTold: boolean, stretches: readonly Stretch[]): readonly string[] {
  let memory: HoursChangeMemory = {};
  const dates = stretches.flatMap(([from, to, hours]) =>
    Array.from({ length: day(to) - day(from) + 1 }, (_, nth) => [day(from) + nth, hours] as const),
  );
  return dates.flatMap(([date, text]) => {
    const [hours = '', dayType] = text.split(' / ');
    const told = { day: date, offPeak: hoursIn(hours), dayType };
    const after = hoursChangeAfter(memory, told, isTold);
    memory = JSON.parse(JSON.stringify(after.memory));
    const { before, offPeak, season = 'no season', fromDay } = after.news ?? {};
    return after.news ? [`${dateOf(date)}: ${before} → ${offPeak}, ${season}, from ${dateOf(fromDay)}`] : [];
  });
}

function dateOf(aDay: number | undefined): string | undefined {
  return aDay === undefined ? undefined : new Date(aDay * DAY_MS).toISOString().slice(0, 10);
}

test.each([
  ['2027-03-31', 'winter'],
  ['2027-04-01', 'summer'],
  ['2027-10-31', 'summer'],
  ['2027-11-01', 'winter'],
  ['2027-12-31', 'winter'],
  ['2028-02-29', 'winter'],
])('%s is in %s', (date, season) => {
  expect(seasonOf(day(date))).toBe(season);
});

const A_SUMMER = ['2028-09-01', '2028-10-31', SUMMER] as const;
const A_WINTER = ['2028-11-01', '2029-03-31', WINTER] as const;
const TO_WINTER = `2028-11-01: ${SUMMER} → ${WINTER}, winter, from 2028-11-01`;
const TO_SUMMER = `2029-04-01: ${WINTER} → ${SUMMER}, summer, from 2029-04-01`;

describe('hours that the meter reports', () => {
  test('belong to a season if they change with it', () => {
    expect(said(true, [A_SUMMER, A_WINTER, ['2029-04-01', '2029-10-31', SUMMER]])).toEqual([TO_WINTER, TO_SUMMER]);
  });

  test.each([
    ['a day before a season begins', '2028-10-31', 'no season'],
    ['on the third day of one', '2028-11-03', 'no season'],
    ['in its middle', '2029-01-15', 'no season'],
    ['with it', '2028-11-01', 'winter'],
    ['on its second day', '2028-11-02', 'winter'],
  ])('that change %s belong to %s', (_, first, season) => {
    const last = dateOf(day(first) - 1) ?? '';
    expect(
      said(true, [
        ['2028-09-01', last, SUMMER],
        [first, '2029-03-31', WINTER],
      ]),
    ).toEqual([`${first}: ${SUMMER} → ${WINTER}, ${season}, from ${first}`]);
  });

  test('that do not change at the beginning of a season no longer depend on it', () => {
    const same = ['2029-04-01', '2029-07-14', WINTER] as const;
    const other = ['2029-07-15', '2029-08-01', SUMMER] as const;
    expect(said(true, [A_SUMMER, A_WINTER, same, other])).toEqual([
      TO_WINTER,
      `2029-07-15: ${WINTER} → ${SUMMER}, no season, from 2029-07-15`,
    ]);
  });

  test('that change within a season apply all year, until the next season shows otherwise', () => {
    const other = ['2029-01-15', '2029-03-31', ALIKE] as const;
    expect(
      said(true, [A_SUMMER, ['2028-11-01', '2029-01-14', WINTER], other, ['2029-04-01', '2029-04-03', SUMMER]]),
    ).toEqual([
      TO_WINTER,
      `2029-01-15: ${WINTER} → ${ALIKE}, no season, from 2029-01-15`,
      `2029-04-01: ${ALIKE} → ${SUMMER}, summer, from 2029-04-01`,
    ]);
  });

  test('that are reverted on the eve, or after a day, no longer belong to a season', () => {
    const [eve, back] = [
      ['2028-11-01', '2028-11-01', WINTER],
      ['2028-11-01', '2029-04-30', SUMMER],
    ] as const;
    const backOn = (first: string) => `${first}: ${WINTER} → ${SUMMER}, no season, from ${first}`;
    expect(said(true, [A_SUMMER, eve, back])).toEqual([TO_WINTER, backOn('2028-11-01')]);
    expect(said(true, [A_SUMMER, eve, ['2028-11-02', '2029-04-30', SUMMER]])).toEqual([
      TO_WINTER,
      backOn('2028-11-02'),
    ]);
  });

  test('of weekends that get their own belong to no season, if its workdays began as before', () => {
    const weekend = ['2028-11-04', '2028-11-05', '00:00-00:00'] as const;
    expect(
      said(true, [A_SUMMER, ['2028-11-01', '2028-11-03', SUMMER], weekend, ['2028-11-06', '2028-11-08', SUMMER]]),
    ).toEqual([`2028-11-04: ${SUMMER} → 00:00-00:00, no season, from 2028-11-04`]);
  });

  test('of a holiday on the first day of a season, with the type of a weekend, do not end the season', () => {
    const weekOf = (monday: string, hours: string): readonly Stretch[] => {
      const [friday, saturday, sunday] = [4, 5, 6].map((after) => dateOf(day(monday) + after) ?? '') as [
        string,
        string,
        string,
      ];
      return [
        [monday, friday, `${hours} / 01`],
        [saturday, sunday, '00:00-00:00 / 02'],
      ];
    };
    const summer = ['2029-10-15', '2029-10-22'].flatMap((monday) => weekOf(monday, SUMMER));
    const winter = ['2030-03-18', '2030-03-25'].flatMap((monday) => weekOf(monday, WINTER));
    // All Saints' Day of 2029 is a Thursday, and Easter Monday of 2030 comes after the first of April.
    const turn: readonly Stretch[] = [
      ['2029-10-29', '2029-10-31', `${SUMMER} / 01`],
      ['2029-11-01', '2029-11-01', '00:00-00:00 / 02'],
      ['2029-11-02', '2029-11-02', `${WINTER} / 01`],
    ];
    expect(said(true, [...summer, ...turn, ...winter, ['2030-04-01', '2030-04-01', `${SUMMER} / 01`]])).toEqual([
      `2029-11-02: ${SUMMER} → ${WINTER}, winter, from 2029-11-02`,
      `2030-04-01: ${WINTER} → ${SUMMER}, summer, from 2030-04-01`,
    ]);
  });
});

describe('hours that are observed', () => {
  test('are dated if they change with a season', () => {
    expect(said(false, [A_SUMMER, A_WINTER])).toEqual([TO_WINTER]);
  });

  test('that may be half of the previous ones are still dated by the first day, and accepted at once the next time', () => {
    const [summer, winter] = [
      ['2029-04-01', '2029-10-31', SUMMER],
      ['2028-11-01', '2029-03-31', ALIKE],
    ] as const;
    expect(said(false, [A_SUMMER, winter, summer, ['2029-11-01', '2029-11-02', ALIKE]])).toEqual([
      `2028-11-02: ${SUMMER} → ${ALIKE}, winter, from 2028-11-01`,
      `2029-04-01: ${ALIKE} → ${SUMMER}, summer, from 2029-04-01`,
      `2029-11-01: ${SUMMER} → ${ALIKE}, winter, from 2029-11-01`,
    ]);
  });

  test('that changed before the season are not dated by it', () => {
    expect(
      said(false, [
        ['2028-09-01', '2028-10-30', SUMMER],
        ['2028-10-31', '2028-11-02', ALIKE],
      ]),
    ).toEqual([`2028-11-01: ${SUMMER} → ${ALIKE}, no season, from undefined`]);
  });

  test('that were unconfirmed on the first day after a long absence belong to no season', () => {
    expect(
      said(false, [
        ['2028-10-01', '2029-02-10', SUMMER],
        ['2029-04-01', '2029-04-02', ALIKE],
      ]),
    ).toEqual([`2029-04-02: ${SUMMER} → ${ALIKE}, no season, from undefined`]);
  });

  test('stay known over a day on which the clock was months ahead', () => {
    const winter = (from: string, to: string): Stretch => [from, to, ALIKE];
    const [wrong, summer] = [winter('2029-06-10', '2029-06-10'), ['2029-04-01', '2029-04-02', SUMMER]] as const;
    const life = [A_SUMMER, winter('2028-11-01', '2029-01-10'), wrong, winter('2029-01-11', '2029-03-31'), summer];
    // Hours that begin like the previous ones are accepted on the first day if they are expected, else on the second.
    expect(said(false, life).at(-1)).toBe(`2029-04-01: ${ALIKE} → ${SUMMER}, summer, from 2029-04-01`);
  });

  test('after weeks without the meter belong to no season, unless they are its previous ones', () => {
    const away = ['2028-11-12', '2029-03-31', WINTER] as const;
    const again = ['2029-11-20', '2029-12-01', WINTER] as const;
    expect(
      said(false, [['2028-09-01', '2028-10-20', SUMMER], away, ['2029-04-01', '2029-10-20', SUMMER], again]),
    ).toEqual([
      `2028-11-12: ${SUMMER} → ${WINTER}, no season, from undefined`,
      TO_SUMMER,
      `2029-11-20: ${SUMMER} → ${WINTER}, winter, from undefined`,
    ]);
  });

  test('that differ from those of the last winter are those of this winter', () => {
    const next = ['2029-11-01', '2030-03-31', '22:00-06:00'] as const;
    const summers = (year: string): Stretch => [`${year}-04-01`, `${year}-10-31`, SUMMER];
    expect(said(false, [A_SUMMER, A_WINTER, summers('2029'), next, summers('2030')]).slice(2)).toEqual([
      `2029-11-01: ${SUMMER} → 22:00-06:00, winter, from 2029-11-01`,
      `2030-04-01: 22:00-06:00 → ${SUMMER}, summer, from 2030-04-01`,
    ]);
  });
});

describe('the hours expected by season', () => {
  const memory = {
    known: { workday: [WINTER], saturday: ['00:00-00:00'], sunday: ['00:00-00:00', WINTER] },
    seasons: { of: 'winter', other: { workday: ['22:00-06:00', SUMMER] } },
  } as const;

  test.each([
    ['2029-03-30', WINTER, 'a Friday of the present season'],
    ['2029-03-31', '00:00-00:00', 'a Saturday of it'],
    ['2029-03-25', undefined, 'a Sunday of it, which may have the hours of the workdays'],
    ['2029-04-02', SUMMER, 'a Monday of the next one'],
    ['2029-04-01', undefined, 'a Sunday of the next one, of which nothing was known'],
  ])('for %s are %s: %s', (date, hours, _) => {
    expect(hoursOfSeason(memory, day(date))).toBe(hours);
    expect(hoursOfSeason({ known: memory.known }, day(date))).toBeUndefined();
  });

  test('are used while no day of the kind was observed in the season, and then those of the newest such day', () => {
    const winter = [28, 29, 30].map((date) => ({ day: day(`2029-03-${date}`), offPeak: hoursIn(WINTER) }));
    const first = { day: day('2029-04-01'), offPeak: hoursIn('22:00-06:00') };
    const expected = (dates: typeof winter, today: string, wanted: string) =>
      expectedHours({ dates }, day(today), day(wanted), SUMMER)?.offPeak;
    expect(expected(winter, '2029-03-31', '2029-04-01')).toEqual(hoursIn(SUMMER));
    // A Sunday was observed, and no workday.
    expect(expected([...winter, first], '2029-04-02', '2029-04-02')).toEqual(hoursIn(SUMMER));
    const second = { ...first, day: day('2029-04-02') };
    expect(expected([...winter, first, second], '2029-04-03', '2029-04-03')).toEqual(hoursIn('22:00-06:00'));
  });
});
