import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileRow } from '../../src/history-files/history-file.ts';
import { RowSplitter } from '../../src/history-files/row-splitter.ts';

/** The rows of a text that comes in pieces. */
function rowsOf(...pieces: readonly string[]): FileRow[] {
  const splitter = new RowSplitter();
  return [...pieces.flatMap((piece) => [...splitter.take(piece)]), ...splitter.end()];
}

test.each([
  ['a;b;c', ['a', 'b', 'c']],
  [' a ;\tb;', ['a', 'b', '']],
  ['"0,696";"x"', ['0,696', 'x']],
  ['"a;b";c', ['a;b', 'c']],
  ['"he said ""no""";c', ['he said "no"', 'c']],
  ['a;"b', ['a', '"b']],
  ['a"b;c', ['a"b', 'c']],
  ['"";c', ['', 'c']],
  ['\u{feff}a;b', ['a', 'b']],
])('the cells of %j are %j', (line, cells) => {
  expect(rowsOf(`${line}\n`)).toEqual([{ line: 1, cells }]);
});

test('blank rows are skipped, but counted', () => {
  expect(rowsOf('\na\r\n;;\n  \nb\n\n').map(({ line, cells }) => [line, ...cells])).toEqual([
    [2, 'a'],
    [5, 'b'],
  ]);
});

test('rows may end with CR only, and are counted like others', () => {
  expect(rowsOf('a;1\rb\r\rc;2\r')).toEqual([
    { line: 1, cells: ['a', '1'] },
    { line: 2, cells: ['b'] },
    { line: 4, cells: ['c', '2'] },
  ]);
  expect(rowsOf('a\r', '\nb\r', 'c').map(({ line, cells }) => [line, ...cells])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
});

test('a megabyte of CR takes no longer than other blank lines', () => {
  expect(rowsOf('\r'.repeat(500_000), `${'\r'.repeat(500_000)}a`).map(({ cells }) => cells)).toEqual([['a']]);
});

test('a last row without a line end is marked, and whether its last cell may be incomplete', () => {
  expect(rowsOf('a\nb;1')).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, cells: ['b', '1'], isUnfinished: true },
  ]);
  expect(rowsOf('b;"1"')).toEqual([{ line: 1, cells: ['b', '1'], isUnfinished: true, isLastCellClosed: true }]);
  expect(rowsOf('b;"1')).toEqual([{ line: 1, cells: ['b', '"1'], isUnfinished: true }]);
});

test('rows are the same wherever the text is split', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '1', ';', '"', '\n', '\r\n', '\r', ' ', 'é'), maxLength: 80 });
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 80 })), (text, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((to, nth) => text.slice(at[nth], to));
      expect(rowsOf(...pieces)).toEqual(rowsOf(text));
    }),
  );
});
