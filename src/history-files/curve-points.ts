import { MINUTE_MS } from '../base/paris-time.ts';
import type { CurveStep } from './curve-days.ts';
import type { CurveRow } from './curve-row.ts';
import { curveSteps } from './curve-steps.ts';
import { localInstants, type NoInstant, type PlacedRows, placedRows } from './local-times.ts';
import { isOnGrid, type Point, PointTable } from './point-table.ts';

/** The result of the rows of one load curve; the counts are those of `FileFacts`. */
export interface CurvePoints {
  /** In chronological order, without overlaps. */
  readonly steps: readonly CurveStep[];
  readonly repeated: number;
  readonly contradictory: number;
  readonly offGrid: number;
  readonly inNoTime: number;
  readonly estimated: number;
  /** See `PlacedRows`. */
  readonly hourOnce: ReadonlySet<number>;
}

/** @param rows of one curve, in the order of the file */
export function curvePoints(rows: readonly CurveRow[], declaredStepMinutes: number | undefined): CurvePoints {
  const onGrid = rows.filter(isOnGrid);
  const { instants, hourOnce } = placedRows(onGrid);
  const points = pointsOf(onGrid, instants);
  assignSteps(points, declaredStepMinutes);
  markOverlaps(points);
  const [contradictory, agreed] = [points.filter(isContradictory), points.filter((point) => !isContradictory(point))];
  const taken = agreed.filter(({ stepMinutes, meanW }) => stepMinutes !== undefined && meanW !== undefined);
  const without = (why: NoInstant) => withValue(onGrid.filter((_, index) => instants[index] === why));
  return {
    steps: taken.map(stepOf).toSorted((one, other) => one.beginMs - other.beginMs),
    repeated: rowsOf(agreed) - agreed.filter(({ rows: count }) => count > 0).length,
    contradictory: rowsOf(contradictory) + without('inEitherHour'),
    offGrid:
      withValue(rows) - withValue(onGrid) + rowsOf(agreed.filter(({ stepMinutes }) => stepMinutes === undefined)),
    inNoTime: without('inNoTime'),
    estimated: taken.filter(({ isEstimated }) => isEstimated).length,
    hourOnce,
  };
}

/** Merges the rows of the same time, in chronological order. */
function pointsOf(rows: readonly CurveRow[], instants: PlacedRows['instants']): Point[] {
  const table = new PointTable();
  for (const [index, row] of rows.entries()) {
    const atMs = instants[index];
    if (typeof atMs === 'number') table.add(row, atMs);
    // It is unknown which of the two hours its value belongs to, but the stamp shows the step in both.
    else if (atMs === 'inEitherHour') for (const eitherMs of eitherInstant(row)) table.addStamp(row, eitherMs);
  }
  return table.inOrder();
}

function eitherInstant({ stamp }: CurveRow): readonly number[] {
  return stamp.kind === 'local' ? localInstants(stamp.localMs) : [stamp.atMs];
}

/** Assigns a step to the points whose rows did not state it. */
function assignSteps(points: readonly Point[], declared: number | undefined): void {
  const unknown = points.filter(({ stepMinutes }) => stepMinutes === undefined);
  const steps = curveSteps(
    unknown.map(({ endMs }) => endMs / MINUTE_MS),
    declared,
  );
  for (const [nth, point] of unknown.entries()) point.stepMinutes = steps[nth];
}

/** If steps of different lengths overlap, all of them are rejected. */
function markOverlaps(points: readonly Point[]): void {
  const steps = points
    .filter(({ stepMinutes, meanW }) => stepMinutes !== undefined && meanW !== undefined)
    .toSorted((one, other) => beginOf(one) - beginOf(other));
  let latest: Point | undefined;
  for (const point of steps) {
    if (latest !== undefined && beginOf(point) < latest.endMs) {
      latest.isContradictory = true;
      point.isContradictory = true;
    }
    if (latest === undefined || point.endMs > latest.endMs) latest = point;
  }
}

function stepOf(point: Point): CurveStep {
  const { stepMinutes = 0, meanW = 0 } = point;
  return { beginMs: beginOf(point), stepMinutes, meanW };
}

function beginOf({ endMs, stepMinutes = 0 }: Point): number {
  return endMs - stepMinutes * MINUTE_MS;
}

function isContradictory(point: Point): boolean {
  return point.isContradictory;
}

function withValue(rows: readonly CurveRow[]): number {
  return rows.filter(({ meanW }) => meanW !== undefined).length;
}

function rowsOf(points: readonly Point[]): number {
  return points.reduce((sum, { rows }) => sum + rows, 0);
}
