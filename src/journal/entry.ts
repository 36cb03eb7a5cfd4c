import type { Reading } from '../reading.ts';

/** A Reading in the journal, with its position, its meter and its time. */
export interface Entry {
  /** Counts up by one from 0 over the journal's life, over all meters together. */
  readonly position: number;
  /** The meter's slug. */
  readonly meter: string;
  /**
   * The wall time of the frame's ETX, in milliseconds since 1970. It never changes, and no two entries of a meter share
   * one.
   */
  readonly atMs: number;
  /** Its `monotonicMs` equals `atMs`, since a monotonic time means nothing after the process has ended. */
  readonly reading: Reading;
}
