import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningsOf, type ComingHours, minutesToOffPeak } from '../../src/contract/calendar.ts';
import { hoursIn, isInHours } from '../../src/contract/date-hours.ts';
import type { MeterTime } from '../../src/contract/meter-time.ts';
import { runs } from '../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { KNOWN } from './calendar.off-peak-start.known.ts';
import { localMinute } from './seen-life.ts';

function minutesUntil(
  hours: ComingHours,
  reading: { readonly offPeak?: boolean },
  time: MeterTime,
): number | undefined {
  return minutesToOffPeak(beginningsOf(hours, time.day), hours, reading, time);
}

/** The time at an instant with its offset: `2026-11-02T21:30:00+01:00`. */
function timeAt(instant: string | number): MeterTime {
  const atMs = typeof instant === 'number' ? instant : Date.parse(instant);
  const local = localMinute(atMs);
  return { atMs, day: Math.floor(local / 1_440), minute: local % 1_440, unseenMs: 1_000 };
}

/** The minutes shown at an instant of a day with these hours, and by default the same ones tomorrow. */
function told(instant: string, hours: string, offPeak: boolean | undefined, tomorrow = hours): number | undefined {
  const known = { today: hoursIn(hours), tomorrow: hoursIn(tomorrow) };
  return minutesUntil(known, offPeak === undefined ? {} : { offPeak }, timeAt(instant));
}

describe('on an ordinary day', () => {
  test.each([
    ['half an hour before', '2026-11-02T21:30:00+01:00', 30],
    ['within the last minute', '2026-11-02T21:59:59+01:00', 1],
    ['exactly a minute before', '2026-11-02T21:59:00+01:00', 1],
    ['a second more than a minute before', '2026-11-02T21:58:59+01:00', 2],
    ['from the end of the night on', '2026-11-02T06:00:00+01:00', 960],
  ])('%s the minutes until 22:00 are counted', (_, instant, minutes) => {
    expect(told(instant, '22:00-06:00', false)).toBe(minutes);
  });

  test('the next span of the day is waited for, not the night', () => {
    expect(told('2026-11-02T10:56:00+01:00', '02:56-07:56,11:56-14:56', false)).toBe(60);
  });

  test('after the last span of the day the first one of tomorrow is waited for', () => {
    expect(told('2026-11-02T23:00:00+01:00', '02:56-07:56,11:56-14:56', false)).toBe(236);
  });

  test('tomorrow may have other hours', () => {
    expect(told('2026-11-02T23:00:00+01:00', '02:56-07:56,11:56-14:56', false, '00:26-06:26')).toBe(86);
  });

  test('hours that begin at midnight are waited for', () => {
    expect(told('2026-11-02T23:30:00+01:00', '00:00-08:00', false)).toBe(30);
  });
});

describe('when off-peak hours should have begun', () => {
  test.each([
    ['at their instant', '2026-11-02T22:00:00+01:00', 0],
    ['in the fifth minute', '2026-11-02T22:04:59+01:00', 0],
    ['after five minutes, until tomorrow', '2026-11-02T22:05:00+01:00', 1_435],
  ])('%s', (_, instant, minutes) => {
    expect(told(instant, '22:00-06:00', false)).toBe(minutes);
  });

  test('they are no longer waited for after their end', () => {
    expect(told('2026-11-02T12:03:00+01:00', '12:00-12:03,20:00-22:00', false)).toBe(477);
  });

  test('hours that continue over midnight do not begin there', () => {
    expect(told('2026-11-02T23:00:00+01:00', '22:00-06:00', false)).toBe(1_380);
  });
});

describe('the value is undefined', () => {
  test('in off-peak hours, also in unexpected ones', () => {
    expect(told('2026-11-02T15:00:00+01:00', '22:00-06:00', true)).toBeUndefined();
  });

  test('while today’s hours are unknown', () => {
    const reading = { offPeak: false };
    expect(minutesUntil({ tomorrow: hoursIn('02:00-10:00') }, reading, timeAt('2026-11-02T23:00Z'))).toBeUndefined();
  });

  test('if there are no hours today, and tomorrow’s are unknown', () => {
    expect(minutesUntil({ today: [] }, { offPeak: false }, timeAt('2026-11-02T12:00Z'))).toBeUndefined();
  });

  test('within the known hours, for a reading that does not say whether it is off-peak', () => {
    expect(told('2026-11-02T23:00:00+01:00', '22:00-06:00', undefined)).toBeUndefined();
  });
});

