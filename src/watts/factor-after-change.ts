import type { Belief } from './belief.ts';

/** A power that has lasted: VA, W and the variance of W. Negative W flowed in the other direction. */
export interface SettledPower {
  readonly va: number;
  readonly watts: number;
  readonly variance: number;
}

/** What is switched on or off: mostly something that heats (1), or a motor (0.6). */
const SWITCHED: Belief = { mean: 0.82, variance: 0.25 ** 2 };
/** A change by more than this share of the power may be a motor as well as something that heats. */
const LARGE_CHANGE = 0.16;
/** Small things are switched unseen, and every measure is rounded. */
const LEAST_VARIANCE = 1e-5;

/**
 * The factor of a power that follows another one, as far as nothing was learned of it. What ran before goes on, with its
 * reactive power, and something was switched on or off beside it. A small change is taken for something that heats, which
 * leaves the reactive power (N² = S² − P²) as it is; a large one for something between that and a motor. Where the power
 * flowed in the other direction before, it has come through 0 W, and through N alone.
 * @param va the new power, above 0
 */
export function factorAfterChange(before: SettledPower, va: number): Belief {
  const heatedW = Math.sqrt(Math.max(0, va ** 2 - before.va ** 2 + before.watts ** 2));
  if (before.watts < 0) return factorOf(heatedW, heatedW - before.watts, before, va);
  const changeVA = va - before.va;
  const heated = 1 / (1 + (changeVA / (LARGE_CHANGE * Math.max(va, before.va))) ** 2);
  const watts = heated * heatedW + (1 - heated) * (before.watts + SWITCHED.mean * changeVA);
  return factorOf(watts, changeVA, before, va);
}

function factorOf(watts: number, change: number, before: SettledPower, va: number): Belief {
  const variance = before.variance + SWITCHED.variance * change ** 2;
  return { mean: watts / va, variance: variance / va ** 2 + LEAST_VARIANCE };
}
