import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import schema from '../../../config.schema.json' with { type: 'json' };
import { hoursOfTyped } from '../../../homebridge-ui/page/model/hours-form.ts';
import { hoursIn, whenIn } from '../../../homebridge-ui/page/model/hours-typed.ts';

const [WINTER, SUMMER] = ['11-01..03-31', '04-01..10-31'];
const NIGHT = '22:30-06:30';
const { pattern } =
  schema.schema.properties.meters.items.properties.prices.items.properties.periods.items.properties.hours;

describe('hours alone', () => {
  test.each([
    ['22:30-06:30', NIGHT],
    ['22:30-06:30,12:00-14:00', `${NIGHT}, 12:00-14:00`],
    ['22h30 à 6h30', NIGHT],
    ['Plages horaires : 22h30 à 6h30', NIGHT],
    ['22 h 30 – 6 h 30', NIGHT],
    ['HC (22H30-6H30)', NIGHT],
    ['HC (2H00-7H00;12H00-15H00)', '02:00-07:00, 12:00-15:00'],
    ['HC (1H30-6H30;12H30-14H30)', '01:30-06:30, 12:30-14:30'],
    ['Heures creuses : 22h30-6h30', NIGHT],
    ['22h30-6h30 (HC)', NIGHT],
    ['1h30-6h30 / 12h30-14h30', '01:30-06:30, 12:30-14:30'],
    ['de 2h à 7h et de 12h à 15h', '02:00-07:00, 12:00-15:00'],
    ['entre 2h et 7h, et entre 12h et 15h', '02:00-07:00, 12:00-15:00'],
    ['de 23 heures à 7 heures.', '23:00-07:00'],
    ['22 – 6', '22:00-06:00'],
    ['2h-7h ; 14h-17h', '02:00-07:00, 14:00-17:00'],
    ['from 1:30 to 8:00 and 12:30 to 14:00', '01:30-08:00, 12:30-14:00'],
    ['10:30 pm to 6:30 am', NIGHT],
    ['12:30 a.m. – 6 a.m. & 12 pm – 2 pm', '00:30-06:00, 12:00-14:00'],
    ['minuit à 6h, midi à 14h', '00:00-06:00, 12:00-14:00'],
    ['16:00-24:00', '16:00-24:00'],
    ['toute la journée', '00:00-24:00'],
    ['24h/24', '00:00-24:00'],
    ['tous les jours de 22h30 à 6h30', NIGHT],
    ['Vos nouvelles heures creuses seront de 1h30 à 6h30 et de 12h00 à 15h00', '01:30-06:30, 12:00-15:00'],
    ['la nuit de 22h30 à 6h30, tous les jours', undefined],
    ['tous les jours de l’année de 22h30 à 6h30', NIGHT],
    ['toute l’année 22h30-6h30', NIGHT],
  ])('%s are the hours %s', (typed, hours) => {
    expect(hoursIn(typed)).toBe(hours);
  });
});

describe('hours by season', () => {
  test.each([
    [
      'Hiver (du 1er novembre au 31 mars) : 23h30 à 7h30 ; été (du 1er avril au 31 octobre) : 1h30-6h30 et 12h-15h',
      `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30, 12:00-15:00`,
    ],
    ['winter 23:30-07:30; summer 1:30-6:30, 12:00-15:00', `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30, 12:00-15:00`],
    ['En hiver, de 23h30 à 7h30. En été, de 1h30 à 6h30.', `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30`],
    ['23h30 à 7h30 l’hiver, 1h30 à 6h30 l’été', `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30`],
    [
      'HC hiver (23H30-7H30) HC été (1H30-6H30;12H00-15H00)',
      `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30, 12:00-15:00`,
    ],
    [
      'saison haute : 23h-7h ; saison basse : 0h-5h, 12h-15h',
      `${WINTER} 23:00-07:00; ${SUMMER} 00:00-05:00, 12:00-15:00`,
    ],
    ['du 01/11 au 31/03 : 23h30-7h30 ; du 01/04 au 31/10 : 1h30-6h30', `${WINTER} 23:30-07:30; ${SUMMER} 01:30-06:30`],
    ['de novembre à mars 23h-7h, d’avril à octobre 1h-6h', `${WINTER} 23:00-07:00; ${SUMMER} 01:00-06:00`],
    ['From 1 November to 31 March: 11:30 pm to 7:30 am', `${WINTER} 23:30-07:30`],
    ['1 nov. – 31 mars : 23h30-7h30', `${WINTER} 23:30-07:30`],
    ['November 1st to March 31st 23:30-07:30', `${WINTER} 23:30-07:30`],
    ['été (du 15 mai au 15 septembre) 1h-6h', '05-15..09-15 01:00-06:00'],
    ['de décembre à février 23h-7h', '12-01..02-29 23:00-07:00'],
    ['hiver 23h30-7h30 ; toute l’année 12h-14h', `${WINTER} 23:30-07:30; 12:00-14:00`],
  ])('%s are %s', (typed, hours) => {
    expect(hoursIn(typed)).toBe(hours);
  });
});

