import { HistoryFileError } from './history-file.ts';
import { attributesOf, type SpreadsheetElement } from './spreadsheet-elements.ts';
import { broken } from './zip-directory.ts';

/** Six years of half-hours are 105 000 rows, and the portal provides three years at most. */
const MOST_ROWS = 120_000;
/**
 * The range that the library reads of a sheet: the portal's tables are in the first columns. The library allocates the whole rectangle down
 * to the last cell, including empty cells.
 */
export const READ_RANGE = `A1:L${MOST_ROWS}`;

/** The portal leaves some 16 rows empty above a table. */
const MOST_EMPTY_ROWS = 100;

const ROW_NUMBER = /^\d{1,7}$/;
const CELL_REFERENCE = /^[A-Za-z]{1,3}(\d{1,7})$/;

/** How far down the cells of a sheet reach, and their number. */
export class SheetExtent {
  #row = 0;
  #cells = 0;
  #lastRow = 0;

  /** Takes the beginning of an element into account; always true. @throws HistoryFileError `brokenSpreadsheet` */
  keeps(element: SpreadsheetElement): boolean {
    if (element.name === 'row') this.#row = rowOf(element, ROW_NUMBER) || this.#row + 1;
    if (element.name === 'c') {
      this.#cells += 1;
      this.#lastRow = Math.max(this.#lastRow, rowOf(element, CELL_REFERENCE) || this.#row);
    }
    return true;
  }

  /** @throws HistoryFileError `farRow` for a cell below empty rows, or `tooManyRows` */
  end(): void {
    if (this.#lastRow > this.#cells + MOST_EMPTY_ROWS)
      throw new HistoryFileError({ kind: 'farRow', line: this.#lastRow });
    if (this.#lastRow > MOST_ROWS) throw new HistoryFileError({ kind: 'tooManyRows', mostRows: MOST_ROWS });
  }
}

/** The row number in a reference, or 0 if there is none: then the row follows the previous one, and the cell is in the present row. */
function rowOf(element: SpreadsheetElement, pattern: RegExp): number {
  const reference = attributesOf(element).get('r') ?? '';
  if (reference === '') return 0;
  const found = pattern.exec(reference);
  if (found === null) throw broken();
  return Number(found[1] ?? found[0]);
}
