import { expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { noteOf } from '../../src/contract/contract-memory.ts';
import type { HoursChangeMemory } from '../../src/contract/hours-change.ts';
import { offPeakHoursInNote, offPeakHoursOfYear } from '../../src/contract/year-hours.ts';
import { hoursEntriesIn } from '../../src/reading/hours.ts';

const WINTER_DAY = dayOfDate('2026-12-05') ?? Number.NaN;

test.each<[string, HoursChangeMemory, string | undefined]>([
  ['nothing was told', {}, undefined],
  ['one kind of day is known', { known: { workday: ['22:30-06:30'] } }, '22:30-06:30'],
  ['a change was said that is newer', { known: { workday: ['22:30-06:30', '23:00-07:00'] } }, '23:00-07:00'],
  [
    'the weekend has other hours',
    { known: { workday: ['22:00-06:00'], saturday: ['00:00-00:00'], sunday: ['00:00-00:00'] } },
    'mon-fri 22:00-06:00; sat-sun 00:00-00:00',
  ],
  [
    'a Saturday has its own, and a Sunday has none',
    { known: { workday: ['22:00-06:00'], saturday: ['10:00-16:00'], sunday: [''] } },
    'mon-fri 22:00-06:00; sat 10:00-16:00',
  ],
  [
    'each season has its own',
    {
      known: { workday: ['23:30-07:30'] },
      seasons: { of: 'winter', other: { workday: ['01:30-06:30,12:00-15:00'] } },
    },
    '11-01..03-31 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00',
  ],
  [
    'the other season has none',
    { known: { workday: ['23:30-07:30'] }, seasons: { of: 'winter', other: {} } },
    undefined,
  ],
])('if %s, the hours of the year are written as in the settings', (_, memory, hours) => {
  expect(offPeakHoursOfYear(memory, WINTER_DAY)).toBe(hours);
  if (hours !== undefined) expect(hoursEntriesIn(hours)).toBeDefined();
});

test('the hours of the year are found in the journal’s note', () => {
  const note = noteOf({ hours: { known: { workday: ['22:30-06:30'] } } });
  expect(offPeakHoursInNote(note, Date.UTC(2026, 11, 5))).toBe('22:30-06:30');
  expect(offPeakHoursInNote(undefined, Date.UTC(2026, 11, 5))).toBeUndefined();
});
