import { DAY_MS } from '../base/paris-time.ts';
import type { CurveRow } from './curve-row.ts';
import { rowOrderOf } from './row-order.ts';

/** Which of the two hours with the same local times a row belongs to; undefined if unknown. */
export type HourPass = 'first' | 'second' | undefined;

/**
 * Decides which rows of a night in October belong to the first hour from 02:00 to 03:00 (summer time), and which to the second. In a file
 * without offsets only the order of the rows shows it. If the hour occurs only once, it is taken for the first one.
 * @param rows of one curve, in the order of the file
 * @param indexes of the rows whose local time occurs twice, all on one day
 */
export function hourPasses(rows: readonly CurveRow[], indexes: readonly number[]): HourPass[] {
  const { stamp } = rows[indexes[0] as number] as CurveRow;
  const day = stamp.kind === 'local' ? Math.floor(stamp.localMs / DAY_MS) : Number.NaN;
  const repeated = new Set(indexes);
  const order = rowOrderOf(rows, day, repeated);
  const copies = copiesOf(rows, day, repeated);
  const passes = new Map<number, HourPass>();
  const blocks = order === 'none' ? [indexes] : blocksOf(order === 'descending' ? indexes.toReversed() : indexes);
  for (const block of blocks) {
    const times = block.map((index) => timeOf(rows, index));
    const found = order === 'none' ? withoutOrder(times, copies) : inOrder(times, copies);
    for (const [nth, index] of block.entries()) passes.set(index, found[nth]);
  }
  return indexes.map((index) => passes.get(index));
}

interface HourRow {
  readonly localMs: number;
  readonly meanW: number | undefined;
}

function timeOf(rows: readonly CurveRow[], index: number): HourRow {
  const { stamp, meanW } = rows[index] as CurveRow;
  return { localMs: stamp.kind === 'local' ? stamp.localMs : Number.NaN, meanW };
}

/**
 * How many copies of the day's other rows the file has: it may have each of them four times. If it has no other rows, a second hour with
 * equal values cannot be distinguished from a copy of the first, so no number of rows suffices for both.
 */
function copiesOf(rows: readonly CurveRow[], day: number, repeated: ReadonlySet<number>): number {
  const times = rows.flatMap(({ stamp }, index) =>
    stamp.kind === 'local' && Math.floor(stamp.localMs / DAY_MS) === day && !repeated.has(index) ? [stamp.localMs] : [],
  );
  if (times.length === 0) return Number.POSITIVE_INFINITY;
  return Math.round(times.length / new Set(times).size);
}

/** Groups rows that are adjacent in the file: each copy of the day has one such block. */
function blocksOf(indexes: readonly number[]): number[][] {
  const blocks: number[][] = [];
  for (const [nth, index] of indexes.entries()) {
    const isNext = nth > 0 && Math.abs(index - (indexes[nth - 1] as number)) === 1;
    if (isNext) blocks.at(-1)?.push(index);
    else blocks.push([index]);
  }
  return blocks;
}

/** For rows in chronological order: the second hour begins where the time goes back, or repeats with another value. */
function inOrder(block: readonly HourRow[], copies: number): HourPass[] {
  let turns = 0;
  const passes = block.map((row, nth): HourPass => {
    if (nth > 0 && isTurn(block[nth - 1] as HourRow, row)) turns += 1;
    return turns === 0 ? 'first' : 'second';
  });
  return turns === 1 ? passes : sideBySide(block, copies);
}

function isTurn(before: HourRow, row: HourRow): boolean {
  if (row.localMs !== before.localMs) return row.localMs < before.localMs;
  return row.meanW !== undefined && before.meanW !== undefined && row.meanW !== before.meanW;
}

/** Some files are sorted by local time, so that both rows of a time are adjacent: that of the first hour comes first. */
function sideBySide(block: readonly HourRow[], copies: number): HourPass[] {
  const groups = groupsOf(block);
  const isEachTwice = [...groups.values()].every(({ rows }) => rows >= 2 * copies);
  return block.map(({ localMs, meanW }) => {
    const { values, rows, taken } = nextOf(groups, localMs);
    if (values.length > 2) return undefined;
    if (values.length === 2) return meanW === values[0] ? 'first' : 'second';
    return isEachTwice && taken > rows / 2 ? 'second' : 'first';
  });
}

/** For unordered rows: the hour is known only if both hours have the same value, or if it occurs once. */
function withoutOrder(block: readonly HourRow[], copies: number): HourPass[] {
  const groups = groupsOf(block);
  const isOnce = [...groups.values()].every(({ rows, values }) => rows < 2 * copies && values.length === 1);
  if (isOnce) return block.map(() => 'first');
  return block.map(({ localMs }) => {
    const { values, rows, taken } = nextOf(groups, localMs);
    if (rows < 2 * copies || values.length > 1) return undefined;
    return taken > rows / 2 ? 'second' : 'first';
  });
}

/** The rows of one local time. */
interface TimeGroup {
  readonly rows: number;
  /** Their values in order of occurrence; a missing value counts as one. */
  readonly values: readonly (number | undefined)[];
  /** How many of the rows have been processed. */
  taken: number;
}

function groupsOf(block: readonly HourRow[]): Map<number, TimeGroup> {
  const groups = new Map<number, TimeGroup>();
  for (const [localMs, rows] of Map.groupBy(block, (row) => row.localMs)) {
    groups.set(localMs, { rows: rows.length, values: [...new Set(rows.map(({ meanW }) => meanW))], taken: 0 });
  }
  return groups;
}

/** The group of the next row to be processed. */
function nextOf(groups: ReadonlyMap<number, TimeGroup>, localMs: number): TimeGroup {
  const group = groups.get(localMs) ?? { rows: 0, values: [], taken: 0 };
  group.taken += 1;
  return group;
}
