import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import schema from '../../config.schema.json' with { type: 'json' };
import { clockSpansIn, clockText, DAY_NAMES, hoursEntriesIn, MINUTES_A_DAY } from '../../src/reading/hours.ts';

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
});

describe('hours by season and day of the week', () => {
  const night = [
    { from: 1350, to: 1440 },
    { from: 0, to: 390 },
  ];

  test.each([
    ['', []],
    ['22:30-06:30', [{ spans: night }]],
    ['11-01..03-31 22:30-06:30', [{ dates: { from: '11-01', to: '03-31' }, spans: night }]],
    ['mon-fri 22:30-06:30', [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], spans: night }]],
    ['fri-mon 22:30-06:30', [{ days: ['fri', 'sat', 'sun', 'mon'], spans: night }]],
    ['wed-wed,holiday 22:30-06:30', [{ days: ['wed', 'holiday'], spans: night }]],
    [
      '11-01..03-31 mon-fri 22:30-06:30;02-29..02-29 sat,sun 00:00-24:00; 12:00-14:00, 22:30-06:30',
      [
        { dates: { from: '11-01', to: '03-31' }, days: ['mon', 'tue', 'wed', 'thu', 'fri'], spans: night },
        { dates: { from: '02-29', to: '02-29' }, days: ['sat', 'sun'], spans: [{ from: 0, to: MINUTES_A_DAY }] },
        { spans: [{ from: 720, to: 840 }, ...night] },
      ],
    ],
  ])('written %j are %j', (text, entries) => {
    expect(hoursEntriesIn(text)).toEqual(entries);
  });

  test.each([
    ...['02-30..03-31 22:30-06:30', '11-31..03-31 22:30-06:30', '11-01..13-01 22:30-06:30', '00-10..03-31 22:30-06:30'],
    ...[
      '11-01..03-31',
      '11-01 22:30-06:30',
      '11-01..03-31  22:30-06:30',
      '11-1..3-31 22:30-06:30',
      '11-01-03-31 22:30-06:30',
    ],
    ...[
      'mon',
      'mon-holiday 22:30-06:30',
      'mon- 22:30-06:30',
      'Mon 22:30-06:30',
      'lun 22:30-06:30',
      'mon, tue 22:30-06:30',
    ],
    ...['mon-wed-fri 22:30-06:30', 'mon,,tue 22:30-06:30', 'mon22:30-06:30', 'mon-fri 11-01..03-31 22:30-06:30'],
    ...[
      '22:30-06:30;',
      '; 22:30-06:30',
      '22:30-06:30;;12:00-14:00',
      '22:30-06:30;  12:00-14:00',
      '22:30-06:30,mon 12:00-14:00',
    ],
    ...['24:00-06:00', '22:30-24:30', '22:30-06:30\n'],
  ])('are not %j', (text) => {
    expect(hoursEntriesIn(text)).toBeUndefined();
  });
});

describe('the settings', () => {
  const { pattern } =
    schema.schema.properties.meters.items.properties.prices.items.properties.periods.items.properties.hours;
  const accepted = new RegExp(pattern, 'u');
  const number = (min: number, max: number) => fc.integer({ min, max }).map((one) => String(one).padStart(2, '0'));
  const time = fc.oneof(
    { weight: 30, arbitrary: fc.tuple(number(0, 23), number(0, 59)).map((parts) => parts.join(':')) },
    fc.constantFrom('24:00', '24:01', '25:00', '22:60', '7:00', ''),
  );
  const span = fc.tuple(time, time).map((edges) => edges.join('-'));
  const spans = written(span, [',', ', '], [',  ', ' ', ';', ',;']);
  const date = fc.oneof(
    { weight: 30, arbitrary: fc.tuple(number(1, 12), number(1, 31)).map((parts) => parts.join('-')) },
    fc.constantFrom('02-29', '02-30', '04-31', '00-01', '13-01', '01-00', '01-32', '1-01'),
  );
  const dates = fc.tuple(date, fc.constantFrom('..', '..', '..', '...', '-'), date).map((parts) => parts.join(''));
  const name = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...DAY_NAMES) }, fc.constantFrom('Mon', 'lun', ''));
  const range = fc.oneof(
    { weight: 2, arbitrary: name },
    fc.tuple(name, name).map((edges) => edges.join('-')),
  );
  const days = written(range, [','], [', ', ' ', '-']);
  const entry = fc
    .tuple(fc.option(dates), fc.option(days), fc.oneof({ weight: 30, arbitrary: spans }, fc.constantFrom('', 'x')))
    .map((parts) => parts.filter((part) => part !== null).join(' '));
  const hours = written(entry, [';', '; '], [';  ', ' ', ',', ';;']);

  test('accept what is hours, and nothing else', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(hours, (text) => {
        const isHours = hoursEntriesIn(text) !== undefined;
        seen[isHours ? 'accepted' : 'refused'] += 1;
        expect(accepted.test(text)).toBe(isHours);
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(500);
  });

  test('accept each date that some year has, and no other', () => {
    const dates = Array.from({ length: 14 * 33 }, (_, nth) => [Math.floor(nth / 33), nth % 33] as const);
    for (const [month, day] of dates) {
      const exists = new Date(Date.UTC(2024, month - 1, day)).getUTCMonth() === month - 1 && day > 0 && month > 0;
      const text = [month, day].map((one) => String(one).padStart(2, '0')).join('-');
      for (const hours of [`${text}..06-15 00:00-24:00`, `06-15..${text} 00:00-24:00`]) {
        expect([accepted.test(hours), hoursEntriesIn(hours) !== undefined], hours).toEqual([exists, exists]);
      }
    }
  });

  /** One or several parts with something between them, which is sometimes wrong. */
  function written(
    part: fc.Arbitrary<string>,
    right: readonly string[],
    wrong: readonly string[],
  ): fc.Arbitrary<string> {
    const between = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...right) }, fc.constantFrom(...wrong));
    return fc
      .array(fc.tuple(part, between), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.flat().slice(0, -1).join(''));
  }
});

test.each([
  [0, '00:00'],
  [476, '07:56'],
  [1439, '23:59'],
])('the minute %i of a day is %s', (minute, text) => {
  expect(clockText(minute)).toBe(text);
});
