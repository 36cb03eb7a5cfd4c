import { crc32, inflateRawSync } from 'node:zlib';
import { HistoryFileError } from './history-file.ts';
import { SheetExtent } from './sheet-extent.ts';
import { keptElements, type SpreadsheetElement } from './spreadsheet-elements.ts';
import { PartReferences } from './spreadsheet-references.ts';
import { broken, type ZipEntry, zipDirectory } from './zip-directory.ts';

/** What a spreadsheet may unpack to. One of three years of half hours, which the portal does not give, has 15 MB. */
const MOST_UNPACKED_BYTES = 32_000_000;

/** Formats of dates are shorter, with the attributes beside them. The library looks at a format anew for each cell that has it. */
const MOST_FORMAT_BYTES = 150;

/** The parts of a workbook (ECMA-376) that its tables are in; not its pictures, charts and comments. */
const NEEDED = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:_rels\/|worksheets\/)?[^/]+\.(?:xml|rels))$/;
const WORKBOOK = 'xl/workbook.xml';
const SHEET = /^xl\/worksheets\//;

/**
 * How many tags, attributes and signs that stand for others all sheets may have, and all other parts, whose elements are kept in
 * memory at once. A sheet of three years of half hours has 1 300 000; the texts that its cells share have 210 000.
 */
const MOST_MARKS: { readonly [kind in 'sheets' | 'others']: number } = { sheets: 1_600_000, others: 300_000 };
/** `<` begins a tag, `=` is in an attribute, `&` begins `&amp;`, `_` begins `_x0041_`. */
const MARKS = ['<', '=', '&', '_'].map((mark) => mark.charCodeAt(0));

/**
 * Unpacks the parts of a workbook that its tables are in, and leaves in them what tables are made of. Whatever the archive says of
 * their sizes: unpacking ends at the bound. So a small file cannot fill the memory, be it with bytes, with elements, with one text
 * in many cells, or with the empty rows above a cell.
 * @throws HistoryFileError `brokenSpreadsheet`, `tooLargeUnpacked`, `longText`, `farRow`, or `unknown` for an archive that is no
 * workbook
 */
export function spreadsheetParts(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const entries = zipDirectory(bytes, MOST_UNPACKED_BYTES).filter(({ name }) => NEEDED.test(name));
  if (!entries.some(({ name }) => name === WORKBOOK)) throw new HistoryFileError({ kind: 'unknown' });
  const parts = new Map<string, Uint8Array>();
  const left = { bytes: MOST_UNPACKED_BYTES, ...MOST_MARKS };
  const references = new PartReferences();
  for (const entry of entries) {
    const whole = unpacked(entry, left.bytes);
    left.bytes -= whole.length;
    const extent = new SheetExtent();
    const part = keptElements(
      whole,
      (element) => !isLongFormat(element) && references.keeps(element) && extent.keeps(element),
    );
    extent.end();
    const kind = SHEET.test(entry.name) ? 'sheets' : 'others';
    left[kind] -= marksIn(part);
    if (left[kind] < 0) throw tooLargeUnpacked();
    parts.set(entry.name, part);
  }
  return parts;
}

/** A date whose format is missing is known as a date all the same. */
function isLongFormat({ name, attributes }: SpreadsheetElement): boolean {
  return name === 'numFmt' && attributes.length > MOST_FORMAT_BYTES;
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

function tooLargeUnpacked(): HistoryFileError {
  return new HistoryFileError({ kind: 'tooLargeUnpacked', mostBytes: MOST_UNPACKED_BYTES });
}
