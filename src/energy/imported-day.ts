import type { PeriodOfRegister } from '../reading/periods.ts';
import type { ByRegister, StandardRegister } from '../reading/reading.ts';

/** The lengths that the steps of a load curve may have, in minutes, longest first. */
export const CURVE_STEPS = [60, 30, 15, 10, 5] as const;

/** Consecutive steps of a load curve, all of the same length and without gaps. */
export interface CurvePiece {
  /**
   * When the first step begins, in minutes elapsed since midnight in Paris: from 0 to 1 499, since a day has 23, 24 or 25 hours. The
   * repeated hour in October is therefore two separate hours.
   */
  readonly fromMinute: number;
  /** One of `CURVE_STEPS`. */
  readonly stepMinutes: number;
  /** The mean power of each step, in W. */
  readonly meanW: readonly number[];
}

/**
 * A day of a meter as a file states it. Days are calendar days of Paris. What the file does not state is absent. A file with the power of
 * each half-hour yields a curve; a file with an index or an energy for each day yields the energy of the whole day.
 */
export interface ImportedDay {
  /** In days since 1970-01-01: see `base/paris-time.ts`. */
  readonly day: number;
  /** The load curve of imported energy, in chronological order. No step covers time for which the file has no value. */
  readonly curve?: readonly CurvePiece[];
  /** The same for exported energy. */
  readonly givenCurve?: readonly CurvePiece[];
  /** Energy imported over the whole day, in Wh. */
  readonly energyWh?: number;
  /** The same by register, under the labels of standard mode (`EASF01` to `EASF10`). */
  readonly energyWhByRegister?: ByRegister<StandardRegister>;
  /** The tariff period that each register counted on that day, where the file states it. */
  readonly periodOfRegister?: PeriodOfRegister;
  /** Energy exported over the whole day, in Wh. */
  readonly givenWh?: number;
  /** The peak power of the day in VA, and when it occurred, in milliseconds since 1970. */
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

/** Joins steps in chronological order into the longest possible pieces. */
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
