import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { drawnSteps, fileOf, problemOf } from './text-file.ts';

const TITLE = 'Courbe de charge Linky (pas 30 min) - PRM 12345678901234';
const HEADER = 'Horodate fin de pas;Puissance moyenne (W)';

test('a local stamp is at the end of its step, and the title has the supply point', async () => {
  const file = await fileOf(TITLE, HEADER, '2026-07-13T23:30:00;380', '2026-07-14T00:00:00;350');
  expect([file.kind, file.prm]).toEqual(['endStamps', '12345678901234']);
  expect(drawnSteps(file)).toEqual(['2026-07-13 23:00+02:00 30 min 380 W', '2026-07-13 23:30+02:00 30 min 350 W']);
});

test('stamps may have an offset, and the supply point a row of its own', async () => {
  const file = await fileOf(
    'Identifiant PRM;12345678901234;Type de donnees;Courbe de charge;',
    'horodate ISO fin de pas;puissance moyenne (W)',
    '2026-10-25T02:30:00+02:00;1',
    '2026-10-25T02:00:00+01:00;2',
    '2026-10-25T02:30:00+01:00;3',
  );
  expect([file.kind, file.prm]).toEqual(['endStamps', '12345678901234']);
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '02:00+02:00 30 min 1 W',
    '02:30+02:00 30 min 2 W',
    '02:00+01:00 30 min 3 W',
  ]);
});

test('a single row has the step of the title', async () => {
  expect(drawnSteps(await fileOf(TITLE, HEADER, '2026-07-14T00:00:00;350'))).toEqual([
    '2026-07-13 23:30+02:00 30 min 350 W',
  ]);
});

test('the order of the rows distinguishes the two hours in October', async () => {
  const rows = [
    '2026-10-25T02:00:00;1',
    '2026-10-25T02:30:00;2',
    '2026-10-25T02:00:00;3',
    '2026-10-25T02:30:00;4',
    '2026-10-25T03:00:00;5',
  ];
  const expected = [
    '2026-10-25 01:30+02:00 30 min 1 W',
    '2026-10-25 02:00+02:00 30 min 2 W',
    '2026-10-25 02:30+02:00 30 min 3 W',
    '2026-10-25 02:00+01:00 30 min 4 W',
    '2026-10-25 02:30+01:00 30 min 5 W',
  ];
  expect(drawnSteps(await fileOf(TITLE, HEADER, ...rows))).toEqual(expected);
  expect(drawnSteps(await fileOf(TITLE, HEADER, ...rows.toReversed()))).toEqual(expected);
});

test('an hour in October that occurs once is the first of the two, and is reported', async () => {
  const file = await fileOf(
    TITLE,
    HEADER,
    '2026-10-25T01:30:00;0',
    '2026-10-25T02:00:00;1',
    '2026-10-25T02:30:00;2',
    '2026-10-25T03:00:00;5',
  );
  expect(drawnSteps(file).slice(1)).toEqual([
    '2026-10-25 01:30+02:00 30 min 1 W',
    '2026-10-25 02:00+02:00 30 min 2 W',
    '2026-10-25 02:30+01:00 30 min 5 W',
  ]);
  expect(file.facts.hourOnce).toBe(1);
});

test.each(['02:00', '03:00'])('in March the step that ends at %s ends when the clock changes', async (end) => {
  const file = await fileOf(
    TITLE,
    HEADER,
    '2026-03-29T01:30:00;1',
    `2026-03-29T${end}:00;2`,
    '2026-03-29T03:30:00;3',
    '2026-03-29T02:30:00;9',
  );
  expect(drawnSteps(file)).toEqual([
    '2026-03-29 01:00+01:00 30 min 1 W',
    '2026-03-29 01:30+01:00 30 min 2 W',
    '2026-03-29 03:00+02:00 30 min 3 W',
  ]);
  expect(file.facts.inNoTime).toBe(1);
});

test('rows that contradict each other are all rejected; a row without a value contradicts nothing', async () => {
  const file = await fileOf(
    TITLE,
    HEADER,
    '2026-07-13T22:00:00;100',
    '2026-07-13T22:30:00;200',
    '2026-07-13T22:30:00;201',
    '2026-07-13T23:00:00;',
    '2026-07-13T23:00:00;300',
    '2026-07-13T23:30:00;NA',
    '2026-07-14T00:00:00;350',
    '2026-07-14T00:00:00;350',
  );
  expect(drawnSteps(file).map((step) => step.slice(11))).toEqual([
    '21:30+02:00 30 min 100 W',
    '22:30+02:00 30 min 300 W',
    '23:30+02:00 30 min 350 W',
  ]);
  expect(file.facts).toMatchObject({ rows: 6, contradictory: 2, empty: 2, repeated: 1 });
});

test('a stamp that is not on a step is rejected', async () => {
  const hours = Array.from({ length: 12 }, (_, nth) => `${nth + 1}`.padStart(2, '0'));
  const rows = hours.flatMap((hour) => [`2026-07-13T${hour}:00:00;1`, `2026-07-13T${hour}:30:00;2`]);
  const clean = await fileOf(TITLE, HEADER, ...rows);
  const file = await fileOf(TITLE, HEADER, ...rows, '2026-07-13T04:14:10;777', '2026-07-13T08:40:00;777');
  expect(drawnSteps(file)).toEqual(drawnSteps(clean));
  expect(file.facts).toMatchObject({ rows: 26, offGrid: 2, gaps: [] });
});

test('a file that was appended to that of another supply point is refused', async () => {
  const other = TITLE.replace('12345678901234', '12345678901235');
  const text = [TITLE, HEADER, '2026-07-14T00:00:00;350', other, HEADER, ''].join('\n');
  expect(await problemOf(text)).toEqual({ kind: 'twoMeters', line: 4 });
});

test('a malformed row is reported with its line', async () => {
  const text = [TITLE, HEADER, '2026-07-14T00:00:00;350', '14/7/2026 00:30;350', ''].join('\n');
  expect(await problemOf(text)).toEqual({ kind: 'badRow', line: 4, text: '14/7/2026 00:30;350' });
});

test('a file that ends within a row is truncated, or loses the value that may lack digits', async () => {
  const first = [TITLE, HEADER, '2026-07-14T00:00:00;350', ''].join('\n');
  expect(await problemOf(`${first}2026-07-14T00:3`)).toEqual({ kind: 'truncated', line: 4 });
  const file = await readHistoryFile(Buffer.from(`${first}2026-07-14T00:30:00;36`));
  expect(drawnSteps(file)).toEqual(['2026-07-13 23:30+02:00 30 min 350 W']);
});

test('the step in the title is used if the rows show none, with or without a supply point next to it', async () => {
  const row = '2025-01-10T12:00:00;350';
  const title = 'Courbe de charge Linky (pas 30 min)';
  const file = await fileOf(title, 'Horodate fin de pas;Puissance moyenne (W)', row);
  expect(drawnSteps(file)).toEqual(['2025-01-10 11:30+01:00 30 min 350 W']);
});
