import { DAY_MS } from '../base/paris-time.ts';
import type { CurveRow } from './curve-row.ts';

/** The order of a curve's rows: oldest first, newest first, or neither. */
export type RowOrder = 'ascending' | 'descending' | 'none';

/** A day with fewer pairs of rows does not show an order of its own. */
const FEWEST_PAIRS = 4;

/** One pair of rows in this many may be reversed: a file that was appended to itself goes back once per copy. */
const PAIRS_WITH_AN_EXCEPTION = 4;

/**
 * The order of the rows of one day: that of the whole file, unless the rows of the day contradict it.
 * @param day in days since 1970-01-01
 * @param repeated the rows of the repeated hour, in which the clock goes back in any order
 */
export function rowOrderOf(rows: readonly CurveRow[], day: number, repeated: ReadonlySet<number>): RowOrder {
  const ofFile = orderOf(rows, repeated, () => true).order;
  const ofDay = orderOf(rows, repeated, (row) => Math.floor(localMsOf(row) / DAY_MS) === day);
  return ofDay.pairs < FEWEST_PAIRS || ofDay.order === ofFile ? ofFile : 'none';
}

function orderOf(rows: readonly CurveRow[], repeated: ReadonlySet<number>, counts: (row: CurveRow) => boolean) {
  let up = 0;
  let down = 0;
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const isWithinHour = repeated.has(index) && repeated.has(index - 1);
    if (before === undefined || isWithinHour || !counts(row) || !counts(before)) continue;
    if (localMsOf(row) > localMsOf(before)) up += 1;
    if (localMsOf(row) < localMsOf(before)) down += 1;
  }
  return { order: prevailing(up, down), pairs: up + down };
}

function prevailing(up: number, down: number): RowOrder {
  if (up > down * (PAIRS_WITH_AN_EXCEPTION - 1)) return 'ascending';
  return down > up * (PAIRS_WITH_AN_EXCEPTION - 1) ? 'descending' : 'none';
}

function localMsOf({ stamp }: CurveRow): number {
  return stamp.kind === 'local' ? stamp.localMs : Number.NaN;
}
