import fc from 'fast-check';
import { expect, test } from 'vitest';
import schema from '../../../config.schema.json' with { type: 'json' };
import { hoursIn } from '../../../homebridge-ui/page/model/hours-typed.ts';

test.each([
  ['22:30-06:30', '22:30-06:30'],
  ['22:30-06:30,12:00-14:00', '22:30-06:30, 12:00-14:00'],
  ['22h30 à 6h30', '22:30-06:30'],
  ['HC (22H30-6H30)', '22:30-06:30'],
  ['HC (2H00-7H00;12H00-15H00)', '02:00-07:00, 12:00-15:00'],
  ['de 2h à 7h et de 12h à 15h', '02:00-07:00, 12:00-15:00'],
  ['22 – 6', '22:00-06:00'],
  ['from 1:30 to 8:00 and 12:30 to 14:00', '01:30-08:00, 12:30-14:00'],
  ['16:00-24:00', '16:00-00:00'],
])('%s are the hours %s', (typed, hours) => {
  expect(hoursIn(typed)).toBe(hours);
});

test.each(['', 'night', '22:30', '25:00-06:00', '22:60-06:00', '22:30-06:30, ', '22:30-06:30 12:00-14:00', '-'])(
  '%j are no hours',
  (typed) => {
    expect(hoursIn(typed)).toBeUndefined();
  },
);

test('what is understood is what the settings take, and is understood as itself', () => {
  const { pattern } =
    schema.schema.properties.meters.items.properties.prices.items.properties.periods.items.properties.hours;
  const time = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }));
  const written = time.map(([hour, minute]) => `${hour}:${String(minute).padStart(2, '0')}`);
  const ranges = fc.array(
    fc.tuple(written, written).map((range) => range.join('-')),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(ranges, (parts) => {
      const hours = hoursIn(parts.join(','));
      if (hours === undefined) return;
      expect(hours).toMatch(new RegExp(pattern));
      expect(hoursIn(hours)).toBe(hours);
    }),
  );
});
