import { describe, expect, test } from 'vitest';
import type { FileProblem } from '../../src/history-files/history-file.ts';
import type { DeliveryOutcome } from '../../src/history-import/deliver.ts';
import type { Examination } from '../../src/history-import/examine.ts';
import {
  canImport,
  examinationWords,
  outcomeWords,
  problemWords,
  recordWords,
} from '../../src/history-import/words.ts';
import type { ImportRecord } from '../../src/journal/imports.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';
import { FIRST_DAY, factsOf, PRM } from './history-file.ts';

const FOUND: Examination = {
  ...{ kind: 'enedisCurve', prm: PRM, facts: factsOf(), days: 10, newDays: 10, ownDays: 0, importedDays: 0 },
  ...{ changedDays: 0, unshownDays: 0 },
  energyWh: 1_234_567,
};
const RECORD: ImportRecord = {
  ...{ id: 3, meter: 'linky', kind: 'enedisCurve', atMs: Date.parse('2026-11-27T10:45:00+01:00') },
  ...{ firstDay: FIRST_DAY, lastDay: FIRST_DAY + 9, days: 10, digest: '' },
};

/** The sentences, with plain blanks. */
function words(found: Partial<Examination>, language: Language = 'en'): readonly string[] {
  return examinationWords({ ...FOUND, ...found }, textsIn[language]).map(plain);
}

function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

const at = (time: string) => Date.parse(`2026-01-${time}+01:00`);

test('a file without a flaw takes three sentences', () => {
  expect(words({})).toEqual([
    'The file is a load curve of the Enedis account (CSV), in steps of 30 min, of the supply point (PRM) that ends in 1234.',
    'It goes from 1 Jan 2026 to 10 Jan 2026, and has values for 10 days: 1,234.567 kWh drawn.',
    'All of its days are new.',
  ]);
  expect(words({}, 'fr')).toEqual([
    'Le fichier est une courbe de charge du compte Enedis (CSV), au pas de 30 min, du point de livraison (PRM) qui finit par 1234.',
    'Il va du 1er janv. 2026 au 10 janv. 2026, et contient des valeurs pour 10 jours : 1 234,567 kWh soutirés.',
    'Tous ses jours sont nouveaux.',
  ]);
});

test('a file of one day has one date', () => {
  const facts = factsOf({ toMs: at('02T00:00') });
  expect(words({ facts, days: 1 })[1]).toBe('It is of 1 Jan 2026, and has values for 1 day: 1,234.567 kWh drawn.');
  expect(words({ facts, days: 1 }, 'fr')[1]).toBe(
    'Il est du 1er janv. 2026, et contient des valeurs pour 1 jour : 1 234,567 kWh soutirés.',
  );
});

test('the number of a supply point is never shown completely', () => {
  for (const language of ['en', 'fr'] as const) {
    const said = [...words({}, language), ...words({ otherPrm: '98765432109876' }, language)].join();
    expect(said).toContain('9876');
    expect(said).not.toMatch(/\d{5}/);
  }
});

test('a file with several steps lists all of them, and one without any lists none', () => {
  expect(words({ facts: factsOf({ stepsMinutes: [5, 30, 60] }) })[0]).toContain('in steps of 5, 30 and 60 min');
  expect(words({ kind: 'enedisIndexes', facts: factsOf({ stepsMinutes: [] }) })[0]).toMatch(
    /^The file is a list of daily meter readings of the Enedis account \(CSV\), of the supply point/,
  );
});

test('for the kind that does not distinguish imported from exported energy, this is stated', () => {
  expect(words({ kind: 'beginAndEnd' })).toContain(
    'Such a file does not say whether energy was drawn or exported: it is taken as drawn.',
  );
  const { energyWh: givenWh = 0, ...given } = FOUND;
  expect(examinationWords({ ...given, kind: 'beginAndEnd', givenWh }, textsIn.en)).toContain(
    'Such a file does not say whether energy was drawn or exported: it is taken as exported.',
  );
});

