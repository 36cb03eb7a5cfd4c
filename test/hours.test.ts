import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import schema from '../config.schema.json' with { type: 'json' };
import { clockSpansIn, clockText } from '../src/hours.ts';

describe('hours', () => {
  test.each([
    ['', []],
    ['02:00-07:00', [{ from: 120, to: 420 }]],
    [
      '12:30-14:30,02:00-07:00, 05:00-08:00',
      [
        { from: 750, to: 870 },
        { from: 120, to: 420 },
        { from: 300, to: 480 },
      ],
    ],
    [
      '22:30-06:30',
      [
        { from: 1350, to: 1440 },
        { from: 0, to: 390 },
      ],
    ],
  ])('written %j are, in minutes after midnight and in the order of the text, %j', (text, spans) => {
    expect(clockSpansIn(text)).toEqual(spans);
  });

  test.each(['00:00-00:00', '06:00-06:00'])('that end when they begin, as %s, are the whole day', (text) => {
    const minutes = clockSpansIn(text)?.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(minutes).toBe(1440);
  });

  test.each(['6:30-07:00', '24:00-06:00', '22:60-06:00', '22:30', '22:30-06:30,', '22:30-06:30 12:00-14:00', 'night'])(
    'are not %j',
    (text) => {
      expect(clockSpansIn(text)).toBeUndefined();
    },
  );

  test('are what the settings accept, and nothing else is', () => {
    const { pattern } =
      schema.schema.properties.meters.items.properties.prices.items.properties.periods.items.properties.hours;
    const edge = fc
      .tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const span = fc.tuple(edge, edge).map((edges) => edges.join('-'));
    const part = fc.oneof({ weight: 8, arbitrary: span }, fc.constantFrom('', '7:00-8:00', '22:00', 'x'));
    const written = fc
      .array(fc.tuple(part, fc.constantFrom(',', ', ', ',  ', ' ', ';')))
      .map((parts) => parts.flat().slice(0, -1).join(''));
    fc.assert(
      fc.property(written, (text) => {
        expect(clockSpansIn(text) !== undefined).toBe(new RegExp(pattern).test(text));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [0, '00:00'],
  [476, '07:56'],
  [1439, '23:59'],
])('the minute %i of a day is %s', (minute, text) => {
  expect(clockText(minute)).toBe(text);
});
