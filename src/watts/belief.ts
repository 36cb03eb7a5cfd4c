/** What is believed of a power factor (W for each VA): its expected value, and the variance of the error of that value. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/** What two beliefs that are independent of each other make together, each weighed by the inverse of its variance. */
export function combined(a: Belief, b: Belief): Belief {
  const precision = 1 / a.variance + 1 / b.variance;
  return { mean: (a.mean / a.variance + b.mean / b.variance) / precision, variance: 1 / precision };
}

/** An observation of a power factor with a greater standard deviation is not worth being learned from. */
export const MAX_DEVIATION = 0.08;
/**
 * A factor above 1 is impossible. But where the true one is 1, the errors of measuring lead above it as often as below,
 * and without those above the mean would be too low. So beliefs may go up to this; the W that are told may not.
 */
export const MAX_FACTOR = 1.2;

/**
 * What must have been observed for the belief `before` to become `after`. Undefined when nothing of weight was: the
 * observation deviates by more than `MAX_DEVIATION`, or it makes no sense as a power factor.
 */
export function observedBetween(before: Belief, after: Belief): Belief | undefined {
  const precision = 1 / after.variance - 1 / before.variance;
  if (precision <= 1 / MAX_DEVIATION ** 2) return undefined;
  const mean = (after.mean / after.variance - before.mean / before.variance) / precision;
  return mean > 0 && mean < MAX_FACTOR ? { mean, variance: 1 / precision } : undefined;
}