describe('gaps in a file are listed:', () => {
  const gap = { fromMs: at('04T10:00'), toMs: at('04T12:30') };
  const long = { fromMs: at('05T00:00'), toMs: at('07T05:00') };
  const others = [1, 2, 3].map((hour) => ({ fromMs: at(`02T0${hour}:00`), toMs: at(`02T0${hour}:30`) }));

  test('the only gap', () => {
    expect(words({ facts: factsOf({ gaps: [gap] }) })).toContain(
      'Missing in the file: 4 Jan 2026, 10:00 to 12:30 (2 h 30 min).',
    );
  });

  test('whole days, by their dates', () => {
    const [one, two] = ['06T00:00', '07T00:00'].map((to) => ({ fromMs: at('05T00:00'), toMs: at(to) }));
    const said = (gap: typeof one, language: 'en' | 'fr') =>
      words({ facts: factsOf({ gaps: gap ? [gap] : [] }) }, language);
    expect(said(one, 'en')).toContain('Missing in the file: 5 Jan 2026 (1 day).');
    expect(said(two, 'en')).toContain('Missing in the file: 5 Jan 2026 to 6 Jan 2026 (2 days).');
    expect(said(one, 'fr')[2]).toMatch(/ : le 5 janv\. 2026 \(1 jour\)\.$/);
    expect(said(two, 'fr')[2]).toMatch(/ : du 5 janv\. 2026 au 6 janv\. 2026 \(2 jours\)\.$/);
  });

  test('each of a few', () => {
    expect(words({ facts: factsOf({ gaps: [gap, long] }) })).toContain(
      'Missing in the file: 2 gaps, 2 days 7 h in all: 4 Jan 2026, 10:00 to 12:30 (2 h 30 min); 5 Jan 2026, 00:00 to 7 Jan 2026, 05:00 (2 days 5 h).',
    );
  });

  test('the longest of many, in chronological order', () => {
    const gaps = [...others, gap, long];
    const [, , said] = words({ facts: factsOf({ gaps }) });
    expect(said).toMatch(/^Missing in the file: 5 gaps, 2 days 9 h in all\. The longest: /);
    expect(said?.split(';').map((one) => /\(.*\)/.exec(one)?.[0])).toEqual([
      '(30 min)',
      '(2 h 30 min)',
      '(2 days 5 h)',
    ]);
    expect(words({ facts: factsOf({ gaps }) }, 'fr')[2]).toMatch(
      /^Il manque dans le fichier 5 périodes, 2 jours 9 h en tout\. Les plus longues : le 2 janv\. 2026 de 01:00 à 01:30 \(30 min\) ; le 4 janv\. 2026 de 10:00 à 12:30/,
    );
  });
});

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  const FACTS = ['repeated', 'contradictory', 'empty', 'offGrid', 'inNoTime', 'hourOnce', 'estimated'] as const;

  test.each([...FACTS, 'indexWentBack' as const])('%s has a sentence for one and for many, and none for 0', (fact) => {
    const [, , one, ...rest] = words({ facts: factsOf({ [fact]: 1 }) }, language);
    const [, , many] = words({ facts: factsOf({ [fact]: 1_234 }) }, language);
    expect(rest).toHaveLength(1);
    expect(one).not.toBe(many);
    expect(many).toContain(language === 'fr' ? '1 234' : '1,234');
    for (const said of [one, many]) expect(said).toMatch(/^[A-Z0-9].*\.$/);
  });

  test.each<NonNullable<Examination['euros']>>([
    { kind: 'priced' },
    { kind: 'noPrices' },
    { kind: 'noPrice', date: '2026-01-01' },
    { kind: 'noPeriod', date: '2026-01-01', period: 'HC' },
    { kind: 'unknownPeriod', date: '2026-01-01' },
    { kind: 'noHours', date: '2026-01-01' },
  ])('the cost has a sentence: %o', (euros) => {
    const said = words({ euros }, language);
    expect(said).toHaveLength(4);
    expect(said.at(-1)).toMatch(/co[uû]t|costs?/i);
    if ('date' in euros) expect(said.at(-1)).toContain(language === 'fr' ? '1er janv. 2026' : '1 Jan 2026');
  });

  test.each<FileProblem>([
    { kind: 'unknown' },
    { kind: 'empty' },
    { kind: 'tooLarge', mostBytes: 64_000_000 },
    { kind: 'tooManyRows', mostRows: 700_000 },
    { kind: 'tooLargeUnpacked', mostBytes: 32_000_000 },
    { kind: 'brokenSpreadsheet' },
    { kind: 'longText' },
    { kind: 'farRow', line: 17 },
    { kind: 'badRow', line: 17, text: 'abc' },
    { kind: 'truncated', line: 17 },
    { kind: 'twoMeters', line: 17 },
    { kind: 'periodName', line: 17, text: 'HEURES', fault: 'tooLong' },
    { kind: 'periodName', line: 17, text: 'HEURES', fault: 'unprintable' },
    { kind: 'noValues' },
    { kind: 'tooSlow', mostMinutes: 2 },
    { kind: 'outOfMemory' },
  ])('the problem has a sentence: %o', (problem) => {
    const said = problemWords(problem, textsIn[language].historyImport);
    expect(said).toMatch(/^[A-Z].*\.$/);
    if ('line' in problem) expect(said).toContain('17');
    if ('mostBytes' in problem) expect(said).toContain(String(problem.mostBytes / 1_000_000));
  });

  test.each<DeliveryOutcome>([
    { kind: 'imported', record: RECORD },
    { kind: 'known', record: RECORD },
    { kind: 'undone', record: RECORD },
    { kind: 'noSuchImport' },
    { kind: 'forgotten', days: 2, minutes: 360, readings: 360, fromMs: 1_800_000_000_000, toMs: 1_800_100_000_000 },
    { kind: 'nothingLater' },
    { kind: 'perhapsLate', nowMs: 1_800_000_000_000, untilMs: 1_800_100_000_000 },
    { kind: 'tooMany', most: 500 },
    { kind: 'failed', says: 'the disk is full' },
    { kind: 'silent' },
    { kind: 'otherVersion', version: '1.2.3' },
    { kind: 'notAllowed', owner: 'homebridge' },
    { kind: 'held', holder: 'linky-tic mirror, 123' },
  ])('the outcome has its words: %o', (outcome) => {
    const said = outcomeWords(outcome, textsIn[language].historyImport);
    expect(said).toMatch(/^[A-Z].*\.$/);
    if ('record' in outcome) expect(plain(said)).toMatch(/(?:number|numéro) 3/);
    if ('says' in outcome) expect(said).toContain(outcome.says);
    if ('owner' in outcome) expect(said).toContain(outcome.owner);
    if ('holder' in outcome) expect(said).toContain(outcome.holder);
  });
});

