import type { CurvePiece } from './imported-day.ts';

/** A step of a curve, in minutes since the day began. */
export interface StepOfDay {
  readonly begin: number;
  readonly end: number;
  readonly meanW: number;
}

/** Each step of a curve. */
export function stepsOf(curve: readonly CurvePiece[]): readonly StepOfDay[] {
  return curve.flatMap(({ fromMinute, stepMinutes, meanW }) =>
    meanW.map((ofStep, nth) => {
      const begin = fromMinute + nth * stepMinutes;
      return { begin, end: begin + stepMinutes, meanW: ofStep };
    }),
  );
}

/** Steps in the order of time, as pieces that are as long as they can be. */
export function piecesOf(steps: readonly StepOfDay[]): readonly CurvePiece[] {
  const pieces: { readonly fromMinute: number; readonly stepMinutes: number; readonly meanW: number[] }[] = [];
  for (const { begin, end, meanW } of steps) {
    const last = pieces.at(-1);
    const goesOn =
      last?.stepMinutes === end - begin && last.fromMinute + last.stepMinutes * last.meanW.length === begin;
    if (goesOn) last.meanW.push(meanW);
    else pieces.push({ fromMinute: begin, stepMinutes: end - begin, meanW: [meanW] });
  }
  return pieces;
}
