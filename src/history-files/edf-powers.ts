import { DAY_MS } from '../base/paris-time.ts';
import { badRow, plain, wattsOf } from './cells.ts';
import type { CurveRow } from './curve-row.ts';
import type { FileRow, HistoryFile, RowReader, TextFormat } from './history-file.ts';
import { loadCurvesOf } from './load-curve.ts';
import { dayOfFrenchDate, secondOf } from './stamp.ts';

/**
 * EDF's list of mean powers: a title, a header, then a row for each date, followed by a row for the end of each step with its power in W,
 * and whether that was measured or estimated. The newest comes first.
 */
export const edfPowers: TextFormat = {
  kind: 'edfPowers',
  recognises: (rows) => rows.some(isHeader),
  reader: () => new EdfPowersReader(),
};

/** A row below its date. */
interface TimeOfDay {
  /** Seconds after the midnight that begins the date, by the local clock. */
  readonly second: number;
}

interface DayRows {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly rows: (TimeOfDay & { readonly meanW?: number; readonly isEstimated: boolean })[];
}

class EdfPowersReader implements RowReader {
  readonly #days: DayRows[] = [];
  #isBelowHeader = false;

  take(row: FileRow): void {
    const [first = '', ...others] = row.cells;
    const day = dayOfFrenchDate(first);
    if (isHeader(row)) this.#isBelowHeader = true;
    else if (day !== undefined && others.every((cell) => cell === '')) this.#days.push({ day, rows: [] });
    else if (secondOf(first) !== undefined) this.#takeTime(row);
    // A title normally stands above the header; in a file that was appended to another one it occurs again.
    else if (this.#isBelowHeader && !isTitle(row)) throw badRow(row);
  }

  file(): HistoryFile {
    const isEnd = isMidnightTheEnd(this.#days.map(({ rows }) => rows));
    const rows = this.#days.flatMap(({ day, rows: ofDay }) =>
      ofDay.map(({ second, ...what }): CurveRow => {
        const secondOfDay = second === 0 && isEnd ? DAY_MS / 1000 : second;
        return { stamp: { kind: 'local', localMs: day * DAY_MS + secondOfDay * 1000 }, stampIs: 'end', ...what };
      }),
    );
    return { kind: 'edfPowers', ...loadCurvesOf(rows) };
  }

  #takeTime(row: FileRow): void {
    const [time = '', , nature] = row.cells;
    const second = secondOf(time);
    const rows = this.#days.at(-1)?.rows;
    if (second === undefined || rows === undefined) throw badRow(row);
    const meanW = wattsOf(row, 1, 'W');
    rows.push({ second, isEstimated: plain(nature).startsWith('estim'), meanW });
  }
}

function isHeader({ cells }: FileRow): boolean {
  return plain(cells[0]).startsWith('date et heure de rel') && plain(cells[1]) === 'puissance atteinte (w)';
}

function isTitle({ cells }: FileRow): boolean {
  return plain(cells[0]).includes('mes puissances atteintes');
}

/** A day with fewer other times does not show its order. */
const FEWEST_OTHERS = 3;

/**
 * Whether `00:00:00` below a date is the end of that date, judging by the days that show it. As the end it is listed next to 23:30; as the
 * beginning it is at the other end of the list, next to 00:30. If no day shows it, it is the end, as all stamps of these files are.
 * @param days the rows of each date, in the order of the file
 */
function isMidnightTheEnd(days: readonly (readonly TimeOfDay[])[]): boolean {
  const shown = days.map(midnightOf);
  const ends = shown.filter((which) => which === 'end').length;
  const beginnings = shown.filter((which) => which === 'beginning').length;
  return ends >= beginnings;
}

function midnightOf(rows: readonly TimeOfDay[]): 'end' | 'beginning' | undefined {
  const others = rows.filter(({ second }) => second !== 0);
  const first = rows[0]?.second === 0;
  const last = rows.at(-1)?.second === 0;
  if (first === last || others.length < FEWEST_OTHERS) return undefined;
  const isAscending = others.every((row, nth) => nth === 0 || row.second >= (others[nth - 1] as TimeOfDay).second);
  const isDescending = others.every((row, nth) => nth === 0 || row.second <= (others[nth - 1] as TimeOfDay).second);
  if (isAscending === isDescending) return undefined;
  return isAscending === last ? 'end' : 'beginning';
}
