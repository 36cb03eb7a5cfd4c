import type { FileFacts } from './history-file.ts';

/** What a row tells of a day. */
export interface ValueOfDay<Told> {
  /** In days since 1970-01-01. */
  readonly day: number;
  /** Undefined where the row has no value. */
  readonly told: Told | undefined;
}

/** How many rows there are, and how many of them do not count. */
export type RowCounts = Pick<FileFacts, 'rows' | 'repeated' | 'contradictory' | 'empty'>;

/**
 * One row for each day. A row counts once, however often it stands there; rows that contradict each other do not count at all.
 * A row with a value counts, whatever rows without one stand beside it.
 */
export function oneADay<Told>(rows: readonly ValueOfDay<Told>[]): {
  readonly byDay: ReadonlyMap<number, Told>;
  readonly counts: RowCounts;
} {
  const withValue = rows.flatMap(({ day, told }) => (told === undefined ? [] : [{ day, told }]));
  const byDay = new Map<number, Told>();
  const counts = { rows: withValue.length, repeated: 0, contradictory: 0, empty: rows.length - withValue.length };
  for (const [day, [first, ...others]] of Map.groupBy(withValue, (row) => row.day)) {
    if (first === undefined) continue;
    const isSame = others.every(({ told }) => JSON.stringify(told) === JSON.stringify(first.told));
    if (isSame) byDay.set(day, first.told);
    counts[isSame ? 'repeated' : 'contradictory'] += isSame ? others.length : others.length + 1;
  }
  return { byDay, counts };
}

/** Each day once, oldest first. */
export function daysInOrder(days: readonly number[]): readonly number[] {
  return [...new Set(days)].toSorted((one, other) => one - other);
}

/** The counts of several tables together. */
export function sumOfCounts(parts: readonly RowCounts[]): RowCounts {
  const sumOf = (name: keyof RowCounts) => parts.reduce((sum, counts) => sum + counts[name], 0);
  return {
    rows: sumOf('rows'),
    repeated: sumOf('repeated'),
    contradictory: sumOf('contradictory'),
    empty: sumOf('empty'),
  };
}
