import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { drawnSteps, fileOf, givenSteps, problemOf } from './text-file.ts';

const HEADER =
  'Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire';

interface Row {
  readonly prm?: string;
  readonly quantity?: string;
  readonly direction?: string;
  readonly unit?: string;
  readonly nature?: string;
  readonly step?: string;
}

function row(stamp: string, value: string, of: Row = {}): string {
  const { prm = '12345678901234', quantity = 'PA', direction = 'CONS', unit = 'W', nature = 'B', step = 'PT30M' } = of;
  return `${prm};2023-03-13 00:00:00;2025-03-13 00:00:00;${quantity};${direction};BRUT;${unit};${stamp};${value};${nature};${step};0;0`;
}

test('each row has its step, which ends at its local stamp', async () => {
  const file = await fileOf(
    HEADER,
    row('2023-03-13 00:30:00', '692'),
    row('2023-03-13 01:00:00', '1284'),
    row('2023-03-13 01:10:00', '300', { step: 'PT10M' }),
    row('2023-03-13 03:00:00', '400', { step: 'PT1H' }),
  );
  expect([file.kind, file.prm]).toEqual(['onePointARow', '12345678901234']);
  expect(drawnSteps(file)).toEqual([
    '2023-03-13 00:00+01:00 30 min 692 W',
    '2023-03-13 00:30+01:00 30 min 1284 W',
    '2023-03-13 01:00+01:00 10 min 300 W',
    '2023-03-13 02:00+01:00 60 min 400 W',
  ]);
  expect(file.facts.gaps).toHaveLength(1);
});

test('imported and exported energy may be in one file', async () => {
  const file = await fileOf(
    HEADER,
    row('2023-06-13 12:30:00', '0'),
    row('2023-06-13 12:30:00', '2100', { direction: 'PROD' }),
  );
  expect(drawnSteps(file)).toEqual(['2023-06-13 12:00+02:00 30 min 0 W']);
  expect(givenSteps(file)).toEqual(['2023-06-13 12:00+02:00 30 min 2100 W']);
  expect(file.facts).toMatchObject({ rows: 2, contradictory: 0 });
});

test('quantities other than active power are ignored', async () => {
  const file = await fileOf(
    HEADER,
    row('2023-03-13 00:30:00', '692'),
    row('2023-03-13 00:30:00', '120', { quantity: 'PRI', unit: 'VAr' }),
    row('2023-03-13 00:30:00', '231,5', { quantity: 'E', unit: 'V' }),
  );
  expect(file.facts).toMatchObject({ rows: 1, contradictory: 0 });
});

test('values estimated by the grid operator are accepted and counted', async () => {
  const file = await fileOf(
    HEADER,
    row('2023-03-13 00:30:00', '692', { nature: 'E' }),
    row('2023-03-13 01:00:00', '1'),
  );
  expect([drawnSteps(file).length, file.facts.estimated]).toEqual([2, 1]);
});

test('the order of the rows distinguishes the two hours in October', async () => {
  const stamps = ['02:00', '02:30', '02:00', '02:30', '03:00'];
  const file = await fileOf(HEADER, ...stamps.map((time, nth) => row(`2024-10-27 ${time}:00`, `${nth}`)));
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '01:30+02:00 30 min 0 W',
    '02:00+02:00 30 min 1 W',
    '02:30+02:00 30 min 2 W',
    '02:00+01:00 30 min 3 W',
    '02:30+01:00 30 min 4 W',
  ]);
});

test.each([
  ['an unknown direction', { direction: 'AUTO' }],
  ['another unit', { unit: 'VA' }],
  ['no step', { step: '' }],
  ['a step of days', { step: 'P1D' }],
])('%s is a bad row', async (_what, of) => {
  const text = [HEADER, row('2023-03-13 00:30:00', '1'), row('2023-03-13 01:00:00', '2', of), ''].join('\n');
  expect(await problemOf(text)).toMatchObject({ kind: 'badRow', line: 3 });
});

test('a malformed row is reported without the number of its supply point, except the last digits', async () => {
  const problem = await problemOf([HEADER, row('2023-03-13 00:30:00', '1', { unit: 'VA' }), ''].join('\n'));
  expect(problem).toMatchObject({ kind: 'badRow', text: expect.stringMatching(/^…1234;2023-03-13 /) });
});

test('a row of another supply point is reported with its line', async () => {
  const text = [
    HEADER,
    row('2023-03-13 00:30:00', '1'),
    row('2023-03-13 01:00:00', '2', { prm: '12345678901235' }),
    '',
  ];
  expect(await problemOf(text.join('\n'))).toEqual({ kind: 'twoMeters', line: 3 });
});

test('a supply point number spoilt by a spreadsheet is ignored', async () => {
  const file = await fileOf(HEADER, row('2023-03-13 00:30:00', '1', { prm: '1,23457E+13' }));
  expect(file).not.toHaveProperty('prm');
});

test('a row that lacks cells is malformed, or truncated at the end of the file', async () => {
  const short = row('2023-03-13 01:00:00', '2').split(';').slice(0, 11).join(';');
  const first = [HEADER, row('2023-03-13 00:30:00', '1'), ''].join('\n');
  expect(await problemOf(`${first}${short}\n`)).toMatchObject({ kind: 'badRow', line: 3 });
  expect(await problemOf(`${first}${short}`)).toEqual({ kind: 'truncated', line: 3 });
});

test('the last row counts without a line end, although its value 0 equals its last cell', async () => {
  const rows = [HEADER, row('2023-06-13 23:30:00', '5'), row('2023-06-14 00:00:00', '0')];
  const file = await readHistoryFile(Buffer.from(rows.join('\n')));
  expect(drawnSteps(file).at(-1)).toBe('2023-06-13 23:30+02:00 30 min 0 W');
  expect(file.facts.empty).toBe(0);
});
