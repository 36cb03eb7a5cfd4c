import { crc32, inflateRawSync } from 'node:zlib';
import { HistoryFileError } from './history-file.ts';
import { SheetExtent } from './sheet-extent.ts';
import { keptElements, type SpreadsheetElement } from './spreadsheet-elements.ts';
import { PartReferences } from './spreadsheet-references.ts';
import { broken, type ZipEntry, zipDirectory } from './zip-directory.ts';

/** The limit for the unpacked size. Three years of half-hours would be 15 MB, which is more than the portal provides. */
const MOST_UNPACKED_BYTES = 32_000_000;

/**
 * Date formats are shorter than this, including attributes. Longer ones are removed, as the library evaluates a format again for each cell.
 */
const MOST_FORMAT_BYTES = 150;

/** The parts of a workbook (ECMA-376) that matter for its tables; not its pictures, charts and comments. */
const NEEDED = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:_rels\/|worksheets\/)?[^/]+\.(?:xml|rels))$/;
const WORKBOOK = 'xl/workbook.xml';
const SHEET = /^xl\/worksheets\//;

/**
 * The maximum number of tags, attributes and escaped characters in all sheets, and in all other parts, whose elements are in memory at the
 * same time. A sheet of three years of half-hours has 1 300 000; the texts shared by its cells have 210 000.
 */
const MOST_MARKS: { readonly [kind in 'sheets' | 'others']: number } = { sheets: 1_600_000, others: 300_000 };
/** `<` begins a tag, `=` is in an attribute, `&` begins `&amp;`, `_` begins `_x0041_`. */
const MARKS = ['<', '=', '&', '_'].map((mark) => mark.charCodeAt(0));

/**
 * Unpacks the parts of a workbook that matter for its tables, reduced to the elements that make up tables. Unpacking stops at the bound,
 * whatever sizes the archive declares. So a small file cannot exhaust memory, whether with bytes, with elements, with one text in many
 * cells, or with empty rows above a cell.
 * @throws HistoryFileError `brokenSpreadsheet`, `tooLargeUnpacked`, `longText`, `farRow`, or `unknown` for an archive that is not a
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

/** Dates are recognised as such even if their format is missing. */
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
