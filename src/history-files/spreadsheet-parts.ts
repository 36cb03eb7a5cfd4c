import { crc32, inflateRawSync } from 'node:zlib';
import { HistoryFileError } from './history-file.ts';
import { broken, type ZipEntry, zipDirectory } from './zip-directory.ts';

/** What a spreadsheet may unpack to. One of three years of half hours, which the portal does not give, has 15 MB. */
const MOST_UNPACKED_BYTES = 32_000_000;

/** The parts of a workbook (ECMA-376) that its tables are in; not its pictures, charts and comments. */
const NEEDED = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:_rels\/|worksheets\/)?[^/]+\.(?:xml|rels))$/;
const WORKBOOK = 'xl/workbook.xml';
const SHEET = /^xl\/worksheets\//;

/**
 * How many tags and attributes all sheets may have, and all other parts, whose elements are kept in memory at once. A sheet of
 * three years of half hours has 1 300 000; the texts that its cells share have 210 000.
 */
const MOST_MARKS: { readonly [kind in 'sheets' | 'others']: number } = { sheets: 1_600_000, others: 400_000 };
/** Of each sheet, all cells are kept in memory, and a workbook may list one sheet under many names. */
const MOST_SHEETS = 10;
const MOST_MARKS_OF_LISTED_SHEETS = 4_000_000;
/** `<` begins a tag, `=` is in an attribute. */
const MARKS = [0x3c, 0x3d] as const;

/** The parts of a workbook by their names, and how many sheets it may list. */
export interface SpreadsheetParts {
  readonly parts: ReadonlyMap<string, Uint8Array>;
  readonly mostSheets: number;
}

/**
 * Unpacks the parts of a workbook that its tables are in. Whatever the archive says of their sizes: unpacking ends at the
 * bound. So a small file cannot fill the memory, be it with bytes or with elements.
 * @throws HistoryFileError `brokenSpreadsheet`, `tooLargeUnpacked`, or `unknown` for an archive that is no workbook
 */
export function spreadsheetParts(bytes: Uint8Array): SpreadsheetParts {
  const entries = zipDirectory(bytes, MOST_UNPACKED_BYTES).filter(({ name }) => NEEDED.test(name));
  if (!entries.some(({ name }) => name === WORKBOOK)) throw new HistoryFileError({ kind: 'unknown' });
  const parts = new Map<string, Uint8Array>();
  const left = { bytes: MOST_UNPACKED_BYTES, ...MOST_MARKS };
  let mostMarks = 0;
  for (const entry of entries) {
    const part = unpacked(entry, left.bytes);
    const [kind, marks] = [SHEET.test(entry.name) ? 'sheets' : 'others', marksIn(part)] as const;
    left.bytes -= part.length;
    left[kind] -= marks;
    if (left[kind] < 0) throw tooLargeUnpacked();
    if (kind === 'sheets') mostMarks = Math.max(mostMarks, marks);
    parts.set(entry.name, part);
  }
  return { parts, mostSheets: Math.min(MOST_SHEETS, Math.floor(MOST_MARKS_OF_LISTED_SHEETS / Math.max(mostMarks, 1))) };
}

function unpacked({ packed, isDeflated, crc32: expected }: ZipEntry, most: number): Uint8Array {
  if (!isDeflated && packed.length > most) throw tooLargeUnpacked();
  const part = isDeflated ? inflated(packed, most) : packed;
  if (crc32(part) !== expected) throw broken();
  return part;
}

function inflated(packed: Uint8Array, most: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(most, 1) });
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLargeUnpacked()
      : broken();
  }
}

function marksIn(part: Uint8Array): number {
  return MARKS.reduce((sum, mark) => sum + countOf(mark, part), 0);
}

function countOf(byte: number, bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

/** Nothing that unpacks to so much is a spreadsheet of the portal. */
export function tooLargeUnpacked(): HistoryFileError {
  return new HistoryFileError({ kind: 'tooLargeUnpacked', mostBytes: MOST_UNPACKED_BYTES });
}
