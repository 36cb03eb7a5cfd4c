import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../testbed/project.ts';
import { withMoreDays } from '../../tools/longer-tempo-days.ts';
import { csvOf, type Days, publishedDays, season } from './tempo-csv.ts';

/** A source without a day. */
const EMPTY =
  'export const BEFORE = 1;\n\nconst SEASONS: { readonly [firstYear: number]: string } = {\n};\n\nconst AFTER = {\n};\n';
const SEASON = season(2040);
const [FIRST_HALF, SECOND_HALF] = [upTo('2041-02-15'), new Map([...SEASON].filter(([date]) => date > '2041-02-15'))];

function upTo(last: string): Days {
  return new Map([...SEASON].filter(([date]) => date <= last));
}

/** The season with other letters. */
function changed(letters: { readonly [date: string]: string }, days = SEASON): Days {
  return new Map([...days, ...Object.entries(letters)]);
}

function without(...dates: readonly string[]): Days {
  return new Map([...SEASON].filter(([date]) => !dates.includes(date)));
}

/** The source with these days. */
function longer(source: string, days: Days): string {
  const found = withMoreDays(source, csvOf(days));
  return found.kind === 'longer' ? found.source : expect.unreachable(found.says.join(' '));
}

function refusal(days: Days | string, source = EMPTY): readonly string[] {
  const found = withMoreDays(source, typeof days === 'string' ? days : csvOf(days));
  return found.kind === 'refused' ? found.says : expect.unreachable('it was taken');
}

describe('days are added', () => {
  test('a line for each month, and what stands around them stays', () => {
    const days = changed({ '2040-10-01': 'W' }, upTo('2040-10-03'));
    expect(longer(EMPTY, days)).toBe(
      EMPTY.replace('= {\n};', `= {\n  2040: \`\n    ${'B'.repeat(30)}\n    WBB\n  \`,\n};`),
    );
  });

  test('so that two halves of a season give the same as the whole, also with days that are there already', () => {
    const whole = longer(EMPTY, SEASON);
    expect(longer(longer(EMPTY, FIRST_HALF), SECOND_HALF)).toBe(whole);
    expect(longer(longer(EMPTY, FIRST_HALF), SEASON)).toBe(whole);
    expect(longer(whole, SEASON)).toBe(whole);
    expect(whole.split('`')[1]?.replace(/\s/g, '')).toBe([...SEASON.values()].join(''));
  });

  test('in any order, and with the line ends of Windows', () => {
    const shuffled = csvOf(new Map([...SEASON].toReversed())).replaceAll('\n', '\r\n');
    expect(withMoreDays(EMPTY, shuffled)).toMatchObject({ source: longer(EMPTY, SEASON) });
  });

  test('into the gaps of a running season, which are dashes', () => {
    const gaps = new Map([...FIRST_HALF].filter(([date]) => date > '2040-09-07'));
    const source = longer(EMPTY, gaps);
    expect(source).toContain(`\`\n    -------${'B'.repeat(23)}\n`);
    expect(longer(source, upTo('2040-09-07'))).toBe(longer(EMPTY, FIRST_HALF));
  });

  test('and told, without those that were there', () => {
    const found = withMoreDays(longer(EMPTY, upTo('2040-09-10')), csvOf(upTo('2040-09-12')));
    expect(found).toMatchObject({ kind: 'longer', added: [25_821, 25_822] });
  });

  test('of the season 2019-2020, of which four red days were made white', () => {
    expect(longer(EMPTY, publishedDays('2019-09-01', '2020-08-31'))).toContain('  2019: `');
  });

  test('to the source of the plugin: what it has already leaves it as it is', () => {
    const own = readFileSync(join(PROJECT, 'src/energy/tempo-days.ts'), 'utf8');
    expect(longer(own, publishedDays('2014-09-01', '2026-08-31'))).toBe(own);
  });
});

