import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { drawnSteps, fileOf, problemOf } from './text-file.ts';

const TITLE = 'Récapitulatif de mes puissances atteintes en W';
const HEADER = 'Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée';
const TWO_DAYS = [
  TITLE,
  '',
  HEADER,
  '30/01/2026;;',
  '00:00:00;3916;Réelle',
  '23:30:00;4522;Réelle',
  '23:00:00;7446;Estimée',
  '22:30:00;;',
  '',
  '29/01/2026;;',
  '00:00:00;2000;Réelle',
  '23:30:00;2100;Réelle',
  '23:00:00;2200;Réelle',
  '22:30:00;2300;Réelle',
];
const STEPS = [
  '2026-01-29 22:00+01:00 30 min 2300 W',
  '2026-01-29 22:30+01:00 30 min 2200 W',
  '2026-01-29 23:00+01:00 30 min 2100 W',
  '2026-01-29 23:30+01:00 30 min 2000 W',
  '2026-01-30 22:30+01:00 30 min 7446 W',
  '2026-01-30 23:00+01:00 30 min 4522 W',
  '2026-01-30 23:30+01:00 30 min 3916 W',
];

test('a time is the end of a step on the date above it, and 00:00 next to 23:30 is the end of that date', async () => {
  const file = await fileOf(...TWO_DAYS);
  expect([file.kind, file.prm]).toEqual(['edfPowers', undefined]);
  expect(drawnSteps(file)).toEqual(STEPS);
  expect(file.facts).toMatchObject({ rows: 7, empty: 1, estimated: 1, stepsMinutes: [30] });
});

test('the file may be in Windows-1252, and begin with a blank line', async () => {
  const bytes = Buffer.from(['', ...TWO_DAYS, ''].join('\r\n'), 'latin1');
  const file = await readHistoryFile(bytes);
  expect(drawnSteps(file)).toEqual(STEPS);
  expect(file.facts.estimated).toBe(1);
});

test('00:00 is the beginning of the date if it is next to 00:30', async () => {
  const file = await fileOf(
    TITLE,
    HEADER,
    '30/01/2026;;',
    '01:30:00;4;Réelle',
    '01:00:00;3;Réelle',
    '00:30:00;2;Réelle',
    '00:00:00;1;Réelle',
  );
  expect(drawnSteps(file)).toEqual([
    '2026-01-29 23:30+01:00 30 min 1 W',
    '2026-01-30 00:00+01:00 30 min 2 W',
    '2026-01-30 00:30+01:00 30 min 3 W',
    '2026-01-30 01:00+01:00 30 min 4 W',
  ]);
});

test('if no day shows which midnight 00:00 is, it is the end of its date', async () => {
  const file = await fileOf(TITLE, HEADER, '30/01/2026;;', '23:30:00;1;Réelle', '00:00:00;2;Réelle');
  expect(drawnSteps(file)).toEqual(['2026-01-30 23:00+01:00 30 min 1 W', '2026-01-30 23:30+01:00 30 min 2 W']);
});

test('steps of ten minutes are read as such', async () => {
  const file = await fileOf(
    TITLE,
    HEADER,
    '30/01/2026;;',
    '12:20:00;3;Réelle',
    '12:10:00;2;Réelle',
    '12:00:00;1;Réelle',
  );
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '11:50+01:00 10 min 1 W',
    '12:00+01:00 10 min 2 W',
    '12:10+01:00 10 min 3 W',
  ]);
});

test('in a file with the newest first, the second hour in October is above the first one', async () => {
  const times = ['03:30', '03:00', '02:30', '02:00', '02:30', '02:00', '01:30'];
  const file = await fileOf(TITLE, HEADER, '26/10/2025;;', ...times.map((time, nth) => `${time}:00;${nth};Réelle`));
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '01:00+02:00 30 min 6 W',
    '01:30+02:00 30 min 5 W',
    '02:00+02:00 30 min 4 W',
    '02:30+02:00 30 min 3 W',
    '02:00+01:00 30 min 2 W',
    '02:30+01:00 30 min 1 W',
    '03:00+01:00 30 min 0 W',
  ]);
});

test('a file that was appended to itself is read once', async () => {
  const file = await fileOf(...TWO_DAYS, ...TWO_DAYS);
  expect(drawnSteps(file)).toEqual(STEPS);
  expect(file.facts).toMatchObject({ rows: 14, repeated: 7 });
});

test.each([
  ['a time above any date', [TITLE, HEADER, '23:30:00;4522;Réelle'], 3],
  ['a date that there is not', [TITLE, HEADER, '31/02/2026;;'], 3],
  ['a value that is no number', [TITLE, HEADER, '30/01/2026;;', '23:30:00;?;Réelle'], 4],
])('%s is a bad row', async (_what, lines, line) => {
  expect(await problemOf(`${lines.join('\n')}\n`)).toMatchObject({ kind: 'badRow', line });
});

test('a file that ends within a row is truncated; if the nature has begun, the value is complete', async () => {
  const text = [TITLE, HEADER, '30/01/2026;;', '23:30:00;4522;Réelle', '23:00:00;7446;Ré'].join('\n');
  expect(drawnSteps(await readHistoryFile(Buffer.from(text)))).toHaveLength(2);
  expect(await problemOf(`${text}\n22:3`)).toEqual({ kind: 'truncated', line: 6 });
});
