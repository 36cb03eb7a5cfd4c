import { badRow, plain, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow, HistoryFile, RowReader, TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { type Stamp, stampOf } from './stamp.ts';
import { SupplyPoint } from './supply-point.ts';

/**
 * The load curve exported by EDF_Simulateur_Prix: a title with the step and the supply point, a header, then the local time at the end of
 * each step with its mean power in W. Other programs write the supply point in a row of its own, and stamps with an offset.
 */
export const endStamps: TextFormat = {
  kind: 'endStamps',
  recognises: (rows) => rows.some(isHeader),
  reader: () => new EndStampsReader(),
};

const TITLE = /^courbe de charge\b/;
const STEP_IN_TITLE = /\bpas (\d{1,2}) min/;
const PRM_IN_TITLE = /\bprm (\S+)/;

/** The title and the header may occur again, if a file was appended to another one. */
class EndStampsReader implements RowReader {
  readonly #supplyPoint = new SupplyPoint();
  readonly #rows: CurveRow[] = [];
  #stepMinutes: number | undefined;

  take(row: FileRow): void {
    const [name, value] = row.cells;
    const title = plain(name);
    const stamp = stampOf(name ?? '');
    if (title === 'identifiant prm') {
      this.#supplyPoint.take(row, value);
    } else if (TITLE.test(title)) {
      this.#supplyPoint.take(row, PRM_IN_TITLE.exec(title)?.[1]);
      this.#stepMinutes = Number(STEP_IN_TITLE.exec(title)?.[1]) || undefined;
    } else if (stamp !== undefined) {
      this.#rows.push(curveRow(row, stamp));
    } else if (!isHeader(row) && this.#rows.length > 0) {
      throw badRow(row);
    }
  }

  file(): HistoryFile {
    return { kind: 'endStamps', ...this.#supplyPoint.number, ...loadCurvesOf(this.#rows, this.#stepMinutes) };
  }
}

function isHeader({ cells }: FileRow): boolean {
  return /^horodate (?:iso )?fin de pas$/.test(plain(cells[0])) && plain(cells[1]) === 'puissance moyenne (w)';
}

function curveRow(row: FileRow, stamp: Stamp): CurveRow {
  const meanW = wattsOf(row, 1, 'W');
  return { stamp, stampIs: 'end', meanW };
}
