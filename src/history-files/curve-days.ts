import { beginningOfDay, MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { type CurvePiece, type ImportedDay, piecesOf, type StepOfDay } from '../energy/imported-day.ts';
import { daysInOrder } from './one-a-day.ts';

/** A step of a load curve that is accepted. */
export interface CurveStep {
  /** In milliseconds since 1970. */
  readonly beginMs: number;
  readonly stepMinutes: number;
  readonly meanW: number;
}

/**
 * Splits two load curves into days of Paris, oldest first. No step spans two days, since it ends on a multiple of its length, and Paris
 * time differs from UTC by whole hours.
 * @param drawn in chronological order, without overlaps; so is `given`
 */
export function curveDays(drawn: readonly CurveStep[], given: readonly CurveStep[]): ImportedDay[] {
  const curves = piecesByDay(drawn);
  const givenCurves = piecesByDay(given);
  return daysInOrder([...curves.keys(), ...givenCurves.keys()]).map((day) => {
    const curve = curves.get(day);
    const givenCurve = givenCurves.get(day);
    return { day, ...(curve && { curve }), ...(givenCurve && { givenCurve }) };
  });
}

function piecesByDay(steps: readonly CurveStep[]): ReadonlyMap<number, readonly CurvePiece[]> {
  const byDay = Map.groupBy(steps, ({ beginMs }) => parisDayOf(beginMs));
  return new Map(Array.from(byDay, ([day, ofDay]) => [day, piecesOf(ofDay.map((step) => stepOfDay(step, day)))]));
}

function stepOfDay({ beginMs, stepMinutes, meanW }: CurveStep, day: number): StepOfDay {
  const begin = (beginMs - beginningOfDay(day)) / MINUTE_MS;
  return { begin, end: begin + stepMinutes, meanW };
}
