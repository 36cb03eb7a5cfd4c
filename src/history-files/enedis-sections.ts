import { badRow } from './cells.ts';
import type { FileRow } from './history-file.ts';
import { SupplyPoint } from './supply-point.ts';

/** A row of a table in one of Enedis's files, with the metadata above the table. */
export interface TableRow {
  /** The values of the two lines above the table, by heading, such as `Type de donnees`. */
  readonly about: ReadonlyMap<string, string>;
  readonly columns: readonly string[];
  readonly row: FileRow;
}

/** The first heading of the two lines that begin a section of a file, and the first column of each table. */
export const ABOUT_HEADING = 'Identifiant PRM';
const TABLES = ['Horodate', 'Periode'];

/**
 * Splits one of Enedis's files at its headings. Each table belongs to the two metadata lines read last: one file contains the registers,
 * their periods, and the peak powers, and a file may have been appended to another.
 */
export class EnedisSections {
  readonly supplyPoint = new SupplyPoint();
  #about: ReadonlyMap<string, string> = new Map();
  #headings: readonly string[] | undefined;
  #columns: readonly string[] | undefined;

  /**
   * Processes the next row.
   * @returns undefined for a row of headings, and for the metadata row below it
   * @throws HistoryFileError `badRow` for a row outside a table or with too few cells, `twoMeters`
   */
  take(row: FileRow): TableRow | undefined {
    const [first = ''] = row.cells;
    if (this.#headings) this.#describe(row, this.#headings);
    else if (first === ABOUT_HEADING) [this.#headings, this.#columns] = [row.cells, undefined];
    else if (TABLES.includes(first)) this.#columns = withoutEmptyEnd(row.cells);
    else return this.#tableRow(row);
    return undefined;
  }

  #describe(row: FileRow, headings: readonly string[]): void {
    this.#about = new Map(headings.map((heading, index) => [heading, row.cells[index] ?? '']));
    this.#headings = undefined;
    this.supplyPoint.take(row, this.#about.get(ABOUT_HEADING));
  }

  #tableRow(row: FileRow): TableRow {
    if (this.#columns === undefined || row.cells.length < this.#columns.length) throw badRow(row);
    return { about: this.#about, columns: this.#columns, row };
  }
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
