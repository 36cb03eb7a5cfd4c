import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { NOTHING_SPECIAL } from './house-steps.ts';
import { drawnSteps, fileOf, givenSteps, problemOf, shownTime } from './text-file.ts';

const NAMES =
  'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes';
const METADATA = '12345678901234;Courbe de charge;31/12/2022;01/01/2023;Energie active;Consommation;Comptage Brut;W;';
const HEADER = [NAMES, METADATA, 'Horodate;Valeur'];

test('a stamp is at the end of its step, and the power is the mean of the step', async () => {
  const file = await fileOf(
    ...HEADER,
    '2023-01-01T00:00:00+01:00;460',
    '2023-01-01T00:30:00+01:00;470',
    '2023-01-01T01:00:00+01:00;0',
  );
  expect([file.kind, file.prm]).toEqual(['enedisCurve', '12345678901234']);
  expect(drawnSteps(file)).toEqual([
    '2022-12-31 23:30+01:00 30 min 460 W',
    '2023-01-01 00:00+01:00 30 min 470 W',
    '2023-01-01 00:30+01:00 30 min 0 W',
  ]);
  expect(file.facts).toEqual({
    rows: 3,
    stepsMinutes: [30],
    fromMs: Date.parse('2022-12-31T23:30:00+01:00'),
    toMs: Date.parse('2023-01-01T01:00:00+01:00'),
    gaps: [],
    ...NOTHING_SPECIAL,
  });
});

test('a producer’s file has exported energy', async () => {
  const file = await fileOf(
    NAMES,
    METADATA.replace('Consommation', 'Production'),
    'Horodate;Valeur',
    '2023-06-01T12:30:00+02:00;2100',
    '2023-06-01T13:00:00+02:00;2200',
  );
  expect(drawnSteps(file)).toEqual([]);
  expect(givenSteps(file)).toEqual(['2023-06-01 12:00+02:00 30 min 2100 W', '2023-06-01 12:30+02:00 30 min 2200 W']);
});

test('a row without a value is a gap', async () => {
  const file = await fileOf(
    ...HEADER,
    '2021-01-07T22:30:00+01:00;300',
    '2021-01-07T23:00:00+01:00;',
    '2021-01-07T23:30:00+01:00;500',
  );
  expect(file.facts).toMatchObject({ rows: 2, empty: 1 });
  expect(file.facts.gaps.map(({ fromMs, toMs }) => [shownTime(fromMs), shownTime(toMs)])).toEqual([
    ['2021-01-07 22:30+01:00', '2021-01-07 23:00+01:00'],
  ]);
});

test('offsets distinguish the two hours in October, in any order of the rows', async () => {
  const file = await fileOf(
    ...HEADER,
    '2023-10-29T03:00:00+01:00;5',
    '2023-10-29T02:30:00+02:00;2',
    '2023-10-29T02:00:00+01:00;3',
    '2023-10-29T02:30:00+01:00;4',
    '2023-10-29T02:00:00+02:00;1',
  );
  expect(drawnSteps(file)).toEqual([
    '2023-10-29 01:30+02:00 30 min 1 W',
    '2023-10-29 02:00+02:00 30 min 2 W',
    '2023-10-29 02:30+02:00 30 min 3 W',
    '2023-10-29 02:00+01:00 30 min 4 W',
    '2023-10-29 02:30+01:00 30 min 5 W',
  ]);
  expect(file.days[0]?.curve).toEqual([{ fromMinute: 90, stepMinutes: 30, meanW: [1, 2, 3, 4, 5] }]);
  expect(file.facts.hourOnce).toBe(0);
});

test('a file that was appended to itself is read once, even with its byte order mark in the middle', async () => {
  const rows = ['2023-01-01T00:30:00+01:00;460', '2023-01-01T01:00:00+01:00;470'];
  const once = [...HEADER, ...rows];
  const file = await fileOf(...once, ...once, `\u{feff}${NAMES}`, ...once.slice(1), ...once, '');
  expect(drawnSteps(file)).toEqual(['2023-01-01 00:00+01:00 30 min 460 W', '2023-01-01 00:30+01:00 30 min 470 W']);
  expect(file.facts).toMatchObject({ rows: 8, repeated: 6, contradictory: 0 });
});

