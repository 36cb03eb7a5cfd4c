import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { drawnSteps, fileOf, problemOf } from './text-file.ts';

test('a row has the beginning and the end of its step, and kW with a decimal comma', async () => {
  const file = await fileOf(
    'debut;fin;kW',
    '2023-12-12T00:00;2023-12-12T00:30;"0,696"',
    '2023-12-12T00:30;2023-12-12T01:00;"0,7"',
    '2023-12-12T01:00;2023-12-12T02:00;1',
    '2023-12-12T02:00;2023-12-12T02:10;"4,0305"',
  );
  expect([file.kind, file.prm]).toEqual(['beginAndEnd', undefined]);
  expect(drawnSteps(file)).toEqual([
    '2023-12-12 00:00+01:00 30 min 696 W',
    '2023-12-12 00:30+01:00 30 min 700 W',
    '2023-12-12 01:00+01:00 60 min 1000 W',
    '2023-12-12 02:00+01:00 10 min 4030.5 W',
  ]);
  expect(file.facts.stepsMinutes).toEqual([10, 30, 60]);
});

test('a table of the portal that was saved as text is one, too', async () => {
  const file = await fileOf('Début;Fin;Valeur (en kW)', '02/03/2023 00:00:00;02/03/2023 00:30:00;4,030', ';;');
  expect(drawnSteps(file)).toEqual(['2023-03-02 00:00+01:00 30 min 4030 W']);
});

test.each([
  ['02:00', '03:00'],
  ['03:00', '02:00'],
])('in October the step before the change ends at %s or %s', async (end) => {
  const file = await fileOf(
    'debut;fin;kW',
    '2023-10-29T01:30;2023-10-29T02:00;"0,001"',
    '2023-10-29T02:00;2023-10-29T02:30;"0,002"',
    `2023-10-29T02:30;2023-10-29T${end};"0,003"`,
    '2023-10-29T02:00;2023-10-29T02:30;"0,004"',
    '2023-10-29T02:30;2023-10-29T03:00;"0,005"',
  );
  expect(drawnSteps(file)).toEqual([
    '2023-10-29 01:30+02:00 30 min 1 W',
    '2023-10-29 02:00+02:00 30 min 2 W',
    '2023-10-29 02:30+02:00 30 min 3 W',
    '2023-10-29 02:00+01:00 30 min 4 W',
    '2023-10-29 02:30+01:00 30 min 5 W',
  ]);
});

test('the rows of the two hours may be adjacent, as left by a program that sorts by local time', async () => {
  const file = await fileOf(
    'debut;fin;kW',
    '2023-10-29T01:30;2023-10-29T02:00;"0,001"',
    '2023-10-29T02:00;2023-10-29T02:30;"0,002"',
    '2023-10-29T02:00;2023-10-29T02:30;"0,004"',
    '2023-10-29T02:30;2023-10-29T02:00;"0,003"',
    '2023-10-29T02:30;2023-10-29T03:00;"0,005"',
  );
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '01:30+02:00 30 min 1 W',
    '02:00+02:00 30 min 2 W',
    '02:30+02:00 30 min 3 W',
    '02:00+01:00 30 min 4 W',
    '02:30+01:00 30 min 5 W',
  ]);
});

test.each(['02:00', '03:00'])('in March the step before the change ends at %s', async (end) => {
  const file = await fileOf(
    'debut;fin;kW',
    `2023-03-26T01:30;2023-03-26T${end};"0,001"`,
    '2023-03-26T03:00;2023-03-26T03:30;"0,002"',
  );
  expect(drawnSteps(file)).toEqual(['2023-03-26 01:30+01:00 30 min 1 W', '2023-03-26 03:00+02:00 30 min 2 W']);
  expect(file.facts.gaps).toEqual([]);
});

test('a step that begins in the hour skipped in March is rejected', async () => {
  const file = await fileOf(
    'debut;fin;kW',
    '2023-03-26T01:30;2023-03-26T03:00;"0,001"',
    '2023-03-26T02:00;2023-03-26T02:30;"0,002"',
    '2023-03-26T03:00;2023-03-26T03:30;"0,003"',
  );
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual(['01:30+01:00 30 min 1 W', '03:00+02:00 30 min 3 W']);
  expect(file.facts.inNoTime).toBe(1);
});

test('overlapping steps are rejected, and so are steps of another length or off their grid', async () => {
  const file = await fileOf(
    'debut;fin;kW',
    '2023-12-12T00:00;2023-12-12T01:00;1',
    '2023-12-12T00:30;2023-12-12T01:00;2',
    '2023-12-12T01:00;2023-12-12T01:30;3',
    '2023-12-12T01:30;2023-12-12T01:50;4',
    '2023-12-12T02:15;2023-12-12T02:45;5',
    '2023-12-12T03:00:10;2023-12-12T03:30:10;6',
  );
  expect(drawnSteps(file)).toEqual(['2023-12-12 01:00+01:00 30 min 3000 W']);
  expect(file.facts).toMatchObject({ rows: 6, contradictory: 2, offGrid: 3 });
});

test.each([
  ['an end before the beginning', '2023-12-12T01:00;2023-12-12T00:30;0,1'],
  ['a step of a day', '2023-12-12T00:00;2023-12-13T00:00;0,1'],
  ['an hour and a half on an ordinary day', '2023-12-12T01:30;2023-12-12T03:00;0,1'],
  ['a quote that is not closed', '2023-12-12T00:00;2023-12-12T00:30;"0,1'],
])('%s is a bad row', async (_what, row) => {
  expect(await problemOf(`debut;fin;kW\n${row}\n`)).toEqual({ kind: 'badRow', line: 2, text: row });
});

test('a file with energy in kWh is of another kind', async () => {
  expect(await problemOf('debut;fin;kWh\n2023-12-12T00:00;2023-12-12T00:30;"0,696"\n')).toEqual({ kind: 'unknown' });
});

test('a value in quotes is complete even at the end of the file; without quotes digits may be missing', async () => {
  const first = 'debut;fin;kW\n2023-12-12T00:00;2023-12-12T00:30;"0,696"\n';
  const quoted = await readHistoryFile(Buffer.from(`${first}2023-12-12T00:30;2023-12-12T01:00;"0,7"`));
  const bare = await readHistoryFile(Buffer.from(`${first}2023-12-12T00:30;2023-12-12T01:00;0,7`));
  expect([drawnSteps(quoted).length, drawnSteps(bare).length]).toEqual([2, 1]);
  expect(await problemOf(`${first}2023-12-12T00:30;2023-12-12T01:00;"0,7`)).toEqual({ kind: 'truncated', line: 3 });
});