describe('hours by day of the week', () => {
  test.each([
    ['du lundi au vendredi 22h30-6h30, samedi et dimanche toute la journée', `mon-fri ${NIGHT}; sat-sun 00:00-24:00`],
    ['22h30-6h30 du lundi au vendredi, toute la journée le week-end', `mon-fri ${NIGHT}; sat-sun 00:00-24:00`],
    ['en semaine 22h30-6h30, le week-end et les jours fériés 24h/24', `mon-fri ${NIGHT}; sat-sun,holiday 00:00-24:00`],
    ['lun-ven 22h30-6h30 ; sam., dim. 0h-24h', `mon-fri ${NIGHT}; sat-sun 00:00-24:00`],
    [
      'Monday to Friday 10:30 pm – 6:30 am, weekends and holidays all day',
      `mon-fri ${NIGHT}; sat-sun,holiday 00:00-24:00`,
    ],
    ['samedi et dimanche, jours fériés inclus, toute la journée', 'sat-sun,holiday 00:00-24:00'],
    ['mercredi 12h-14h', 'wed 12:00-14:00'],
    ['mardis et jeudis : 12h-14h', 'tue,thu 12:00-14:00'],
    ['vendredi à lundi 22h-6h', 'mon,fri-sun 22:00-06:00'],
    [
      'Hiver : du lundi au vendredi 23h30-7h30, samedi et dimanche toute la journée ; été : lundi-vendredi 1h30-6h30, week-end 0h-24h',
      `${WINTER} mon-fri 23:30-07:30; ${WINTER} sat-sun 00:00-24:00; ${SUMMER} mon-fri 01:30-06:30; ${SUMMER} sat-sun 00:00-24:00`,
    ],
    ['lundi-vendredi 22h-6h ; tous les jours 12h-14h', 'mon-fri 22:00-06:00; 12:00-14:00'],
  ])('%s are %s', (typed, hours) => {
    expect(hoursIn(typed)).toBe(hours);
  });
});

test.each([
  ...[
    '',
    'night',
    '22:30',
    '25:00-06:00',
    '22:60-06:00',
    '22:30-06:30, ',
    ', 22:30-06:30',
    '22:30-06:30 12:00-14:00',
    '-',
    ':',
  ],
  ...[
    '22h30-6h30 (8h)',
    '24:00-06:00',
    '24h30-6h',
    '2 to 5 pm',
    '13:00 pm to 2 pm',
    '22:30-06:30; mon',
    'x 22:30-06:30',
  ],
  // Of two periods.
  ...['HP 6h30-22h30, HC 22h30-6h30', 'heures pleines (6h-22h) heures creuses (22h-6h)'],
  // Without hours, or without a time at which they hold.
  ...[
    'hiver',
    'hiver : ; été 1h-6h',
    'hiver 23h-7h, été',
    'du lundi au vendredi',
    '22h-6h du lundi au vendredi, 0h-24h',
  ],
  // It may be of the winter only, or of all year.
  ...['hiver 23h30-7h30, week-end toute la journée', 'hiver 23h-7h ; été 1h-6h ; 12h-14h', 'lundi 22h-6h ; 12h-14h'],
  ...['hiver du lundi au vendredi 23h30-7h30 ; été 1h30-6h30', 'lundi-vendredi : hiver 23h-7h ; été 1h-6h'],
  ...['hiver : 23h30-7h30 du lundi au vendredi, 0h-24h le week-end'],
  // It may be every night and the whole weekend.
  ...['22h30-6h30 et le week-end', '22h30-6h30, week-end', 'week-end, 22h30-6h30', 'le week-end et 22h30-6h30'],
  ...['le week-end toute la journée, 22h-6h', 'le week-end : 22h-6h, toute la journée', '22h-6h + samedi'],
  // From a day to another one, and nights of a week.
  ...['du vendredi 22h au lundi 6h', 'lundi au vendredi hors jours fériés 22h-6h', 'été 1h-6h 12h-15h'],
  // No such date, or two of them.
  ...[
    'du 31 novembre au 31 mars 23h-7h',
    'du 1/13 au 31/3 23h-7h',
    'from 11/01 to 03/31 23:00-07:00',
    'hiver été 22h-6h',
  ],
  ...[
    'du 1er novembre 2026 au 31 mars 2027 23h-7h',
    'toute l’année du 1er mai au 1er juin 1h-2h',
    'tous les jours, lundi 1h-2h',
  ],
  // Exceptions.
  ...[
    'tous les jours sauf le dimanche 22h-6h',
    'hors jours fériés 22h-6h',
    'jours ouvrés 22h-6h',
    'à partir du 1er mars 22h-6h',
  ],
])('%j are no hours, or may be several', (typed) => {
  expect(hoursIn(typed)).toBeUndefined();
});

