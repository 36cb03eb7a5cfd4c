/** What a value is held against; `above` and `hysteresis` in the value's own unit. */
export interface Threshold {
  readonly above: number;
  readonly hysteresis: number;
  readonly delayOnMs: number;
  readonly delayOffMs: number;
}

export interface DebounceState {
  readonly isOn: boolean;
  /** Since when every value has called for the other state; absent when the last one did not. Monotonic milliseconds. */
  readonly pendingSinceMs?: number;
}

/**
 * How long a value stands for the time after it: until the next frame, which is 2.7 s away at most. It ends a delay
 * between two frames, so that the sensor is on time at any pace of the meter, but not in a silence.
 */
const VALUE_STANDS_MS = 3_000;

/**
 * Where the value of a moment leads: on when it has been above `above` for the delay, off when it has been at or below
 * `above − hysteresis` for the other. A value that does not call for the other state starts its delay over: while off
 * one at or below `above`, while on one above `above − hysteresis`.
 */
export function debounce(
  { isOn, pendingSinceMs }: DebounceState,
  value: number,
  atMs: number,
  threshold: Threshold,
): DebounceState {
  if (!callsForOther(isOn, value, threshold)) return { isOn };
  const since = pendingSinceMs ?? atMs;
  return atMs - since >= delayMs(isOn, threshold) ? { isOn: !isOn } : { isOn, pendingSinceMs: since };
}

/**
 * In how many milliseconds from the last value, at `atMs`, the standing turns unless another value comes first; absent
 * when it does not, or when only another value can tell.
 */
export function flipsInMs(
  { isOn, pendingSinceMs }: DebounceState,
  atMs: number,
  threshold: Threshold,
): number | undefined {
  if (pendingSinceMs === undefined) return undefined;
  const leftMs = pendingSinceMs + delayMs(isOn, threshold) - atMs;
  return leftMs <= VALUE_STANDS_MS ? leftMs : undefined;
}

function callsForOther(isOn: boolean, value: number, { above, hysteresis }: Threshold): boolean {
  return isOn ? value <= above - hysteresis : value > above;
}

function delayMs(isOn: boolean, { delayOnMs, delayOffMs }: Threshold): number {
  return isOn ? delayOffMs : delayOnMs;
}
