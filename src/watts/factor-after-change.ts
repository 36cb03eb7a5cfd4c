import type { Belief } from './belief.ts';

/** A power that has lasted: VA, W and the variance of W. Negative W flowed in the other direction. */
export interface SettledPower {
  readonly va: number;
  readonly watts: number;
  readonly variance: number;
}

/** What is switched on or off draws so many var for each W if it is large: between something that heats, 0, and a motor, 1.3. */
const LARGE_VAR_PER_W = 0.75;
/** A change by less than this share of the power is rather something that heats. */
const LARGE_CHANGE = 0.16;
/** By how much the change in W may be wrong, as a share of it: a standard deviation. */
const CHANGE_DEVIATION = 0.25;
/** Small things are switched unseen, and every measure is rounded. */
const LEAST_VARIANCE = 1e-5;

/**
 * The factor of a power that follows another one, as far as nothing was learned of it. What ran before goes on, with its
 * reactive power N (N² = S² − P²), and something was switched on or off beside it: (P + p)² + (N + q)² is the square of
 * the new power. A small change is taken for something that heats (q = 0), a large one for something between that and a
 * motor. Where the power flowed in the other direction before, it has come through 0 W, where N alone is left.
 * @param va the new power, above 0
 */
export function factorAfterChange(before: SettledPower, va: number): Belief {
  const share = (va - before.va) / (LARGE_CHANGE * Math.max(va, before.va));
  const varPerW = before.watts < 0 ? 0 : LARGE_VAR_PER_W * (1 - 1 / (1 + share ** 2));
  const reactiveVar = Math.sqrt(Math.max(0, before.va ** 2 - before.watts ** 2));
  const changeW = switchedWatts(before.watts + varPerW * reactiveVar, va ** 2 - before.va ** 2, 1 + varPerW ** 2);
  const variance = before.variance + (CHANGE_DEVIATION * changeW) ** 2;
  return { mean: Math.max(0, before.watts + changeW) / va, variance: variance / va ** 2 + LEAST_VARIANCE };
}

/** The p of (1 + r²) p² + 2 (P + r N) p = S'² − S², where q = r p. */
function switchedWatts(half: number, difference: number, square: number): number {
  return (Math.sqrt(Math.max(0, half ** 2 + square * difference)) - half) / square;
}
