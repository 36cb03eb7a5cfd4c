/** A row below its date. */
export interface TimeOfDay {
  /** After the midnight that the clock showed at the beginning of the date. */
  readonly second: number;
}

/** A day with fewer other times does not show its order. */
const FEWEST_OTHERS = 3;

/**
 * Whether `00:00:00` below a date is the end of that date, by the days that show it: it stands beside 23:30 then, and at the other
 * end of the list, beside 00:30, if it is the beginning. Where no day shows it, it is the end, as all stamps of these files are.
 * @param days the rows of each date, in the order of the file
 */
export function isMidnightTheEnd(days: readonly (readonly TimeOfDay[])[]): boolean {
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
