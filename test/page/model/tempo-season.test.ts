import { expect, test } from 'vitest';
import { seasonDisplay } from '../../../homebridge-ui/page/model/tempo-season.ts';
import type { TempoSeason } from '../../../src/energy/tempo-season.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'America/New_York');
const SEASON: TempoSeason = {
  name: '2026-2027',
  gone: { blue: 70, white: 9, red: 3 },
  left: { blue: 230, white: 34, red: 18 },
  planned: 'red',
  unknown: 0,
};
const linesOf = (season: TempoSeason) => seasonDisplay(season, words).rows.map(({ name, says }) => `${name}: ${says}`);

test('a season is told by colour: gone, tomorrow’s apart, and left', () => {
  expect(seasonDisplay(SEASON, words)).toMatchObject({ title: 'Tempo days, 2026–2027' });
  expect(linesOf(SEASON)).toEqual([
    'Blue: 70 used, 230 left',
    'White: 9 used, 34 left',
    'Red: 3 used, 1 tomorrow, 18 left',
  ]);
  expect(seasonDisplay(SEASON, words)).not.toHaveProperty('note');
});

test('the bars have as many days as the season has of a colour', () => {
  const days = seasonDisplay(SEASON, words).rows.map(({ gone, planned, left }) => [gone, planned, left]);
  expect(days).toEqual([
    [70, 0, 230],
    [9, 0, 34],
    [3, 1, 18],
  ]);
});

test('while the colours of some days are unknown, at least so many are gone, and at most so many are left', () => {
  const { planned: _, ...season } = { ...SEASON, unknown: 23 };
  expect(linesOf(season)).toEqual([
    'Blue: at least 70 used, at most 230 left',
    'White: at least 9 used, at most 34 left',
    'Red: at least 3 used, at most 18 left',
  ]);
  expect(seasonDisplay(season, words).note).toBe('The colours of 23 days of this season are not known.');
  expect(seasonDisplay({ ...season, unknown: 1 }, words).note).toBe(
    'The colour of one day of this season is not known.',
  );
});
