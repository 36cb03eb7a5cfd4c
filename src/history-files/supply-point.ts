import { type FileRow, HistoryFileError } from './history-file.ts';

/** The supply point to which a file belongs. */
export class SupplyPoint {
  #prm: string | undefined;

  /**
   * Notes the number of the supply point from a cell; ignores any placeholder.
   * @throws HistoryFileError if the number differs from an earlier one
   */
  take(row: FileRow, cell: string | undefined): void {
    const prm = prmOf(cell);
    if (prm === undefined) return;
    if (this.#prm !== undefined && this.#prm !== prm) {
      throw new HistoryFileError({ kind: 'twoMeters', line: row.line });
    }
    this.#prm = prm;
  }

  /** The supply point as fields of a `HistoryFile`. */
  get number(): { readonly prm?: string } {
    return this.#prm === undefined ? {} : { prm: this.#prm };
  }
}

/**
 * The number of a supply point: 14 digits. Undefined for placeholders: `XXXXXXXXXXXXXX`, zeros, or `2,31282E+13`, as written by a
 * spreadsheet.
 */
function prmOf(cell: string | undefined): string | undefined {
  return cell !== undefined && /^\d{14}$/.test(cell) && !/^0+$/.test(cell) ? cell : undefined;
}
