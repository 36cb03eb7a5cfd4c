/** A clock that goes back by less than this is only being adjusted. */
const SLEW_MS = 2_000;

/**
 * The wall time that a frame is given, in whole milliseconds: its true time, but never one that its meter already used,
 * since InfluxDB would take the two for one point. `lastMs` is the one before it. Frames of one chunk and a clock that is
 * being adjusted go on from there; a clock that was set back for good is followed, around what `used` knows of.
 */
export function stampOf(trueMs: number, lastMs: number | undefined, used: (ms: number) => boolean): number {
  const whole = Math.round(trueMs);
  let stamp = lastMs !== undefined && whole <= lastMs && lastMs - whole < SLEW_MS ? lastMs + 1 : whole;
  while (used(stamp)) stamp += 1;
  return stamp;
}
