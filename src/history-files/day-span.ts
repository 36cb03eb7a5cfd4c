import { beginningOfDay } from '../paris-time.ts';
import type { FileFacts } from './history-file.ts';

/** When days begin and end, and which of them between are missing. */
export function daySpan(days: readonly number[]): Pick<FileFacts, 'fromMs' | 'toMs' | 'gaps'> {
  const sorted = days.toSorted((one, other) => one - other);
  const gaps = sorted.flatMap((day, index) => {
    const end = (sorted[index - 1] ?? day) + 1;
    return end < day ? [{ fromMs: beginningOfDay(end), toMs: beginningOfDay(day) }] : [];
  });
  const [first = 0, last = -1] = [sorted[0], sorted.at(-1)];
  return { fromMs: beginningOfDay(first), toMs: beginningOfDay(last + 1), gaps };
}
