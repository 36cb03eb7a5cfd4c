import type { Reading } from '../reading.ts';

/** One Reading as a reader of the journal sees it: where it stands, whose it is, and when it was. */
export interface Entry {
  /** Counts up by one from 0 over the journal's life, all meters together. */
  readonly position: number;
  /** The meter's slug. */
  readonly meter: string;
  /** Wall time of the frame's ETX, in milliseconds since 1970. Given once, never changed, no two alike for a meter. */
  readonly atMs: number;
  /** As it was taken, but that its `monotonicMs` repeats `atMs`: the clock that it was read from ends with the process. */
  readonly reading: Reading;
}
