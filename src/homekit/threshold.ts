/** A limit with hysteresis and delays. `above` and `hysteresis` are in the unit of the value. */
export interface Threshold {
  readonly above: number;
  readonly hysteresis: number;
  readonly delayOnMs: number;
  readonly delayOffMs: number;
}

/** The debounced state of a sensor. */
export interface DebounceState {
  readonly isOn: boolean;
  /** Since when every value has called for the opposite state (monotonic clock); absent if the last value did not. */
  readonly pendingSinceMs?: number;
}

/**
 * A timer may end a delay only within this time after the last value. It is a little more than the longest interval between two frames: 2.7
 * s, which the longest historique frame takes at 1200 baud. So a delay ends on time between two frames, but not during a silence.
 */
const MAX_VALUE_AGE_MS = 3_000;

/**
 * The state after a value that arrived at `atMs`. A sensor that is off turns on once all values for `delayOnMs` were above `above`; a
 * sensor that is on turns off once all values for `delayOffMs` were at or below `above − hysteresis`. Any other value cancels the delay.
 */
export function debounce(
  { isOn, pendingSinceMs }: DebounceState,
  value: number,
  atMs: number,
  threshold: Threshold,
): DebounceState {
  if (!callsForOpposite(isOn, value, threshold)) return { isOn };
  const sinceMs = pendingSinceMs ?? atMs;
  return atMs - sinceMs >= delayMs(isOn, threshold) ? { isOn: !isOn } : { isOn, pendingSinceMs: sinceMs };
}

/** The time from `atMs` until the running delay ends, unless a value cancels it; undefined if none is running. */
export function delayLeftMs(
  { isOn, pendingSinceMs }: DebounceState,
  atMs: number,
  threshold: Threshold,
): number | undefined {
  return pendingSinceMs === undefined ? undefined : pendingSinceMs + delayMs(isOn, threshold) - atMs;
}

/**
 * The time after the last value, which arrived at `atMs`, until the state flips unless another value arrives first. Undefined if no delay
 * is running, or if it ends so late that only another value can decide.
 */
export function flipsInMs(state: DebounceState, atMs: number, threshold: Threshold): number | undefined {
  const leftMs = delayLeftMs(state, atMs, threshold);
  return leftMs !== undefined && leftMs <= MAX_VALUE_AGE_MS ? leftMs : undefined;
}

function callsForOpposite(isOn: boolean, value: number, { above, hysteresis }: Threshold): boolean {
  return isOn ? value <= above - hysteresis : value > above;
}

function delayMs(isOn: boolean, { delayOnMs, delayOffMs }: Threshold): number {
  return isOn ? delayOffMs : delayOnMs;
}
