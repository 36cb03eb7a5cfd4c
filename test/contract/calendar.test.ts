import { expect, test } from 'vitest';
import { calendarAfter } from '../../src/contract/calendar.ts';
import type { SeenHours } from '../../src/contract/seen-hours.ts';

const TOLD = [{ from: 60, to: 540 }];
const USUAL = [{ from: 120, to: 600 }];
const seen: SeenHours = { today: USUAL, tomorrow: USUAL, seenDays: 3, newestDate: { day: 20_000, offPeak: USUAL } };

test.each([
  ['are told', { offPeak: TOLD, offPeakTomorrow: TOLD }, { today: TOLD, tomorrow: TOLD }],
  ['are those that were seen, where the meter tells none', {}, { today: USUAL, tomorrow: USUAL }],
  [
    'are those that were seen, of a date of which the meter tells none',
    { offPeakTomorrow: TOLD },
    { today: USUAL, tomorrow: TOLD },
  ],
  ['are unknown of a date whose profile is not clear yet', { offPeak: TOLD, isTomorrowUnclear: true }, { today: TOLD }],
  ['are unknown where neither is clear', { isTodayUnclear: true, isTomorrowUnclear: true }, {}],
] as const)('the hours %s', (_, told, known) =>
  expect(calendarAfter(undefined, { told, seen, periods: {} }).coming).toEqual(known),
);

test('the season is told unless the meter has switched at other times today', () => {
  const seasonOf = (seenDays: number) =>
    calendarAfter(undefined, { told: {}, seen: { ...seen, seenDays }, periods: {}, season: 'winter' }).calendar.season;
  expect([0, 1, 5].map(seasonOf)).toEqual([undefined, 'winter', 'winter']);
});
