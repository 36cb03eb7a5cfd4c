import { expect, test } from 'vitest';
import { type Column, csvLines, filledColumns, tableLines } from '../../src/cli/columns.ts';

type Row = { readonly name: string; readonly wh?: number; readonly euros?: string };

const COLUMNS: readonly Column<Row>[] = [
  { title: 'name', cell: ({ name }) => name },
  { title: 'Wh', cell: ({ wh }) => wh },
  { title: '€', cell: ({ euros }) => euros },
];

test('a table is aligned, its first column to the left and the others to the right', () => {
  const rows = [{ name: 'house', wh: 0, euros: '12.50' }, { name: 'a' }];
  expect(tableLines(COLUMNS, rows)).toEqual(['name   Wh      €', 'house   0  12.50', 'a               ']);
});

test.each([
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'a "b"', '"a ""b"""'],
  ['a line end', 'a\r\nb', '"a\r\nb"'],
  ['the beginning of a formula', '=1+1', '"\'=1+1"'],
  ['none of these', 'a b', 'a b'],
])('CSV of a text with %s', (_, name, cell) => {
  expect(csvLines(COLUMNS, [{ name, wh: 1.5 }])).toEqual(['name,Wh,€', `${cell},1.5,`]);
});

test('a column is left out only if no row has anything in it, and 0 is something', () => {
  const titles = (rows: readonly Row[]) => filledColumns(COLUMNS, rows).map(({ title }) => title);
  expect(titles([{ name: 'a' }, { name: 'b', wh: 0 }])).toEqual(['name', 'Wh']);
  expect(titles([])).toEqual([]);
});
