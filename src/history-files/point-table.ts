import { MINUTE_MS } from '../base/paris-time.ts';
import { CURVE_STEPS } from '../energy/imported-day.ts';
import type { CurveRow } from './curve-row.ts';
import { msOf } from './stamp.ts';

/** All stamps are multiples of the shortest step. */
const GRID_MS = 5 * MINUTE_MS;

/** The merged rows of the same time. */
export interface Point {
  readonly endMs: number;
  stepMinutes: number | undefined;
  /** Undefined while no row has a value. */
  meanW: number | undefined;
  /** How many rows have a value. */
  rows: number;
  /** Two rows have different values. */
  isContradictory: boolean;
  isEstimated: boolean;
}

/** Whether the stamp of a row can belong to a step; if the row states the length of its step, the stamp must be a multiple of it. */
export function isOnGrid({ stamp, stampIs, stepMinutes }: CurveRow): boolean {
  const atMs = msOf(stamp);
  if (stepMinutes === undefined) return stampIs === 'end' && atMs % GRID_MS === 0;
  const isStep = CURVE_STEPS.some((step) => step === stepMinutes);
  return isStep && atMs % (stepMinutes * MINUTE_MS) === 0;
}

/** The rows of a curve by the end of their step. */
export class PointTable {
  readonly #points = new Map<number, Point>();

  /** @param atMs the instant of the row's stamp */
  add(row: CurveRow, atMs: number): void {
    const { meanW, isEstimated = false } = row;
    const point = this.addStamp(row, atMs);
    if (meanW === undefined) return;
    if (point.meanW !== undefined && point.meanW !== meanW) point.isContradictory = true;
    point.meanW = meanW;
    point.rows += 1;
    point.isEstimated ||= isEstimated;
  }

  /** Adds the row without its value. */
  addStamp({ stampIs, stepMinutes }: CurveRow, atMs: number): Point {
    const endMs = stampIs === 'end' ? atMs : atMs + (stepMinutes ?? 0) * MINUTE_MS;
    // Steps are shorter than 100 minutes, so each pair of end and step has a different key.
    const key = (endMs / MINUTE_MS) * 100 + (stepMinutes ?? 0);
    const known = this.#points.get(key);
    if (known !== undefined) return known;
    const point = { endMs, stepMinutes, meanW: undefined, rows: 0, isContradictory: false, isEstimated: false };
    this.#points.set(key, point);
    return point;
  }

  /** The points in the order of their ends. */
  inOrder(): Point[] {
    return [...this.#points.values()].toSorted((one, other) => one.endMs - other.endMs);
  }
}
