import fc from 'fast-check';
import { clockText } from '../../src/reading/hours.ts';

/** Eight hours a day as a contract has them: the night, and some middays. */
export const eightHours = fc.oneof(
  fc.constantFrom(
    '22:00-06:00',
    '00:00-08:00',
    '16:00-00:00',
    '02:56-07:56,11:56-14:56',
    '02:10-02:50,11:00-18:20',
    '23:00-06:00,02:00-03:00,12:00-13:00',
  ),
  fc
    .record({
      nightMinutes: fc.integer({ min: 300, max: 450 }),
      begin: fc.integer({ min: 20 * 60, max: 27 * 60 }),
      midday: fc.integer({ min: 11 * 60, max: 14 * 60 }),
    })
    .map(({ nightMinutes, begin, midday }) =>
      [
        [begin, begin + nightMinutes],
        [midday, midday + 480 - nightMinutes],
      ]
        .map((ends) => ends.map((minute) => clockText(minute % 1_440)).join('-'))
        .join(','),
    ),
);