test.each([
  ['du 15 novembre au 15 mars', { dates: '11-15..03-15' }],
  ['1 Nov – 31 Mar', { dates: WINTER }],
  ['été', { dates: SUMMER }],
  ['mercredi, samedi et jours fériés', { days: 'wed,sat,holiday' }],
  ['Monday – Friday', { days: 'mon-fri' }],
  ['hiver, lundi', { dates: WINTER, days: 'mon' }],
  ['22h-6h', undefined],
  ['soon', undefined],
  ['', {}],
  ['mon-fri', { days: 'mon-fri' }],
  ['05-15..09-15', { dates: '05-15..09-15' }],
])('%j says that something holds at %j', (typed, when) => {
  expect(whenIn(typed)).toEqual(when);
});

test.each(['docs/energy-and-euros.md', 'docs/energy-and-euros.fr.md'])(
  'the letter in %s is understood as it says',
  (file) => {
    const page = readFileSync(file, 'utf8');
    const letter = /^> (.*:.*;.*)$/m.exec(page)?.[1] ?? '';
    const [, written = ''] = /^"hours": "(.*)"$/m.exec(page) ?? [];
    expect(hoursIn(letter)).toBe(hoursIn(written));
    expect(hoursIn(letter)).toMatch(/^11-01/);
  },
);

describe('the rows of the form', () => {
  const row = (hours: string, dates = '', days = '') => ({ hours, dates, days });

  test.each([
    [[row('')], undefined],
    [[row('22h30-6h30')], NIGHT],
    [[row('hiver 23h-7h ; été 1h-6h')], `${WINTER} 23:00-07:00; ${SUMMER} 01:00-06:00`],
    [
      [row('23h-7h', WINTER), row('1h-6h, 12h-15h', SUMMER)],
      `${WINTER} 23:00-07:00; ${SUMMER} 01:00-06:00, 12:00-15:00`,
    ],
    [
      [row('23h-7h', WINTER, 'mon-fri'), row(''), row('24h/24', '', 'sat-sun')],
      `${WINTER} mon-fri 23:00-07:00; sat-sun 00:00-24:00`,
    ],
    [[row('1h-6h', 'du 15 mai au 15 septembre', 'mercredi')], '05-15..09-15 wed 01:00-06:00'],
    [[row('été : 1h-6h', SUMMER), row('lundi 2h-3h', WINTER)], `${SUMMER} 01:00-06:00; ${WINTER} mon 02:00-03:00`],
  ])('%j are the hours %j', (rows, hours) => {
    expect(hoursOfTyped(rows)).toBe(hours);
  });

  test.each([
    [[row('night')]],
    [[row('22h-6h', 'soon')]],
    [[row('22:30-06:30', 'mon')]],
    [[row('22:30-06:30', '', 'winter')]],
    [[row('22:30-06:30', WINTER), row('night')]],
    [[row('été : 1h-6h', WINTER)]],
    [[row('lundi 1h-6h', '', 'mon-fri')]],
    [[row('tous les jours 1h-6h', '', 'mon-fri')]],
    [[row('toute l’année 1h-6h', SUMMER)]],
  ])('%j are a text that nobody takes for hours', (rows) => {
    expect(hoursOfTyped(rows)).toEqual(expect.any(String));
    expect(new RegExp(pattern, 'u').test(hoursOfTyped(rows) ?? '')).toBe(false);
    expect(hoursIn(hoursOfTyped(rows) ?? '')).toBeUndefined();
  });
});

describe('what is understood', () => {
  const time = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }));
  const written = time.map(([hour, minute]) => `${hour}:${String(minute).padStart(2, '0')}`);
  const range = fc.tuple(written, written).map((edges) => edges.join('-'));
  const word = fc.oneof(
    { weight: 4, arbitrary: range },
    fc.constantFrom(
      'hiver',
      'summer',
      'lundi',
      'Monday to Friday',
      'week-end',
      'tous les jours',
      'toute la journée',
      'HC',
    ),
    fc.constantFrom(
      'du 1er mai au 31 août',
      'du 31 juin au 2 juillet',
      'all year',
      'holidays',
      'et',
      'x',
      '11-01..03-31',
    ),
  );
  const text = fc
    .array(fc.tuple(word, fc.constantFrom(' ', ' ', ', ', '; ', ' : ', '. ')), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.flat().join('').trim());

  test('is what the settings take, and is understood as itself', () => {
    let understood = 0;
    fc.assert(
      fc.property(text, (typed) => {
        const hours = hoursIn(typed);
        if (hours === undefined) return;
        understood += 1;
        expect(hours).toMatch(new RegExp(pattern, 'u'));
        expect(hoursIn(hours)).toBe(hours);
      }),
      { numRuns: 3000 },
    );
    expect(understood).toBeGreaterThan(100);
  });
});
