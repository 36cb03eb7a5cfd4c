import type { Stamp } from './stamp.ts';

/** A row of a load curve, as its file has it. */
export interface CurveRow {
  readonly stamp: Stamp;
  /** Which end of its step the stamp is at. */
  readonly stampIs: 'begin' | 'end';
  /** How long the step is, where the file says it; else it follows from the rows around, which are stamped at the end. */
  readonly stepMinutes?: number;
  /** The mean power of the step; absent where the file has no value. */
  readonly meanW?: number;
  /** Whether it is power given to the grid. */
  readonly isGiven?: boolean;
  /** Whether the grid operator has estimated it. */
  readonly isEstimated?: boolean;
}
