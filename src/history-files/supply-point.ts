import { type FileRow, HistoryFileError } from './history-file.ts';

/** The supply point that a file is of. */
export class SupplyPoint {
  #prm: string | undefined;

  /**
   * Takes the cell of a row that has the number of the supply point, or what stands in its place.
   * @throws HistoryFileError when it is another one than before
   */
  take(row: FileRow, cell: string | undefined): void {
    const prm = prmOf(cell);
    if (prm === undefined) return;
    if (this.#prm !== undefined && this.#prm !== prm) {
      throw new HistoryFileError({ kind: 'twoMeters', line: row.line });
    }
    this.#prm = prm;
  }

  /** What a `HistoryFile` has of it. */
  get number(): { readonly prm?: string } {
    return this.#prm === undefined ? {} : { prm: this.#prm };
  }
}

/**
 * The number of a supply point: 14 digits. Undefined for what stands in its place: `XXXXXXXXXXXXXX`, zeros, or
 * `2,31282E+13`, which a spreadsheet has made of it.
 */
function prmOf(cell: string | undefined): string | undefined {
  return cell !== undefined && /^\d{14}$/.test(cell) && !/^0+$/.test(cell) ? cell : undefined;
}
