/** What is believed about a power factor (W per VA): its expected value, and the variance of its error. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/** Combines two independent beliefs, each weighted by the inverse of its variance. */
export function combined(a: Belief, b: Belief): Belief {
  const precision = 1 / a.variance + 1 / b.variance;
  return { mean: (a.mean / a.variance + b.mean / b.variance) / precision, variance: 1 / precision };
}

/** An observation of a power factor with a greater standard deviation is not worth learning from. */
export const MAX_DEVIATION = 0.08;
/**
 * A factor above 1 is impossible. But if the true factor is 1, measurement errors lead above it as often as below, and leaving out those
 * above would make the mean too low. So beliefs may go up to this limit; the reported W may not exceed the VA.
 */
export const MAX_FACTOR = 1.2;

/**
 * The observation that turns the belief `before` into `after`. Undefined if there was none that matters: its standard deviation is greater
 * than `MAX_DEVIATION`, or its value makes no sense as a power factor.
 */
export function observedBetween(before: Belief, after: Belief): Belief | undefined {
  const precision = 1 / after.variance - 1 / before.variance;
  if (precision <= 1 / MAX_DEVIATION ** 2) return undefined;
  const mean = (after.mean / after.variance - before.mean / before.variance) / precision;
  return mean > 0 && mean < MAX_FACTOR ? { mean, variance: 1 / precision } : undefined;
}
