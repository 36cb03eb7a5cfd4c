import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  beginningOfDay,
  dateOf,
  dayOfDate,
  parisDayOf,
  parisHourOf,
  parisInstant,
  parisOffsetMs,
  parisTimeOf,
} from '../../src/base/paris-time.ts';
import { runs } from '../../testbed/support/generated.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';

const firstDay = dayOfDate('1996-01-01') as number;
const lastDay = dayOfDate('2060-12-31') as number;
const days = Array.from({ length: lastDay - firstDay + 1 }, (_, nth) => firstDay + nth);

/** In Sweden a date is written as the product writes it: `2026-08-14 13:05:59`. */
const clockInParis = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The last Sunday of a month that has 31 days. */
function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month - 1, 31));
  last.setUTCDate(31 - last.getUTCDay());
  return last.toISOString().slice(0, 10);
}

test('each day from 1996 to 2060 begins at midnight in Paris, a millisecond after the day before it', () => {
  const wrong = days.filter((day) => {
    const beganMs = beginningOfDay(day);
    return (
      clockInParis.format(beganMs) !== `${dateOf(day)} 00:00:00` ||
      clockInParis.format(beganMs - 1) !== `${dateOf(day - 1)} 23:59:59`
    );
  });
  expect(wrong).toEqual([]);
});

test('the first and the last millisecond of a day are in it', () => {
  const wrong = days.filter(
    (day) => parisDayOf(beginningOfDay(day)) !== day || parisDayOf(beginningOfDay(day + 1) - 1) !== day,
  );
  expect(wrong).toEqual([]);
});

test('a day has 23 hours on the last Sunday of March, 25 on the last of October, and else 24', () => {
  const hoursOf = (day: number) => (beginningOfDay(day + 1) - beginningOfDay(day)) / HOUR_MS;
  const unusual = days.filter((day) => hoursOf(day) !== 24).map((day) => `${dateOf(day)} has ${hoursOf(day)}`);
  const years = Array.from({ length: 65 }, (_, nth) => 1996 + nth);
  expect(unusual).toEqual(years.flatMap((year) => [`${lastSunday(year, 3)} has 23`, `${lastSunday(year, 10)} has 25`]));
});

test('each hour of a day on which the clocks change has the number that a clock in Paris shows', () => {
  const hoursFrom = (date: string, count: number) => {
    const beganMs = beginningOfDay(dayOfDate(date) as number);
    return Array.from({ length: count }, (_, nth) => parisHourOf(beganMs + nth * HOUR_MS));
  };
  expect(hoursFrom('2026-03-29', 24)).toEqual([
    0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0,
  ]);
  expect(hoursFrom('2026-10-25', 25)).toEqual([
    0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
  ]);
});

test('at any moment from 1996 to 2060, date, hour and offset are those of a clock in Paris', () => {
  const moments = fc.integer({ min: beginningOfDay(firstDay), max: beginningOfDay(lastDay + 1) - 1 });
  fc.assert(
    fc.property(moments, (ms) => {
      const [date, time] = clockInParis.format(ms).split(' ');
      expect(dateOf(parisDayOf(ms))).toBe(date);
      expect(parisHourOf(ms)).toBe(Number(time?.slice(0, 2)));
      expect(new Date(ms + parisOffsetMs(ms)).toISOString().slice(0, 19)).toBe(`${date}T${time}`);
    }),
    runs(500),
  );
});

test('a local time gives its instant back, except in the hour that comes twice', () => {
  const moments = fc.integer({ min: beginningOfDay(firstDay), max: beginningOfDay(lastDay + 1) - 1 });
  const secondOf = (time: string) => time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  fc.assert(
    fc.property(moments, (ms) => {
      const [hourBefore, shown, hourAfter] = [ms - HOUR_MS, ms, ms + HOUR_MS].map((at) => clockInParis.format(at));
      fc.pre(shown !== hourBefore && shown !== hourAfter);
      const [date = '', time = ''] = (shown ?? '').split(' ');
      expect(parisInstant(dayOfDate(date) as number, secondOf(time))).toBe(ms - (ms % 1000));
    }),
    runs(200),
  );
});

test('a date and its day are the same day in both directions, and successive dates differ by one', () => {
  expect(days.map((day) => dayOfDate(dateOf(day)))).toEqual(days);
  expect(dateOf(firstDay)).toBe('1996-01-01');
  expect(new Set(days.map(dateOf)).size).toBe(days.length);
});

test.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '2026-4-1',
  '26-04-01',
  '2026-04-01T00:00',
  'today',
  '',
])('there is no date %j', (date) => expect(dayOfDate(date)).toBeUndefined());

test('an instant is written with its offset, as Intl does, and parses back to the second', () =>
  fc.assert(
    fc.property(fc.integer({ min: beginningOfDay(firstDay) / 1000, max: beginningOfDay(lastDay) / 1000 }), (second) => {
      const written = parisTimeOf(second * 1000);
      expect(written.slice(0, 19).replace('T', ' ')).toBe(clockInParis.format(second * 1000));
      expect(Date.parse(written)).toBe(second * 1000);
    }),
  ));