describe('a file is compared with what is known:', () => {
  test.each<[string, Partial<Examination>, readonly string[]]>([
    [
      'nothing new',
      { newDays: 0, ownDays: 10 },
      ['None of its days is new.', 'On 10 of these days the plugin read the meter itself: '],
    ],
    [
      'a part',
      { newDays: 1, importedDays: 9, changedDays: 4 },
      ['1 day is new.', 'already been imported. This one adds to 4 of them'],
    ],
    [
      'production, or registers, of days whose curve is known',
      { newDays: 0, ownDays: 1, importedDays: 9, changedDays: 9 },
      ['On one of these days the plugin read the meter itself: ', 'already been imported. This one adds to 9 of them'],
    ],
    [
      'only the same',
      { newDays: 1, importedDays: 9 },
      ['1 day is new.', 'already been imported, and this one adds nothing to it.'],
    ],
    [
      'a day in an absence',
      { newDays: 10, unshownDays: 1 },
      ['All of its days are new.', 'No energy will be shown for 1 new day'],
    ],
    [
      'all of it imported',
      { knownAs: 3, newDays: 0, importedDays: 10 },
      ['All of this has already been imported (number 3)'],
    ],
  ])('%s', (_, found, said) => {
    expect(words(found).slice(2)).toEqual(said.map((one) => expect.stringContaining(one)));
    expect(words(found, 'fr').slice(2)).toHaveLength(said.length);
  });

  test('another supply point is the only sentence', () => {
    expect(words({ otherPrm: '98765432109876', newDays: 3, ownDays: 7 }).slice(2)).toEqual([
      'The file belongs to another supply point (PRM) than this meter: its number ends in 1234, and that of the meter, or of its earlier imports, in 9876. Nothing was imported.',
    ]);
  });

  test('it can be imported, unless it is known or for another supply point', () => {
    expect(canImport(FOUND)).toBe(true);
    expect(canImport({ ...FOUND, newDays: 0, ownDays: 10 })).toBe(true);
    expect(canImport({ ...FOUND, knownAs: 3 })).toBe(false);
    expect(canImport({ ...FOUND, otherPrm: '98765432109876' })).toBe(false);
  });
});

test('an import in a list has its number, its days, and when it was made', () => {
  expect(plain(recordWords(RECORD, textsIn.en.historyImport))).toBe(
    'Number 3: load curve of the Enedis account (CSV), from 1 Jan 2026 to 10 Jan 2026, 10 days, imported on 27 Nov 2026, 10:45',
  );
  expect(plain(recordWords(RECORD, textsIn.fr.historyImport))).toBe(
    'Numéro 3 : courbe de charge du compte Enedis (CSV), du 1er janv. 2026 au 10 janv. 2026, 10 jours, importée le 27 nov. 2026, 10:45',
  );
  const given = { ...RECORD, kind: 'enedisCurveGiven' };
  expect(recordWords(given, textsIn.en.historyImport)).toContain('(CSV), of exported energy, from');
  expect(recordWords(given, textsIn.fr.historyImport)).toContain('(CSV), de l’énergie injectée, du');
  expect(recordWords({ ...RECORD, kind: 'ofALaterVersion' }, textsIn.en.historyImport)).toContain('ofALaterVersion');
});
