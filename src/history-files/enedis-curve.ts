import { beginningOfDay } from '../base/paris-time.ts';
import { badRow, plain, stampIn, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import { type FileRow, type HistoryFile, HistoryFileError, type RowReader, type TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { dayOfFrenchDate, instantOf } from './stamp.ts';
import { SupplyPoint } from './supply-point.ts';

/**
 * The load curve of the Enedis portal until about January 2025: the names of the metadata, the metadata, `Horodate;Valeur`, then a row for
 * each step with the end of the step including its offset, and the mean power in W.
 */
export const enedisCurve: TextFormat = {
  kind: 'enedisCurve',
  recognises: (rows) => {
    const header = rows.at(-2);
    const metadata = rows.at(-1);
    return header !== undefined && isHeader(header) && plain(metadata?.cells[1]) === 'courbe de charge';
  },
  reader: () => new EnedisCurveReader(),
};

/** How long before its announced end a complete file may end: the last measurements may not have arrived yet. */
const LAST_DAY_MS = 25 * 3_600_000;

interface Metadata {
  readonly isGiven: boolean;
  readonly stepMinutes: number | undefined;
  /** When the file ends, according to its metadata. */
  readonly endMs: number | undefined;
}

/** The header may occur again, if a file was appended to itself or to that of another period. */
class EnedisCurveReader implements RowReader {
  readonly #supplyPoint = new SupplyPoint();
  readonly #rows: CurveRow[] = [];
  #columns: readonly string[] | undefined;
  #metadata: Metadata | undefined;

  take(row: FileRow): void {
    if (isHeader(row)) {
      this.#columns = row.cells.map(plain);
      this.#metadata = undefined;
    } else if (this.#columns !== undefined && this.#metadata === undefined) {
      this.#supplyPoint.take(row, row.cells[this.#columns.indexOf('identifiant prm')]);
      this.#metadata = metadataOf(row, this.#columns);
    } else if (this.#metadata !== undefined && plain(row.cells[0]) !== 'horodate') {
      this.#rows.push(curveRow(row, this.#metadata));
    }
  }

  file(): HistoryFile {
    return {
      kind: 'enedisCurve',
      ...this.#supplyPoint.number,
      ...loadCurvesOf(this.#rows, this.#metadata?.stepMinutes),
    };
  }
}

function isHeader({ cells }: FileRow): boolean {
  return plain(cells[0]) === 'identifiant prm';
}

function metadataOf(row: FileRow, columns: readonly string[]): Metadata {
  const cell = (name: string) => row.cells[columns.indexOf(name)] ?? '';
  const direction = plain(cell('grandeur metier'));
  const isKnown = direction === 'consommation' || direction === 'production';
  const isPower = plain(cell('type de donnees')) === 'courbe de charge' && cell('unite') === 'W';
  if (!isKnown || !isPower || plain(cell('grandeur physique')) !== 'energie active') throw badRow(row);
  const lastDay = dayOfFrenchDate(cell('date de fin'));
  return {
    isGiven: direction === 'production',
    stepMinutes: Number(cell('pas en minutes')) || undefined,
    endMs: lastDay === undefined ? undefined : beginningOfDay(lastDay),
  };
}

function curveRow(row: FileRow, { isGiven, endMs }: Metadata): CurveRow {
  const stamp = stampIn(row, 0);
  if (row.isUnfinished && endMs !== undefined && instantOf(stamp) < endMs - LAST_DAY_MS) throw truncated(row);
  const meanW = wattsOf(row, 1, 'W');
  return { stamp, stampIs: 'end', isGiven, meanW };
}

function truncated({ line }: FileRow): HistoryFileError {
  return new HistoryFileError({ kind: 'truncated', line });
}
