import type { Stamp } from './stamp.ts';

/** A row of a load curve, as in its file. */
export interface CurveRow {
  readonly stamp: Stamp;
  /** Whether the stamp is at the beginning or at the end of its step. */
  readonly stampIs: 'begin' | 'end';
  /** The length of the step, if the file states it; else it is derived from neighbouring rows, whose stamps are at the end. */
  readonly stepMinutes?: number;
  /** The mean power of the step; absent if the file has no value. */
  readonly meanW?: number;
  /** Whether it is power exported to the grid. */
  readonly isGiven?: boolean;
  /** Whether the grid operator estimated it. */
  readonly isEstimated?: boolean;
}
