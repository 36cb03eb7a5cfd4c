import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { COLOUR_OF_LETTER, DISPUTED_DAYS, publishedColour } from '../../src/energy/tempo-days.ts';
import type { TempoColour } from '../../src/reading/reading.ts';

const numberOf = (date: string) => dayOfDate(date) ?? Number.NaN;
const FIRST = numberOf('2014-09-01');
/** The first years of the completed seasons. */
const WHOLE = Array.from({ length: 100 }, (_, nth) => 2014 + nth).filter(
  (year) => publishedColour(numberOf(`${year + 1}-08-31`)) !== undefined,
);

const daysOf = (year: number) => {
  const first = numberOf(`${year}-09-01`);
  return Array.from({ length: numberOf(`${year + 1}-09-01`) - first }, (_, nth) => first + nth);
};
const coloured = (colour: TempoColour) => WHOLE.flatMap(daysOf).filter((day) => publishedColour(day) === colour);
/** 0 is Sunday. */
const weekdayOf = (day: number) => new Date(`${dateOf(day)}T12:00:00Z`).getUTCDay();

describe('the published colours', () => {
  test('are those of at least twelve consecutive seasons', () => {
    expect(WHOLE.length).toBeGreaterThanOrEqual(12);
    expect(WHOLE.map((year, nth) => year - nth)).toEqual(WHOLE.map(() => 2014));
  });

  test.each(WHOLE)('of the season that began in %i are complete, and in the numbers of Tempo’s rule', (year) => {
    const days = daysOf(year);
    const count = (colour: TempoColour) => days.filter((day) => publishedColour(day) === colour).length;
    const [red, white] = year === 2019 ? [18, 47] : [22, 43];
    expect([count('red'), count('white'), count('blue')]).toEqual([red, white, days.length - red - white]);
  });

  test('are red from November to March, and not at weekends', () => {
    const red = coloured('red');
    expect(new Set(red.map((day) => dateOf(day).slice(5, 7)))).toEqual(new Set(['11', '12', '01', '02', '03']));
    expect(new Set(red.map(weekdayOf))).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  test('are white on any day but Sunday', () => {
    expect(new Set(coloured('white').map(weekdayOf))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  test('begin on 1 September 2014, and are unknown for invalid days', () => {
    expect([FIRST - 1, FIRST, FIRST + 0.5, numberOf('2099-01-01'), Number.NaN, -1].map(publishedColour)).toEqual([
      ...[undefined, 'blue', undefined, undefined, undefined, undefined],
    ]);
  });

  test.each([
    ['2014-12-04', 'red'],
    ['2020-02-29', 'blue'],
    ['2024-02-29', 'white'],
    ['2026-01-05', 'red'],
    ['2026-05-29', 'white'],
  ])('of %s is %s', (date, colour) => expect(publishedColour(numberOf(date))).toBe(colour));
});

describe('for the days on which the sources differ', () => {
  test.each(DISPUTED_DAYS)('$date has the colour of two of the three', ({ date, taken, ...sources }) => {
    const said = Object.values(sources);
    expect([said.length, said.filter((colour) => colour === taken).length]).toEqual([3, 2]);
    expect(publishedColour(numberOf(date))).toBe(COLOUR_OF_LETTER.get(taken));
  });

  test('there are four days', () => {
    expect(DISPUTED_DAYS.map(({ date }) => date)).toEqual(['2022-04-14', '2022-05-24', '2022-06-01', '2024-02-20']);
  });
});

const CSV = new URL('../../../shared/tempo-days.csv', import.meta.url);
const absent = !existsSync(CSV);

test.skipIf(absent)(
  `each day has the colour that was noted down${absent ? ' (skipped: ../shared/tempo-days.csv is not there)' : ''}`,
  () => {
    const [, ...rows] = readFileSync(CSV, 'utf8').trim().split('\n');
    expect(rows.length).toBeGreaterThan(4_000);
    const wrong = rows.filter((row) => {
      const [date = '', letter = ''] = row.split(',');
      return (
        publishedColour(numberOf(date)) === undefined ||
        publishedColour(numberOf(date)) !== COLOUR_OF_LETTER.get(letter)
      );
    });
    expect(wrong).toEqual([]);
  },
);
