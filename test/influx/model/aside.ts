import { seriesOf } from './storage.ts';

/** So many lines of a series are set aside until one of it is stored (`influx/refused-lines.ts`): the journal has the others. */
const MOST_OF_A_SERIES = 100;

/** The series of which so many lines are set aside that there need not be more. */
export function fullSeriesIn(aside: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const line of aside) counts.set(seriesOf(line), (counts.get(seriesOf(line)) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= MOST_OF_A_SERIES).map(([series]) => series));
}

export function hasFullSeries(aside: readonly string[]): boolean {
  return fullSeriesIn(aside).size > 0;
}
