import { beginningOfDay, parisDayOf } from '../paris-time.ts';
import type { CurvePiece, ImportedDay } from '../tariff/imported-day.ts';
import type { FileFacts } from './history-file.ts';

const MINUTE_MS = 60_000;

/** A step of a load curve that is taken. */
export interface CurveStep {
  /** In milliseconds since 1970. */
  readonly beginMs: number;
  readonly stepMinutes: number;
  readonly meanW: number;
}

/**
 * The days of Paris of two load curves, oldest first. No step is of two days, since it ends on a multiple of its length, and the
 * clock in Paris differs from UTC by whole hours.
 * @param drawn in the order of time, without overlaps, as is `given`
 */
export function curveDays(drawn: readonly CurveStep[], given: readonly CurveStep[]): ImportedDay[] {
  const curves = piecesByDay(drawn);
  const givenCurves = piecesByDay(given);
  return [...new Set([...curves.keys(), ...givenCurves.keys()])]
    .toSorted((one, other) => one - other)
    .map((day) => {
      const curve = curves.get(day);
      const givenCurve = givenCurves.get(day);
      return { day, ...(curve && { curve }), ...(givenCurve && { givenCurve }) };
    });
}

function piecesByDay(steps: readonly CurveStep[]): Map<number, CurvePiece[]> {
  const days = new Map<number, CurvePiece[]>();
  for (const piece of piecesOf(steps)) {
    const day = parisDayOf(piece.beginMs);
    const { stepMinutes, meanW } = piece;
    const fromMinute = (piece.beginMs - beginningOfDay(day)) / MINUTE_MS;
    const pieces = days.get(day);
    if (pieces === undefined) days.set(day, [{ fromMinute, stepMinutes, meanW }]);
    else pieces.push({ fromMinute, stepMinutes, meanW });
  }
  return days;
}

interface Piece {
  readonly beginMs: number;
  readonly stepMinutes: number;
  readonly meanW: number[];
}

/** Steps of one length that follow each other within a day. */
function piecesOf(steps: readonly CurveStep[]): Piece[] {
  const pieces: Piece[] = [];
  let last: Piece | undefined;
  let endOfDayMs = 0;
  for (const { beginMs, stepMinutes, meanW } of steps) {
    const goesOn =
      last !== undefined && last.stepMinutes === stepMinutes && beginMs === endOf(last) && beginMs < endOfDayMs;
    if (goesOn) {
      last?.meanW.push(meanW);
      continue;
    }
    if (beginMs >= endOfDayMs) endOfDayMs = beginningOfDay(parisDayOf(beginMs) + 1);
    last = { beginMs, stepMinutes, meanW: [meanW] };
    pieces.push(last);
  }
  return pieces;
}

function endOf({ beginMs, stepMinutes, meanW }: Piece): number {
  return beginMs + meanW.length * stepMinutes * MINUTE_MS;
}

/** Where no step is, between the first and the last one. @param steps in the order of their beginnings */
export function gapsOf(steps: readonly CurveStep[]): FileFacts['gaps'] {
  const gaps: FileFacts['gaps'][number][] = [];
  let untilMs = steps[0]?.beginMs ?? 0;
  for (const { beginMs, stepMinutes } of steps) {
    if (beginMs > untilMs) gaps.push({ fromMs: untilMs, toMs: beginMs });
    untilMs = Math.max(untilMs, beginMs + stepMinutes * MINUTE_MS);
  }
  return gaps;
}