test('outside of them such a reading counts the minutes as well', () => {
  expect(told('2026-11-02T21:00:00+01:00', '22:00-06:00', undefined)).toBe(60);
});

describe('in the night of the change to summer time', () => {
  test('the skipped hour does not count', () => {
    expect(told('2026-03-29T01:30:00+01:00', '03:30-11:30', false)).toBe(60);
  });

  test('hours that begin within it begin when it is skipped', () => {
    expect(told('2026-03-29T01:00:00+01:00', '02:56-10:56', false)).toBe(60);
    expect(told('2026-03-29T03:02:00+02:00', '02:56-10:56', false)).toBe(0);
  });

  test('hours that lie within it do not begin on that date', () => {
    expect(told('2026-03-29T00:00:00+01:00', '02:00-02:10', false)).toBe(25 * 60);
    expect(told('2026-03-29T00:00:00+01:00', '02:00-03:00,12:00-14:00', false)).toBe(11 * 60);
  });

  test('the evening before takes it into account', () => {
    expect(told('2026-03-28T23:00:00+01:00', '03:00-11:00', false)).toBe(180);
  });
});

describe('in the night of the change to winter time', () => {
  test('the repeated hour counts twice', () => {
    expect(told('2026-10-25T01:30:00+02:00', '03:30-11:30', false)).toBe(180);
  });

  test('hours that begin within it are waited for in both passes', () => {
    expect(told('2026-10-25T02:00:00+02:00', '02:30-10:30', false)).toBe(30);
    expect(told('2026-10-25T02:34:00+02:00', '02:30-10:30', false)).toBe(0);
    expect(told('2026-10-25T02:35:00+02:00', '02:30-10:30', false)).toBe(55);
    expect(told('2026-10-25T02:00:00+01:00', '02:30-10:30', false)).toBe(30);
  });

  test('hours that end within it begin again in the second pass', () => {
    expect(told('2026-10-25T02:10:00+02:00', '00:00-02:10', false)).toBe(50);
    expect(told('2026-10-25T02:00:00+01:00', '00:00-02:10', false)).toBe(0);
    expect(told('2026-10-25T02:00:00+02:00', '00:00-02:00', false)).toBe(23 * 60);
  });
});

/** Spans of at least ten minutes with ten between them. */
const someHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 143 }), { maxLength: 6 })
  .map((tens) => tens.toSorted((one, other) => one - other).map((ten) => ten * 10))
  .map((edges) =>
    edges.flatMap((from, nth) => (nth % 2 === 0 && edges[nth + 1] ? [{ from, to: edges[nth + 1] ?? 0 }] : [])),
  );

const instants = fc
  .record({
    midnight: fc.constantFrom('2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-11-02', '2026-07-01'),
    minute: fc.integer({ min: 0, max: 1_439 }),
  })
  .map(({ midnight, minute }) => Date.parse(`${midnight}T00:00Z`) + minute * MINUTE_MS);

test('a clock that is checked each minute enters off-peak hours after exactly that many minutes', () => {
  fc.assert(
    fc.property(someHours, someHours, instants, (today, tomorrow, atMs) => {
      const time = timeAt(atMs);
      const isOffPeak = (ms: number) => {
        const { day, minute } = timeAt(ms);
        return isInHours(day === time.day ? today : tomorrow, minute);
      };
      fc.pre(!isOffPeak(atMs));
      const ahead = Array.from({ length: 49 * 60 }, (_, nth) => nth + 1).filter(
        (nth) => timeAt(atMs + nth * MINUTE_MS).day <= time.day + 1,
      );
      const first = ahead.find((nth) => isOffPeak(atMs + nth * MINUTE_MS));
      expect(minutesUntil({ today, tomorrow }, { offPeak: false }, time)).toBe(first);
    }),
    runs(50, KNOWN),
  );
});
