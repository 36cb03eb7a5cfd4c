import { createInflateRaw, deflateRawSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { xlsxFile } from '../../testbed/history-files/xlsx-writer.ts';
import { type ZipEntry, zipFile } from '../../testbed/history-files/zip-writer.ts';
import { DAILY_SHEET } from './daily-sheet.ts';

const SHEET_PART = 'xl/worksheets/sheet1.xml';
const STRINGS_PART = 'xl/sharedStrings.xml';
const TOO_LARGE = { kind: 'tooLargeUnpacked', mostBytes: 32_000_000 };
const MEGABYTE = 1_000_000;
/** How many tags and attributes the sheets may have, and all other parts. */
const MOST_CELLS = 1_600_000;
const MOST_ELEMENTS = 300_000;

const problemOf = (bytes: Uint8Array) =>
  readHistoryFile(bytes).then(
    () => undefined,
    (error: unknown) => (error instanceof HistoryFileError ? error.problem : error),
  );
const part = (name: string, text: string): ZipEntry => ({ name, content: Buffer.from(text) });

/** So many gigabytes of zeros, deflated: each full flush ends a block, so that the same blocks can stand one after the other. */
function deflatedZeros(gigabytes: number): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(MEGABYTE), { level: 9, finishFlush: 3 });
  return Buffer.concat([...Array.from({ length: gigabytes * 1000 }, () => block), deflateRawSync(Buffer.alloc(0))]);
}

/** zlib gives what it inflates in pieces of this size. */
const PIECE_BYTES = 16_384;

/** The problem of a file, and how many bytes were inflated until it was found. */
async function inflatedFor(bytes: Uint8Array) {
  const { _handle: handle } = createInflateRaw() as unknown as { readonly _handle: { writeSync(): void } };
  const pieces = vi.spyOn(Object.getPrototypeOf(handle), 'writeSync');
  const problem = await problemOf(bytes);
  return { problem, inflatedBytes: pieces.mock.calls.length * PIECE_BYTES };
}

describe('a bomb', () => {
  test.each([
    ['that declares its size', {}],
    ['that declares a small size', { claimedBytes: 1000 }],
    ['with its size in a ZIP64 field', { isZip64: true }],
  ])('of 10 GB in 10 MB %s', async (_, claim) => {
    const bomb = {
      name: SHEET_PART,
      content: deflatedZeros(10),
      deflatedFrom: 10_000 * MEGABYTE - 2 ** 32 * 2,
      ...claim,
    };
    const file = xlsxFile([DAILY_SHEET], { parts: [bomb] });
    expect(file.length).toBeLessThan(15 * MEGABYTE);
    const { problem, inflatedBytes } = await inflatedFor(file);
    expect(problem).toEqual(TOO_LARGE);
    // It was inflated up to the bound. The last piece of each part may be a short one.
    expect(inflatedBytes).toBeGreaterThan(0);
    expect(inflatedBytes).toBeLessThan(TOO_LARGE.mostBytes + MEGABYTE);
  });

  test('of many sheets, each within the bound', async () => {
    const sheets = Array.from({ length: 40 }, (_, index) =>
      part(`xl/worksheets/sheet${index + 1}.xml`, ' '.repeat(MEGABYTE)),
    );
    expect(await problemOf(xlsxFile([DAILY_SHEET], { parts: sheets }))).toEqual(TOO_LARGE);
  });

  test('of 1001 files', async () => {
    const files = Array.from({ length: 1001 }, (_, index) => part(`${index}`, ''));
    expect(await problemOf(zipFile(files))).toEqual(TOO_LARGE);
  });

  test('of nested entities', async () => {
    const entities = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
    const text = `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e0 "lol">${entities}]><sst><si><t>&e30;</t></si></sst>`;
    expect(await problemOf(xlsxFile([DAILY_SHEET], { parts: [part(STRINGS_PART, text)] }))).toEqual({
      kind: 'brokenSpreadsheet',
    });
  });

  test.each([
    ['elements', STRINGS_PART, `<sst>${'<si/>'.repeat(MOST_ELEMENTS + 1)}</sst>`],
    ['attributes', STRINGS_PART, `<sst>${'<si a="" b=""/>'.repeat(MOST_ELEMENTS / 2)}</sst>`],
    ['cells', SHEET_PART, `<worksheet><sheetData><row>${'<c/>'.repeat(MOST_CELLS + 1)}</row></sheetData></worksheet>`],
  ])('of %s, in few bytes', async (_, name, text) => {
    expect(await problemOf(xlsxFile([DAILY_SHEET], { parts: [part(name, text)] }))).toEqual(TOO_LARGE);
  });

  test('of two cells in opposite corners of a sheet', async () => {
    const corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>';
    const text = `<worksheet><sheetData>${corners}</sheetData></worksheet>`;
    expect(await problemOf(xlsxFile([DAILY_SHEET], { parts: [part(SHEET_PART, text)] }))).toEqual({
      kind: 'farRow',
      line: 1_048_576,
    });
  });

  test('of nested elements', async () => {
    const text = `<worksheet>${'<a>'.repeat(500_000)}${'</a>'.repeat(500_000)}</worksheet>`;
    expect(await problemOf(xlsxFile([DAILY_SHEET], { parts: [part(SHEET_PART, text)] }))).toEqual({ kind: 'unknown' });
  });
});

test('three years of half-hours, which is more than the portal provides, are accepted', async () => {
  const rows = Array.from({ length: 52_000 }, (_, index) => {
    const stamp = (step: number) => new Date(Date.UTC(2023, 0, 1) + step * 1_800_000).toISOString().slice(0, 19);
    return [{ shared: stamp(index) }, { shared: stamp(index + 1) }, (index % 4000) / 1000];
  });
  const sheet = { name: 'Consommation Horaire', rows: [['Début', 'Fin', 'Valeur (en kW)'], ...rows] };
  expect(await problemOf(xlsxFile([sheet]))).toBeUndefined();
});

describe('what is not a workbook', () => {
  test.each([
    ['an archive of something else', zipFile([part('photo.jpg', 'x')]), 'unknown'],
    ['an archive without a file', zipFile([]), 'unknown'],
    [
      'a workbook of another program',
      zipFile([part('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')]),
      'unknown',
    ],
    ['an old spreadsheet, or one with a password', Buffer.from('d0cf11e0a1b11ae1'.repeat(100), 'hex'), 'unknown'],
    ['a workbook with a changed digit', withChangedDigit(), 'brokenSpreadsheet'],
    ['a workbook whose sheet is missing', zipFile([part('xl/workbook.xml', '<workbook/>')]), 'brokenSpreadsheet'],
  ])('%s', async (_, bytes, kind) => {
    expect(await problemOf(bytes)).toEqual({ kind });
  });
});

/** Its parts are not deflated, so that only a checksum shows the change. */
function withChangedDigit(): Uint8Array {
  const text = Buffer.from(xlsxFile([DAILY_SHEET], { stored: true })).toString('latin1');
  return Buffer.from(text.replace('6.329', '7.329'), 'latin1');
}
