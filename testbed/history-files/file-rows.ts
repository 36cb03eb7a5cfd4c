import type { KnownStep } from './known-house.ts';
import { dateInParis } from './paris-clock.ts';

/** A row of a load curve, before it is written in one of the formats. */
export interface CurveRow {
  readonly fromMs: number;
  readonly minutes: number;
  /** Undefined where the row has no value. */
  readonly watts: number | undefined;
  /** By how many seconds the stamps are written too late, so that they are on no step. */
  readonly lateS?: number;
  /** The grid operator has estimated it. */
  readonly isEstimated?: boolean;
}

/** The rows of a load curve, in the order of time. */
export function rowsOf(steps: readonly KnownStep[]): CurveRow[] {
  return steps.map(({ fromMs, minutes, meanW }) => ({ fromMs, minutes, watts: meanW }));
}

/** Each row so many times, one after the other. */
export function eachTimes(rows: readonly CurveRow[], times: number): CurveRow[] {
  return rows.flatMap((row) => Array.from({ length: times }, () => row));
}

/** The rows that a filter names keep their stamps and lose their values. */
export function withoutValues(rows: readonly CurveRow[], isEmpty: (nth: number) => boolean): CurveRow[] {
  return rows.map((row, nth) => (isEmpty(nth) ? { ...row, watts: undefined } : row));
}

/** The rows of whole days once more, at the end. */
export function daysAgain(rows: readonly CurveRow[], dates: ReadonlySet<string>): CurveRow[] {
  return [...rows, ...rows.filter(({ fromMs }) => dates.has(dateInParis(fromMs)))];
}

/** Behind every so many rows another one with a stamp that is on no step, as a spot reading has: 12:14:10. */
export function withSpotReadings(rows: readonly CurveRow[], every: number): CurveRow[] {
  return rows.flatMap((row, nth) => (nth % every === every - 1 ? [row, { ...row, watts: 777, lateS: 250 }] : [row]));
}

/** The rows in an order that only the seed knows. */
export function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const mixed = [...rows];
  let state = seed >>> 0;
  for (let left = mixed.length - 1; left > 0; left -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 0x1_0000_0000) * (left + 1));
    [mixed[left], mixed[other]] = [mixed[other] as T, mixed[left] as T];
  }
  return mixed;
}
