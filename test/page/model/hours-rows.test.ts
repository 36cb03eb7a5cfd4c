import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysText, hoursOf, rowsOf } from '../../../homebridge-ui/page/model/hours-rows.ts';
import { hoursIn, whenIn } from '../../../homebridge-ui/page/model/hours-typed.ts';
import { datesInWords, daysInWords, hoursInWords } from '../../../homebridge-ui/page/model/hours-words.ts';
import { dateOf } from '../../../src/base/paris-time.ts';
import { DAY_NAMES, hoursEntriesIn } from '../../../src/reading/hours.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

test.each([
  ['', []],
  ['22:30-06:30', [{ hours: '22:30-06:30' }]],
  ['22:30-06:30,12:00-14:00', [{ hours: '22:30-06:30, 12:00-14:00' }]],
  [
    '11-01..03-31 mon-fri 23:30-07:30,12:00-13:00;04-01..10-31 01:30-06:30, 12:00-15:00; sun,sat 00:00-24:00',
    [
      { dates: '11-01..03-31', days: 'mon-fri', hours: '23:30-07:30, 12:00-13:00' },
      { dates: '04-01..10-31', hours: '01:30-06:30, 12:00-15:00' },
      { days: 'sat-sun', hours: '00:00-24:00' },
    ],
  ],
  ['22h-6h', undefined],
])('the hours %j of the settings are the rows %j', (text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});

const days = fc.subarray([...DAY_NAMES], { minLength: 1 });
const monthDay = fc.integer({ min: 0, max: 365 }).map((nth) => dateOf(19_723 + nth).slice('2024-'.length));
const dates = fc.tuple(monthDay, monthDay).map((edges) => edges.join('..'));
const rows = fc.array(
  fc.record({
    dates: fc.option(dates, { nil: undefined }),
    days: fc.option(days.map(daysText), { nil: undefined }),
    hours: fc.constantFrom('22:30-06:30', '02:00-07:00, 12:00-13:00'),
  }),
  { minLength: 1, maxLength: 3 },
);

test('rows are written as hours that are the same rows', () => {
  fc.assert(
    fc.property(rows, (written) => {
      expect(hoursEntriesIn(hoursOf(written))).toHaveLength(written.length);
      expect(rowsOf(hoursOf(written))).toEqual(written.map((row) => JSON.parse(JSON.stringify(row))));
    }),
  );
});

test('days are the same days, as short as they can be written', () => {
  fc.assert(
    fc.property(days, (names) => {
      const [entry] = hoursEntriesIn(`${daysText(names)} 00:00-24:00`) ?? [];
      expect([...(entry?.days ?? [])].sort()).toEqual([...names].sort());
      expect(daysText(entry?.days ?? [])).toBe(daysText(names));
    }),
  );
  expect(daysText(['sun', 'sat', 'holiday'])).toBe('sat-sun,holiday');
});

test.each([
  ['en', 'en-GB', '1 Nov – 31 Mar, Monday – Friday: 23:30-07:30; Saturday – Sunday, holidays: 00:00-24:00'],
  [
    'fr',
    'fr-FR',
    '1er nov. – 31 mars, lundi – vendredi\u00a0: 23:30-07:30; samedi – dimanche, jours fériés\u00a0: 00:00-24:00',
  ],
] as const)('rows in words (%s, %s) are “%s”', (language, locale, text) => {
  const words = pageWordsIn(language, [locale]);
  const written = rowsOf('11-01..03-31 mon-fri 23:30-07:30; sat-sun,holiday 00:00-24:00') ?? [];
  expect(hoursInWords(written, words)).toBe(text);
  expect(hoursInWords(rowsOf('22:30-06:30') ?? [], words)).toBe('22:30-06:30');
});

test.each([
  ['en', 'en-GB'],
  ['fr', 'fr-FR'],
  ['fr', 'fr-CA'],
  ['fr', 'fr-CH'],
  ['fr', 'fr-BE'],
] as const)('dates and days in words (%s, %s) can be typed as they are', (language, locale) => {
  const words = pageWordsIn(language, [locale]);
  fc.assert(
    fc.property(dates, days.map(daysText), (one, other) => {
      expect(whenIn(datesInWords(one, words))).toEqual({ dates: one });
      expect(whenIn(daysInWords(other, words))).toEqual({ days: other });
    }),
  );
});

test.each(['en', 'fr'] as const)(
  'rows in words (%s) are understood as these rows where all say when they hold',
  (language) => {
    const words = pageWordsIn(language, [language === 'fr' ? 'fr-FR' : 'en-GB']);
    fc.assert(
      fc.property(rows, (written) => {
        const understood = hoursIn(hoursInWords(written, words));
        const isSaid = written.every((row) => row.dates !== undefined && row.days !== undefined);
        if (isSaid || understood !== undefined) expect(rowsOf(understood ?? '')).toEqual(rowsOf(hoursOf(written)));
      }),
    );
  },
);
