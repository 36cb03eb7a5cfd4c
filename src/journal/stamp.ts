/** A clock that goes back by less than this is only being adjusted. */
const SLEW_MS = 2_000;

/** What the newest frame of a meter was given. */
export interface Stamp {
  /** Its wall time, in whole milliseconds since 1970. No other frame of the meter has it. */
  readonly atMs: number;
  /** The latest true time of the meter so far. In a burst of frames `atMs` runs ahead of it. */
  readonly trueMs: number;
}

/**
 * The wall time of a frame: its true time, but never one that its meter already used, since InfluxDB would take the two for
 * one point. Frames of one chunk, and those of a clock that is being adjusted, follow the one before by a millisecond each. A
 * clock that was set back for good is followed, around what `used` knows of.
 */
export function stampOf(trueMs: number, last: Stamp | undefined, used: (ms: number) => boolean): Stamp {
  const whole = Math.round(trueMs);
  const isNew = last === undefined || last.trueMs - whole >= SLEW_MS;
  let atMs = isNew ? whole : Math.max(whole, last.atMs + 1);
  while (used(atMs)) atMs += 1;
  return { atMs, trueMs: isNew ? whole : Math.max(whole, last.trueMs) };
}
