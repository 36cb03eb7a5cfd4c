import { describe, expect, test } from 'vitest';
import { spreadsheetParts } from '../../src/history-files/spreadsheet-parts.ts';
import { sheetsOf } from '../../src/history-files/spreadsheet-sheets.ts';
import { tableOf } from '../../src/history-files/spreadsheet-table.ts';
import { xlsxFile } from '../../testbed/history-files/xlsx-writer.ts';
import { DAILY_SHEET } from './daily-sheet.ts';

/*
 * Spreadsheets of a few kB, on which a library that trusts them works for minutes, or until the memory is full. What
 * `spreadsheetParts` refuses or leaves out never reaches it.
 */

const SHEET = 'xl/worksheets/sheet1.xml';
const STRINGS = 'xl/sharedStrings.xml';
const STYLES = 'xl/styles.xml';
const BOOK = 'xl/workbook.xml';
const RELATIONSHIPS = 'xl/_rels/workbook.xml.rels';

/** A workbook of the portal, some parts of which are replaced. */
function workbook(parts: { readonly [name: string]: string }): Uint8Array {
  const replaced = Object.entries(parts).map(([name, text]) => ({ name, content: Buffer.from(text) }));
  return xlsxFile([DAILY_SHEET], { parts: replaced });
}

/** The part as the library gets it. */
function handed(name: string, parts: { readonly [name: string]: string }): string {
  return Buffer.from(spreadsheetParts(workbook(parts)).get(name) ?? []).toString();
}

const times = (count: number, of: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => of(nth)).join('');
const sheet = (rows: string, before = '', after = '') =>
  `<worksheet>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
const strings = (...texts: readonly string[]) =>
  `<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`;
const styles = (format: string) =>
  `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${format}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
