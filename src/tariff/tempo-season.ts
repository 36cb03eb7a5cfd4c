import type { TempoColour } from '../reading.ts';

export type DaysByColour = { readonly [C in TempoColour]: number };

/** The days of a Tempo season, from 1 September to 31 August, at a moment of it. */
export interface TempoSeason {
  /** The years in which it begins and ends: `2026-2027`. */
  readonly name: string;
  /** The days whose colour is known, up to and including today. */
  readonly gone: DaysByColour;
  /** Tomorrow's colour, once the meter has said it. It is neither in `gone` nor in `left`. */
  readonly planned?: TempoColour;
  /** What the season has (22 red, 43 white, the rest blue) without those that are gone or planned. */
  readonly left: DaysByColour;
  /**
   * The days of the season up to today whose colour nobody has told, as before the journal began. While there are some, at least
   * so many are gone of each colour as `gone` says, and at most so many are left as `left` says.
   */
  readonly unknown: number;
}
