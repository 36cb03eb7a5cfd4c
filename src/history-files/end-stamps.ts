import { badRow, plain, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow, HistoryFile, RowReader, TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { stampOf } from './stamp.ts';
import { SupplyPoint } from './supply-point.ts';

/**
 * The load curve that EDF_Simulateur_Prix exports: a title with the step and the supply point, a header, then the local time at the
 * end of each step with its mean power in W. Others write the supply point in a row of its own, and stamps with an offset.
 */
export const endStamps: TextFormat = {
  kind: 'endStamps',
  recognises: (rows) => rows.some(isHeader),
  reader: () => new EndStampsReader(),
};

const TITLE = /^courbe de charge.*?(?:pas (?<step>\d+) min.*?)?prm (?<prm>\S+)/;

/** A file may have been appended to another one: then its title and its header come again. */
class EndStampsReader implements RowReader {
  readonly #supplyPoint = new SupplyPoint();
  readonly #rows: CurveRow[] = [];
  #stepMinutes: number | undefined;

  take(row: FileRow): void {
    const [name, value] = row.cells;
    const title = TITLE.exec(plain(name))?.groups;
    if (plain(name) === 'identifiant prm') {
      this.#supplyPoint.take(row, value);
    } else if (title !== undefined) {
      this.#supplyPoint.take(row, title['prm']);
      this.#stepMinutes = Number(title['step']) || undefined;
    } else if (stampOf(name ?? '') !== undefined) {
      this.#rows.push(curveRow(row));
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

function curveRow(row: FileRow): CurveRow {
  const [time = '', value] = row.cells;
  const stamp = stampOf(time);
  if (stamp === undefined) throw badRow(row);
  const meanW = wattsOf(row, value, 'W');
  return { stamp, stampIs: 'end', ...(meanW !== undefined && { meanW }) };
}
