import type { Belief } from './belief.ts';

/** The power of a level that has ended: VA, W and the variance of W. Negative W flowed in the other direction. */
export interface SettledPower {
  readonly va: number;
  readonly watts: number;
  readonly variance: number;
}

/** What is switched on or off draws so many var for each W, if it is large: something that heats 0, a motor 1.3. */
const LARGE_VAR_PER_W = 0.75;
/** At a change by this share of the power, half of those var are expected; at a smaller one fewer. */
const LARGE_CHANGE = 0.16;
/** By how much the change in W may be wrong, as a share of it: a standard deviation. */
const CHANGE_DEVIATION = 0.25;
/** Small things are switched unseen, and every measure is rounded. */
const LEAST_VARIANCE = 1e-5;

/**
 * The factor to expect of a power from the power before it alone. What ran before goes on, with its S in VA, P in W and
 * reactive power N in var (S² = P² + N²). Beside it something with p and q was switched on or off: the new S² is
 * (P + p)² + (N + q)². A small change is taken for something that heats (q = 0), a large one for something between that
 * and a motor. Where the power flowed in the other direction before, it has come through 0 W, where N alone is left.
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

/** The p of (1 + r²) p² + 2 (P + r N) p = S'² − S², where q = r p: `square` p² + 2 `half` p = `difference`. */
function switchedWatts(half: number, difference: number, square: number): number {
  return (Math.sqrt(Math.max(0, half ** 2 + square * difference)) - half) / square;
}
