import type { FileFacts } from './history-file.ts';

/** What a row states about a day. */
export interface ValueOfDay<Value> {
  /** In days since 1970-01-01. */
  readonly day: number;
  /** Undefined if the row has no value. */
  readonly value: Value | undefined;
}

/** The number of rows, and how many of them are not used. */
export type RowCounts = Pick<FileFacts, 'rows' | 'repeated' | 'contradictory' | 'empty'>;

/**
 * Reduces rows to one for each day. Repeated rows count once; rows that contradict each other are all rejected. Rows without a value do not
 * affect one that has a value.
 */
export function oneADay<Value>(rows: readonly ValueOfDay<Value>[]): {
  readonly byDay: ReadonlyMap<number, Value>;
  readonly counts: RowCounts;
} {
  const withValue = rows.flatMap(({ day, value }) => (value === undefined ? [] : [{ day, value }]));
  const byDay = new Map<number, Value>();
  const counts = { rows: withValue.length, repeated: 0, contradictory: 0, empty: rows.length - withValue.length };
  for (const [day, [first, ...others]] of Map.groupBy(withValue, (row) => row.day)) {
    if (first === undefined) continue;
    const isSame = others.every(({ value }) => JSON.stringify(value) === JSON.stringify(first.value));
    if (isSame) byDay.set(day, first.value);
    counts[isSame ? 'repeated' : 'contradictory'] += isSame ? others.length : others.length + 1;
  }
  return { byDay, counts };
}

/** Each day once, oldest first. */
export function daysInOrder(days: readonly number[]): readonly number[] {
  return [...new Set(days)].toSorted((one, other) => one - other);
}

/** The summed counts of several tables. */
export function sumOfCounts(parts: readonly RowCounts[]): RowCounts {
  const sumOf = (name: keyof RowCounts) => parts.reduce((sum, counts) => sum + counts[name], 0);
  return {
    rows: sumOf('rows'),
    repeated: sumOf('repeated'),
    contradictory: sumOf('contradictory'),
    empty: sumOf('empty'),
  };
}