test('a file of exported energy may follow one of imported energy', async () => {
  const file = await fileOf(
    ...HEADER,
    '2023-06-01T12:30:00+02:00;10',
    '2023-06-01T13:00:00+02:00;20',
    NAMES,
    METADATA.replace('Consommation', 'Production'),
    'Horodate;Valeur',
    '2023-06-01T12:30:00+02:00;2100',
    '2023-06-01T13:00:00+02:00;2200',
  );
  expect([drawnSteps(file).length, givenSteps(file).length]).toEqual([2, 2]);
});

test.each(['XXXXXXXXXXXXXX', '00000000000000', '2,31282E+13', '1234567890123', ''])(
  'the supply point %j is none',
  async (prm) => {
    const file = await fileOf(
      NAMES,
      METADATA.replace('12345678901234', prm),
      'Horodate;Valeur',
      '2023-01-01T00:30:00+01:00;460',
      '2023-01-01T01:00:00+01:00;470',
    );
    expect(file).not.toHaveProperty('prm');
  },
);

test('another supply point within the file is reported with its line', async () => {
  const text = [
    ...HEADER,
    '2023-01-01T00:30:00+01:00;460',
    NAMES,
    METADATA.replace('12345678901234', '12345678901235'),
    '',
  ].join('\n');
  expect(await problemOf(text)).toEqual({ kind: 'twoMeters', line: 6 });
});

test.each([
  ['a month that there is not', '2023-13-01T00:00:00+01:00;460'],
  ['a value that is no number', '2023-01-01T00:30:00+01:00;4x0'],
  ['a value below zero', '2023-01-01T00:30:00+01:00;-460'],
  ['a power that no household has', '2023-01-01T00:30:00+01:00;1000001'],
  ['a row without a cell for the value', '2023-01-01T00:30:00+01:00'],
  ['any other text', 'Fin du fichier'],
])('%s is a bad row', async (_what, row) => {
  const text = [...HEADER, '2023-01-01T00:00:00+01:00;1', row, ''].join('\n');
  expect(await problemOf(text)).toEqual({ kind: 'badRow', line: 5, text: row });
});

test.each([
  ['reactive energy', METADATA.replace('Energie active', 'Energie reactive')],
  ['another unit', METADATA.replace(';W;', ';kVAr;')],
  ['an unknown direction', METADATA.replace('Consommation', 'Autre')],
])('%s is not taken for a load curve', async (_what, metadata) => {
  const text = [NAMES, metadata, 'Horodate;Valeur', '2023-01-01T00:00:00+01:00;1', ''].join('\n');
  expect(await problemOf(text)).toMatchObject({ kind: 'badRow', line: 2 });
});

test('a single row has a step if the file states it', async () => {
  const rows = ['Horodate;Valeur', '2023-01-01T00:30:00+01:00;460'];
  expect(drawnSteps(await fileOf(NAMES, `${METADATA}10`, ...rows))).toEqual(['2023-01-01 00:20+01:00 10 min 460 W']);
  expect(await problemOf([NAMES, METADATA, ...rows, ''].join('\n'))).toEqual({ kind: 'noValues' });
});

test('a file that ends within a row, long before its announced end, is truncated', async () => {
  const cut = [NAMES, METADATA.replace('01/01/2023', '31/12/2023'), 'Horodate;Valeur', '2023-01-01T00:00:00+01:00;46'];
  expect(await problemOf(cut.join('\n'))).toEqual({ kind: 'truncated', line: 4 });
  expect(await problemOf([...HEADER, '2023-01-01T00:00:00+01:00;460', '2023-01-01T00:3'].join('\n'))).toEqual({
    kind: 'truncated',
    line: 5,
  });
});

test('if only the last line end is missing, the last value is rejected, as digits may be missing', async () => {
  const lines = [...HEADER, '2023-01-01T00:00:00+01:00;460', '2023-01-01T00:30:00+01:00;470'];
  const file = await readHistoryFile(Buffer.from(lines.join('\n')));
  expect(drawnSteps(file)).toEqual(['2022-12-31 23:30+01:00 30 min 460 W']);
  expect(file.facts).toMatchObject({ rows: 1, empty: 1 });
});
