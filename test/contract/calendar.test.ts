import { expect, test } from 'vitest';
import { calendarAfter } from '../../src/contract/calendar.ts';
import type { SeenHours } from '../../src/contract/seen-hours.ts';

const TOLD = [{ from: 60, to: 540 }];
const USUAL = [{ from: 120, to: 600 }];
const seen: SeenHours = { today: USUAL, tomorrow: USUAL, seenDays: 3, newestDate: { day: 20_000, offPeak: USUAL } };

test.each([
  ['are reported', { offPeak: TOLD, offPeakTomorrow: TOLD }, { today: TOLD, tomorrow: TOLD }],
  ['are those observed, if the meter reports none', {}, { today: USUAL, tomorrow: USUAL }],
  [
    'are those observed, for a date for which the meter reports none',
    { offPeakTomorrow: TOLD },
    { today: USUAL, tomorrow: TOLD },
  ],
  [
    'are unknown for a date whose profile is still unclear',
    { offPeak: TOLD, isTomorrowUnclear: true },
    { today: TOLD },
  ],
  ['are unknown if neither is clear', { isTodayUnclear: true, isTomorrowUnclear: true }, {}],
] as const)('the hours %s', (_, reported, known) =>
  expect(calendarAfter(undefined, { reported, seen, periods: {} }).coming).toEqual(known),
);

test('the season is reported unless the meter has switched at other times today', () => {
  const seasonOf = (seenDays: number) =>
    calendarAfter(undefined, { reported: {}, seen: { ...seen, seenDays }, periods: {}, season: 'winter' }).calendar
      .season;
  expect([0, 1, 5].map(seasonOf)).toEqual([undefined, 'winter', 'winter']);
});