const book = (sheets: string, after = '') => `<workbook xmlns:r="x"><sheets>${sheets}</sheets>${after}</workbook>`;
const sheetNamed = (nth: number) => `<sheet name="${nth}" sheetId="${nth}" r:id="rId1"/>`;
const relationship = (id: number, kind: string, target: string) =>
  `<Relationship Id="rId${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
const relationships = (...all: readonly string[]) => `<Relationships>${all.join('')}</Relationships>`;

const LONG_TEXT = { kind: 'longText' };
const TOO_LARGE = { kind: 'tooLargeUnpacked', mostBytes: 32_000_000 };
const BROKEN = { kind: 'brokenSpreadsheet' };
const farRow = (line: number) => ({ kind: 'farRow', line });

describe('is refused before the library sees it:', () => {
  test.each<[string, { readonly [name: string]: string }, object]>([
    ['a text of 16 MB that cells share', { [STRINGS]: strings('x'.repeat(16_000_000)) }, LONG_TEXT],
    ['a text of 64 kB in a cell', { [SHEET]: sheet(`<row><c><v>${'1'.repeat(64_000)}</v></c></row>`) }, LONG_TEXT],
    ['a name of a sheet with 4 kB', { [BOOK]: book(`<sheet name="${'x'.repeat(4_000)}" r:id="rId1"/>`) }, LONG_TEXT],
    ['five million signs in one text', { [STRINGS]: strings('&amp;'.repeat(5_000_000)) }, LONG_TEXT],
    ['300 000 signs in texts', { [STRINGS]: strings(...Array(30).fill('&lt;'.repeat(10_000))) }, TOO_LARGE],
    ['300 000 escaped characters', { [STRINGS]: strings(...Array(20).fill('_x0041_'.repeat(8_000))) }, TOO_LARGE],
    ['a text that is no element', { [STRINGS]: strings(`<![CDATA[${'x'.repeat(60_000)}]]>`) }, BROKEN],
    ['a row in an instruction', { [SHEET]: sheet('<?x <row><c/></row> ?>') }, BROKEN],
    ['a row in a comment', { [SHEET]: sheet('<!-- <row><c/></row> -->') }, BROKEN],
    ['a tag within a tag', { [SHEET]: sheet('<row><c r="A1" t="<c"/></row>') }, BROKEN],
    ['a cell far below', { [SHEET]: sheet('<row r="120000"><c r="L120000"><v>1</v></c></row>') }, farRow(120_000)],
    ['a cell far below its row', { [SHEET]: sheet('<row r="1"><c r="L120000"/></row>') }, farRow(120_000)],
    ['a row far below', { [SHEET]: sheet('<row r="120000"><c/></row>') }, farRow(120_000)],
    [
      'a cell below rows without one',
      { [SHEET]: sheet(`${'<row/>'.repeat(119_999)}<row><c/></row>`) },
      farRow(120_000),
    ],
    ['a row number with an exponent', { [SHEET]: sheet('<row r="12e4"><c/></row>') }, BROKEN],
    [
      'a reference beside one whose name begins with a form feed',
      { [SHEET]: sheet('<row><c r="L120000" \fr="A1"/></row>') },
      BROKEN,
    ],
    ['a reference before another one', { [SHEET]: sheet('<row><c r="A1" r="L120000"/></row>') }, farRow(120_000)],
    ['a reference with an exponent', { [SHEET]: sheet('<row><c r="L12e4"/></row>') }, BROKEN],
    [
      'a cell below 120 000 others',
      { [SHEET]: sheet('<row><c/></row>'.repeat(120_001)) },
      { kind: 'tooManyRows', mostRows: 120_000 },
    ],
    ['one sheet under two names', { [BOOK]: book(times(2, sheetNamed)) }, BROKEN],
    [
      'one sheet under two spellings of an identifier',
      { [BOOK]: book(sheetNamed(1) + sheetNamed(2).replace('rId1', 'rId&#49;')) },
      BROKEN,
    ],
    [
      'one sheet under two identifiers',
      {
        [RELATIONSHIPS]: relationships(
          relationship(1, 'worksheet', 'worksheets/sheet1.xml'),
          relationship(2, 'worksheet', './worksheets/../worksheets/sheet1.xml'),
        ),
      },
      BROKEN,
    ],
    [
      'a sheet by a path that ends with a step back',
      { [RELATIONSHIPS]: relationships(relationship(1, 'worksheet', 'worksheets/sheet1.xml/x/..')) },
      BROKEN,
    ],
  ])('%s', (_, parts, problem) => {
    expect(() => spreadsheetParts(workbook(parts))).toThrow(expect.objectContaining({ problem }));
  });
});

describe('the library is not given what tables do not consist of:', () => {
  test.each([
    ['columns that are described again and again', '<cols><col min="1" max="16384"/></cols>', ''],
    ['merged cells', '', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'],
    ['links', '', '<hyperlinks><hyperlink ref="A1"/></hyperlinks>'],
    ['a list of choices', '', `<dataValidation><formula1>"${','.repeat(100_000)}<x/>"</formula1></dataValidation>`],
    ['a comment', `<!--${'x'.repeat(100_000)}-->`, ''],
  ])('%s', (_, before, after) => {
    const row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';
    expect(handed(SHEET, { [SHEET]: sheet(row, before, after) })).toBe(sheet(row));
  });

  test('formulas, but their results are kept', () => {
    const [written, given] = ['<f>1+1</f>', ''].map((formula) => sheet(`<row><c>${formula}<v>2</v></c></row>`));
    expect(handed(SHEET, { [SHEET]: written ?? '' })).toBe(given);
  });

  test('links of the workbook to other kinds of parts', () => {
    const sheets = [relationship(1, 'worksheet', 'worksheets/sheet1.xml'), relationship(2, 'styles', 'styles.xml')];
    const links = times(10_000, (nth) => relationship(nth + 3, 'externalLink', 'sharedStrings.xml'));
    const inTwoTags = relationship(4, 'theme', 'theme/theme1.xml').replace('/>', '></Relationship>');
    const given = relationships(...sheets);
    expect(handed(RELATIONSHIPS, { [RELATIONSHIPS]: relationships(...sheets, links) })).toBe(given);
    expect(handed(RELATIONSHIPS, { [RELATIONSHIPS]: relationships(inTwoTags, ...sheets) })).toBe(given);
  });

  test('formats that are longer than a date format', () => {
    const given = styles('').replace('<numFmt numFmtId="164" formatCode=""/>', '');
    expect(handed(STYLES, { [STYLES]: styles('['.repeat(150)) })).toBe(given);
  });

  test('pivot tables of the workbook', () => {
    const pivots = '<pivotCaches><pivotCache cacheId="1" r:id="rId9"/></pivotCaches>';
    expect(handed(BOOK, { [BOOK]: book(sheetNamed(1), pivots) })).toBe(book(sheetNamed(1)));
  });
});

test('texts keep their accents and formats their styles, and a byte order mark is left out', () => {
  const text = `<x:sst xmlns:x="y"><x:si><x:t xml:space="preserve"> é€ > 😀 </x:t></x:si></x:sst>`;
  expect(handed(STRINGS, { [STRINGS]: `\ufeff<?xml version="1.0"?>\n${text}` })).toBe(text);
  expect(handed(STYLES, { [STYLES]: styles('[>1]yyyy') })).toBe(styles('[>1]yyyy'));
});

test('a text shared by many cells is cut in each of them', async () => {
  const [{ rows } = { rows: [] }] = await sheetsOf(
    workbook({
      [STRINGS]: strings(`${' '.repeat(2_000)}x`, 'é'.repeat(30_000)),
      [SHEET]: sheet('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'),
    }),
  );
  expect(rows.map(({ cells }) => cells)).toEqual([['', 'é'.repeat(1000)]]);
});

test('a header is looked for in the first 101 rows of a sheet', () => {
  const rowsAbove = (count: number) => Array.from({ length: count }, (_, nth) => ({ line: nth + 1, cells: ['x'] }));
  const rows = [
    { line: 200, cells: ['Date', 'Valeur (en kWh)'] },
    { line: 201, cells: ['01/01/2026', '6.3'] },
  ];
  expect(tableOf({ name: '', rows: [...rowsAbove(100), ...rows] })?.rows).toEqual(rows.slice(1));
  expect(tableOf({ name: '', rows: [...rowsAbove(101), ...rows] })).toBeUndefined();
});
