import { badRow, plain, stampIn, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow, HistoryFile, RowReader, TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { localInstants } from './local-times.ts';
import { msOf, type Stamp } from './stamp.ts';

/**
 * The file of conso-downloader: the local time at the beginning and at the end of each step, and its mean power in kW. The file does not
 * say whether it is imported or exported energy; imported is assumed.
 */
export const beginAndEnd: TextFormat = {
  kind: 'beginAndEnd',
  recognises: (rows) => rows.some(isHeader),
  reader: () => new BeginAndEndReader(),
};

/** The third column here, and in the spreadsheet of the present portal, which some people save as text. */
const UNITS = ['kw', 'valeur (en kw)'];

class BeginAndEndReader implements RowReader {
  readonly #rows: CurveRow[] = [];
  #isBelowHeader = false;

  take(row: FileRow): void {
    if (isHeader(row)) this.#isBelowHeader = true;
    else if (this.#isBelowHeader) this.#rows.push(beginAndEndRow(row));
  }

  file(): HistoryFile {
    return { kind: 'beginAndEnd', ...loadCurvesOf(this.#rows) };
  }
}

function isHeader({ cells }: FileRow): boolean {
  return plain(cells[0]) === 'debut' && plain(cells[1]) === 'fin' && UNITS.includes(plain(cells[2]));
}

function beginAndEndRow(row: FileRow): CurveRow {
  const [begin, end] = [stampIn(row, 0), stampIn(row, 1)];
  const meanW = wattsOf(row, 2, 'kW');
  const stepMinutes = minutesBetween(begin, end);
  if (stepMinutes === undefined) throw badRow(row);
  return { stamp: begin, stampIs: 'begin', stepMinutes, meanW };
}

/**
 * The length of a step from its two stamps, in minutes; undefined unless it is positive and at most an hour. If the clocks change within
 * the step, the difference of the local times is off by an hour.
 */
export function minutesBetween(begin: Stamp, end: Stamp): number | undefined {
  const shown = minutesFrom(msOf(begin), msOf(end));
  if (shown !== undefined || begin.kind !== 'local' || end.kind !== 'local') {
    return begin.kind === end.kind ? shown : undefined;
  }
  const passed = localInstants(begin.localMs).flatMap((beginMs) =>
    localInstants(end.localMs).map((endMs) => minutesFrom(beginMs, endMs)),
  );
  return passed.find((minutes) => minutes !== undefined);
}

function minutesFrom(beginMs: number, endMs: number): number | undefined {
  const minutes = (endMs - beginMs) / 60_000;
  return minutes > 0 && minutes <= 60 ? minutes : undefined;
}