describe('a season is refused', () => {
  test.each<readonly [string, Days, string]>([
    [
      'that is over without its red days',
      changed({ '2040-11-01': 'B', '2040-11-02': 'B' }),
      'The season 2040-2041 has 20 red and 43 white days, and not 22 and 43.',
    ],
    [
      'that is over with a white day too many',
      changed({ '2041-08-31': 'W' }),
      'The season 2040-2041 has 22 red and 44 white days, and not 22 and 43.',
    ],
    [
      'that is over with 18 red and 47 white days, since only that of 2019 had them',
      changed({ '2040-11-01': 'W', '2040-11-02': 'W', '2040-11-05': 'W', '2040-11-06': 'W' }),
      'The season 2040-2041 has 18 red and 47 white days, and not 22 and 43.',
    ],
    [
      'that runs, and has more red days than the whole season has',
      changed({ '2041-02-15': 'R' }, FIRST_HALF),
      'The season 2040-2041 has 23 red and 0 white days already, and not 22 and 43.',
    ],
    [
      'that runs, and has more white days than the whole season has',
      changed({ '2041-06-29': 'W' }, upTo('2041-06-30')),
      'The season 2040-2041 has 22 red and 44 white days already, and not 22 and 43.',
    ],
    [
      'that is over with a gap',
      without('2040-09-03', '2040-09-04'),
      'The season 2040-2041 is over, and 2 of its days have no colour: 2040-09-03 is the first.',
    ],
    [
      'that has a gap at its end when the next one begins',
      new Map([...without('2041-08-31'), ['2041-09-01', 'B']]),
      'The season 2040-2041 is over, and 1 of its days have no colour: 2041-08-31 is the first.',
    ],
    [
      'that nobody has told between two others',
      new Map([...SEASON, ['2042-09-01', 'B']]),
      'The season 2041-2042 is over, and 365 of its days have no colour: 2041-09-01 is the first.',
    ],
  ])('%s', (_, days, says) => expect(refusal(days)).toEqual([says]));

  test('of 2019 with the days that any other one has', () => {
    const reds = { '2020-03-23': 'R', '2020-03-24': 'R', '2020-03-25': 'R', '2020-03-26': 'R' };
    expect(refusal(changed(reds, publishedDays('2019-09-01', '2020-08-31'))).at(-1)).toMatch(
      /^The season 2019-2020 has 22 red and \d+ white days, and not 18 and 47\.$/,
    );
  });
});

describe('a day is refused', () => {
  test.each([
    ['2040-10-31', 'R', '2040-10-31 is red, and not between November and March.'],
    ['2041-04-01', 'R', '2041-04-01 is red, and not between November and March.'],
    ['2041-01-05', 'R', '2041-01-05 is red, and at a weekend.'],
    ['2041-01-06', 'R', '2041-01-06 is red, and at a weekend.'],
    ['2041-01-06', 'W', '2041-01-06 is white, and a Sunday.'],
  ])('on %s as %s', (date, letter, says) => expect(refusal(new Map([[date, letter]]))).toEqual([says]));

  test('of another colour than the source has', () => {
    const source = longer(EMPTY, FIRST_HALF);
    expect(refusal(new Map([['2040-11-01', 'B']]), source)).toEqual([
      '2040-11-01 is B in the file, and R in the data.',
    ]);
  });

  test('of the colour of another source, where these differ', () => {
    const own = readFileSync(join(PROJECT, 'src/energy/tempo-days.ts'), 'utf8');
    expect(refusal(new Map([['2022-06-01', 'B']]), own)).toEqual([
      '2022-06-01 is B in the file, and W in the data. The sources differ: eCO2mix has W, RTE’s services W, EDF B.',
    ]);
  });
});

describe('a file is refused', () => {
  const lines = (...more: readonly string[]) => ['day,colour', '2040-09-01,B', ...more].join('\n');

  test.each([
    ['without a header', '2040-09-01,B\n', ['The first line is not “day,colour”.']],
    ['that is empty', '', ['The first line is not “day,colour”.']],
    ['without a day', 'day,colour\n', ['There is no day in the file.']],
    ['with an unknown colour', lines('2040-09-02,V'), ['Line 3: “V” is not a colour (B, W, R).']],
    ['with a small letter', lines('2040-09-02,b'), ['Line 3: “b” is not a colour (B, W, R).']],
    ['with a dash', lines('2040-09-02,-'), ['Line 3: “-” is not a colour (B, W, R).']],
    ['with a date that does not exist', lines('2041-02-29,B'), ['Line 3: there is no date “2041-02-29”.']],
    ['with a date as the French write it', lines('02/09/2040,B'), ['Line 3: there is no date “02/09/2040”.']],
    ['with a line without a colour', lines('2040-09-02'), ['Line 3 is not a day and a colour: “2040-09-02”.']],
    ['with a third field', lines('2040-09-02,B,x'), ['Line 3 is not a day and a colour: “2040-09-02,B,x”.']],
    ['with semicolons', lines('2040-09-02;B'), ['Line 3 is not a day and a colour: “2040-09-02;B”.']],
    ['with an empty line', lines('', '2040-09-02,B'), ['Line 3 is not a day and a colour: “”.']],
    ['with a day of two colours', lines('2040-09-01,W'), ['2040-09-01 is there twice, as B and as W.']],
    [
      'with several faults, all of which are told',
      lines('2040-09-02,V', '2040-13-01,B'),
      ['Line 3: “V” is not a colour (B, W, R).', 'Line 4: there is no date “2040-13-01”.'],
    ],
  ])('%s', (_, csv, says) => expect(refusal(csv)).toEqual(says));

  test('not for a day that is there twice in one colour', () => {
    expect(withMoreDays(EMPTY, lines('2040-09-01,B')).kind).toBe('longer');
  });

  test('where the source is not that of the days', () => {
    expect(refusal(SEASON, 'const SEASON = {\n};\n')).toEqual(['The source has no object SEASONS.']);
  });
});
