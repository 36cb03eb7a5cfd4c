import type { Belief } from './belief.ts';

/** The power of a level that has ended: VA, W and the variance of W. */
export interface SettledPower {
  readonly va: number;
  readonly watts: number;
  readonly variance: number;
}

/** The var per W that are expected of a large appliance when it is switched on or off: a heater has 0, a motor 1.3. */
const LARGE_VAR_PER_W = 0.75;
/** If the power changes by this share, half of those var are expected; fewer at a smaller change. */
const LARGE_CHANGE = 0.16;
/** The standard deviation of the change in W, as a share of it. */
const CHANGE_DEVIATION = 0.25;
/** Small appliances are switched unnoticed, and every measurement is rounded. */
const LEAST_VARIANCE = 1e-5;

/**
 * The factor to expect of a power, judged only by the power before it. What ran before keeps running, with its S in VA, P in W and reactive
 * power N in var (S² = P² + N²). In addition, an appliance with p and q was switched on or off: the new S² is (P + p)² + (N + q)². A small
 * change is taken for a heater (q = 0), a large one for something between a heater and a motor.
 * @param va the new power, above 0
 */
export function factorAfterChange(before: SettledPower, va: number): Belief {
  const share = (va - before.va) / (LARGE_CHANGE * Math.max(va, before.va));
  const changeW = switchedWatts(before, va, LARGE_VAR_PER_W * (1 - 1 / (1 + share ** 2)));
  const variance = before.variance + (CHANGE_DEVIATION * changeW) ** 2;
  return { mean: Math.max(0, before.watts + changeW) / va, variance: variance / va ** 2 + LEAST_VARIANCE };
}

/** The p for which (P + p)² + (N + `varPerW` × p)² equals the square of the new power: a quadratic equation. */
function switchedWatts({ va: beforeVA, watts }: SettledPower, va: number, varPerW: number): number {
  const reactiveVar = Math.sqrt(Math.max(0, beforeVA ** 2 - watts ** 2));
  const a = 1 + varPerW ** 2;
  const halfB = watts + varPerW * reactiveVar;
  const minusC = va ** 2 - beforeVA ** 2;
  return (Math.sqrt(Math.max(0, halfB ** 2 + a * minusC)) - halfB) / a;
}
