import type { PeriodOfRegister } from '../periods.ts';
import type { ByRegister, StandardRegister } from '../reading.ts';

/** The lengths that the steps of a load curve can have, in minutes, longest first. */
export const CURVE_STEPS = [60, 30, 15, 10, 5] as const;

/** Successive steps of a load curve, all of the same length, with nothing between them. */
export interface CurvePiece {
  /**
   * When the first step begins, in minutes that have passed since the day began in Paris: from 0 to 1 499, since a day has 23, 24
   * or 25 hours. So the hour that comes twice in October is two hours here.
   */
  readonly fromMinute: number;
  /** One of `CURVE_STEPS`. */
  readonly stepMinutes: number;
  /** The mean power of each step, in W. */
  readonly meanW: readonly number[];
}

/**
 * What a file tells of a day of a meter. Days are those of Paris. What it does not tell is absent. A file that has the power of
 * each half hour gives a curve; one that has an index or an energy a day gives the energy of the whole day.
 */
export interface ImportedDay {
  /** In days since 1970-01-01: see `paris-time.ts`. */
  readonly day: number;
  /** The load curve of what was drawn, in the order of time. Where the file has nothing, no piece has a step. */
  readonly curve?: readonly CurvePiece[];
  /** The same of what was given to the grid. */
  readonly givenCurve?: readonly CurvePiece[];
  /** What was drawn in the whole day, in Wh. */
  readonly energyWh?: number;
  /** The same by register, under the labels of standard mode (`EASF01` to `EASF10`). */
  readonly energyWhByRegister?: ByRegister<StandardRegister>;
  /** The tariff period that each register counted that day, where the file says it. */
  readonly periodOfRegister?: PeriodOfRegister;
  /** What was given in the whole day, in Wh. */
  readonly givenWh?: number;
  /** The greatest power of the day in VA, and when it was, in milliseconds since 1970. */
  readonly greatestVA?: number;
  readonly greatestAtMs?: number;
}

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
