import { badRow, plain, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow, HistoryFile, RowReader, TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { stampOf } from './stamp.ts';
import { SupplyPoint } from './supply-point.ts';

/**
 * Thirteen columns, each row with one point of a curve: the supply point, what is measured (`PA` is active power), the direction (`CONS`,
 * `PROD`), the unit, the local time at the end of the step, the value, its nature, and the step (`PT30M`).
 */
export const onePointARow: TextFormat = {
  kind: 'onePointARow',
  recognises: (rows) => rows.some(isHeader),
  reader: () => new OnePointARowReader(),
};

const COLUMNS = [
  'identifiant prm',
  'grandeur physique',
  'grandeur metier',
  'unite',
  'horodate',
  'valeur',
  'nature',
  'pas',
] as const;
type Column = (typeof COLUMNS)[number];

class OnePointARowReader implements RowReader {
  readonly #supplyPoint = new SupplyPoint();
  readonly #rows: CurveRow[] = [];
  #columns: readonly string[] = [];

  take(row: FileRow): void {
    const cell = (name: Column) => row.cells[this.#columns.indexOf(name)] ?? '';
    if (!/^\d/.test(cell('horodate')) && isHeader(row)) {
      this.#columns = row.cells.map(plain);
      return;
    }
    // Skips what is above the header, such as a title.
    if (this.#columns.length === 0) return;
    if (row.cells.length < this.#columns.length) throw badRow(row);
    this.#supplyPoint.take(row, cell('identifiant prm'));
    // The same file may contain reactive power, voltage and indexes, which are not part of the load curve.
    if (cell('grandeur physique').toUpperCase() === 'PA')
      this.#rows.push(pointOf(row, cell, this.#columns.indexOf('valeur')));
  }

  file(): HistoryFile {
    return { kind: 'onePointARow', ...this.#supplyPoint.number, ...loadCurvesOf(this.#rows) };
  }
}

function isHeader({ cells }: FileRow): boolean {
  const names = cells.map(plain);
  return COLUMNS.every((column) => names.includes(column));
}

function pointOf(row: FileRow, cell: (name: Column) => string, valueColumn: number): CurveRow {
  const stamp = stampOf(cell('horodate'));
  const direction = cell('grandeur metier').toUpperCase();
  const unit = cell('unite');
  const stepMinutes = stepOf(cell('pas'));
  const isKnown = direction === 'CONS' || direction === 'PROD';
  if (stamp === undefined || stepMinutes === undefined || !isKnown || (unit !== 'W' && unit !== 'kW'))
    throw badRow(row);
  const meanW = wattsOf(row, valueColumn, unit);
  return {
    stamp,
    stampIs: 'end',
    stepMinutes,
    isGiven: direction === 'PROD',
    isEstimated: cell('nature').toUpperCase() === 'E',
    meanW,
  };
}

/** The minutes of `PT30M` or `PT1H`. */
function stepOf(text: string): number | undefined {
  const [, number, unit] = /^PT(\d{1,2})([MH])$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 'H' ? 60 : 1);
}
