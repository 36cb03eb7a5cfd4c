import type { Reading } from '../reading/reading.ts';

/** A Reading in the journal, with its position, its meter and its time. */
export interface Entry {
  /** Counts up from 0 over the life of the journal, for all meters together. */
  readonly position: number;
  /** The meter's slug. */
  readonly meter: string;
  /** The wall time of the frame's ETX, in milliseconds since 1970. It never changes, and no two entries of a meter have the same. */
  readonly atMs: number;
  /** Its `monotonicMs` equals `atMs`, since a monotonic time has no meaning after the process has ended. */
  readonly reading: Reading;
}
