import type { CellValue } from 'hucre/xlsx';
import type { FileRow } from './history-file.ts';
import { READ_RANGE } from './sheet-extent.ts';
import { spreadsheetParts } from './spreadsheet-parts.ts';
import { storedZip } from './stored-zip.ts';
import { broken } from './zip-directory.ts';

/** A sheet of a workbook. The line of a row is its number in the sheet; rows without text are left out. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly FileRow[];
}

/** Numbers in a spreadsheet are binary fractions: 4.03 is read as 4.029999999999999. The portal never has more decimals than this. */
const DECIMALS = 6;

/** No cell of a table is longer. This bounds the cost of a text that is shared by many cells. */
const MOST_CELL_CHARACTERS = 1000;

/**
 * Reads the sheets of a workbook. A number becomes a text with a decimal point; a date becomes `2026-01-05T00:30:00`, in local time; longer
 * texts than a table may have are cut.
 * @throws HistoryFileError `unknown`, or another problem of the spreadsheet
 */
export async function sheetsOf(bytes: Uint8Array): Promise<readonly Sheet[]> {
  const parts = spreadsheetParts(bytes);
  // Loaded only when a spreadsheet is read.
  const { readXlsx } = await import('hucre/xlsx');
  // The library gets only stored entries, so unpacking cannot exceed the bound, however the library reads archives.
  const workbook = await readXlsx(storedZip(parts), { range: READ_RANGE }).catch(() => {
    throw broken();
  });
  return workbook.sheets.map(({ name, rows }) => ({
    name,
    rows: rows.flatMap((cells, index) => {
      const texts = cells.map(textOfCell);
      const length = texts.findLastIndex((text) => text !== '') + 1;
      return length > 0 ? [{ line: index + 1, cells: texts.slice(0, length) }] : [];
    }),
  }));
}

function textOfCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(DECIMALS)));
  if (value instanceof Date) return clockText(value.getTime());
  return String(value).slice(0, MOST_CELL_CHARACTERS).trim();
}

/** Local time as text, from milliseconds since 1970 as if it were UTC. A binary fraction of a day is slightly off the second. */
export function clockText(localMs: number): string {
  const atMs = Math.round(localMs / 1000) * 1000;
  return Number.isNaN(new Date(atMs).getTime()) ? '' : new Date(atMs).toISOString().slice(0, 19);
}
