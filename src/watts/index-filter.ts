import { type Belief, MAX_FACTOR } from './belief.ts';

const SECOND_H = 1 / 3600;
/** While the power stays the same, the power factor drifts: per hour by this share of it, as a standard deviation. */
const DRIFT_AN_HOUR = 0.02;
/** Energy that is not counted yet may be anything from 0 to 1 Wh: the mean and the variance of that uniform distribution. */
const UNKNOWN_UNCOUNTED: Belief = { mean: 0.5, variance: 1 / 12 };
/**
 * The lag in hours, before it is learned: a power is the mean of the second that has ended (54E), so on average it is half a second old.
 */
const UNKNOWN_LAG: Belief = { mean: 0.5 * SECOND_H, variance: (0.5 * SECOND_H) ** 2 };
/** The slowest frame takes 2.7 s. The lag is negative if the index is older than the power. */
const MAX_LAG = 3 * SECOND_H;
/** The variance of the error in the moment of a step, in Wh², apart from the error due to the time between two frames. */
const STEP_VARIANCE = 1e-4;
/**
 * By how much the variance of a step is increased over that of a single step: at a steady power, many steps in a row may come at the same
 * point between two frames, and then their errors do not cancel out.
 */
const REPETITION = 3;
/**
 * An overdue step counts as an observation once this many Wh were expected since the last observation. If it counted at each frame it would
 * be trusted far too much, since successive frames contain the same information.
 */
const NEWS_WH = 0.5;
/**
 * If the observed energy deviates from the expected one by more standard deviations than this, the factor has changed, by this variance at
 * most.
 */
const MAX_SURPRISE = 4;
const MAX_CHANGE = 0.3 ** 2;
/**
 * How far back the factor may have changed, in apparent energy: this share of all since `believe`, but no more than the maximum. The
 * further back, the less it must have changed to explain the deviation. So a factor that has been right for a long time is not given up
 * because of one deviation.
 */
const CHANGED_SHARE = 0.1;
const MAX_CHANGED_VAH = 15;

/** The indexes of the three quantities in the state, and in each row of the covariance matrix. */
const UNCOUNTED = 0;
const FACTOR = 1;
const LAG = 2;
type Row = [uncounted: number, factor: number, lag: number];

/**
 * Estimates the power factor from the index, which counts whole Wh: a Kalman filter of three quantities that depend on each other.
 * - The uncounted energy: by how many Wh the energy is ahead of the index. It rises with VA × factor and falls with each step of the index.
 *   Right at a step it is 0.
 * - The factor: if a step comes later than expected, there was less energy, so the factor is lower. If the step is overdue, the factor is
 *   too high, so the filter reacts without waiting for the step.
 * - The lag: how much older the power of a frame is than its index. It has an effect when the power changes, and would otherwise be taken
 *   for energy of the new power.
 */
export class IndexFilter {
  readonly #state: Row;
  /** The covariance matrix of the errors of the three quantities. */
  #errors: [Row, Row, Row];
  /** The apparent energy since `believe`. */
  #believedVAh = 0;
  /** The apparent energy since the last observation, and the energy that was expected according to it. */
  #sinceVAh = 0;
  #isUncountedKnown = false;
  #sinceWh = 0;

  constructor(factor: Belief) {
    this.#state = [UNKNOWN_UNCOUNTED.mean, factor.mean, UNKNOWN_LAG.mean];
    this.#errors = [
      [UNKNOWN_UNCOUNTED.variance, 0, 0],
      [0, factor.variance, 0],
      [0, 0, UNKNOWN_LAG.variance],
    ];
  }

  get factor(): Belief {
    return { mean: this.#state[FACTOR], variance: this.#errors[FACTOR][FACTOR] };
  }

  /** By how many Wh the energy is ahead of the index; undefined until a step has shown it. */
  get uncountedWh(): number | undefined {
    return this.#isUncountedKnown ? this.#state[UNCOUNTED] : undefined;
  }

  /** Continues with another belief about the factor; uncounted energy and lag stay. */
  believe({ mean, variance }: Belief): void {
    this.#state[FACTOR] = mean;
    this.#believedVAh = 0;
    this.#forget(FACTOR, variance);
  }

  /** Forgets the uncounted energy. To be called if the index has not been received for a while, or counts something else. */
  forgetUncounted(): void {
    this.#state[UNCOUNTED] = UNKNOWN_UNCOUNTED.mean;
    this.#isUncountedKnown = false;
    this.#forget(UNCOUNTED, UNKNOWN_UNCOUNTED.variance);
  }

  /** Records that the power was `va` on average for some time. */
  run(va: number, hours: number): void {
    this.#add(va * hours, 0, 0);
    this.#errors[FACTOR][FACTOR] += (DRIFT_AN_HOUR * this.#state[FACTOR]) ** 2 * hours;
  }

  /**
   * Records that the power changed at some moment between two samples.
   * @param changeVA by how much
   * @param uncertainVAh the standard deviation of the apparent energy, since that moment is unknown
   */
  change(changeVA: number, uncertainVAh: number): void {
    this.#add(changeVA * this.#state[LAG], this.#state[FACTOR] * changeVA, (this.#state[FACTOR] * uncertainVAh) ** 2);
  }

  /**
   * Records a new index.
   * @param stepsWh by how much it has risen since the last one
   * @param lastVAh the apparent energy since then: the step may have come at any moment of that time
   * @param ageVAh the apparent energy of the time by which the index may be older than the frame
   */
  read(stepsWh: number, lastVAh: number, ageVAh: number): void {
    const factor = this.#state[FACTOR];
    this.#state[UNCOUNTED] -= stepsWh;
    this.#sinceVAh += lastVAh;
    this.#believedVAh += lastVAh;
    this.#sinceWh += factor * lastVAh;
    // The step came at some moment since the last index, so on average half of the energy since then is uncounted.
    const betweenWh = Math.min(1, factor * lastVAh);
    const variance = (factor * ageVAh) ** 2 / 12 + STEP_VARIANCE;
    if (stepsWh > 0 || betweenWh === 1) this.#correct(betweenWh / 2, REPETITION * (variance + betweenWh ** 2 / 12));
    else if (this.#state[UNCOUNTED] > 1 && this.#sinceWh >= NEWS_WH)
      this.#correctOverdue(variance + (betweenWh / 2) ** 2);
  }

  /**
   * Adds factor × `byFactor` to the uncounted energy.
   * @param byFactor the derivative of the added energy with respect to the factor, which is the apparent energy
   * @param byLag its derivative with respect to the lag
   * @param variance the variance of its error, apart from the errors of factor and lag
   */
  #add(byFactor: number, byLag: number, variance: number): void {
    const [uncounted, factor, lag] = this.#errors;
    this.#state[UNCOUNTED] += this.#state[FACTOR] * byFactor;
    const withFactor = uncounted[FACTOR] + factor[FACTOR] * byFactor + lag[FACTOR] * byLag;
    const withLag = uncounted[LAG] + factor[LAG] * byFactor + lag[LAG] * byLag;
    uncounted[UNCOUNTED] += (uncounted[FACTOR] + withFactor) * byFactor + (uncounted[LAG] + withLag) * byLag + variance;
    uncounted[FACTOR] = withFactor;
    factor[UNCOUNTED] = withFactor;
    uncounted[LAG] = withLag;
    lag[UNCOUNTED] = withLag;
  }

  /**
   * No step has come, so less than 1 Wh is uncounted. That truncates the normal distribution of the uncounted energy at 1. The filter can
   * only take observations of a value: it is given the value and the variance that lead to the same mean and variance as the truncation.
   * @param resolution the variance of the uncounted energy at a step
   */
  #correctOverdue(resolution: number): void {
    const variance = this.#errors[UNCOUNTED][UNCOUNTED] + resolution;
    const deviation = Math.sqrt(variance);
    const above = (this.#state[UNCOUNTED] - 1) / deviation;
    const ratio = hazardRatio(above);
    const rest = 1 - ratio * (ratio - above);
    this.#correct(this.#state[UNCOUNTED] - (deviation * ratio) / (1 - rest), (variance * rest) / (1 - rest));
  }

  /** Takes an observation of the uncounted energy. */
  #correct(uncountedWh: number, variance: number): void {
    const surprise = uncountedWh - this.#state[UNCOUNTED];
    const inexplicable = (surprise / MAX_SURPRISE) ** 2 - this.#errors[UNCOUNTED][UNCOUNTED] - variance;
    if (inexplicable > 0) this.#doubtFactor(inexplicable);
    const uncounted = this.#errors[UNCOUNTED];
    const gains = uncounted.map((covariance) => covariance / (uncounted[UNCOUNTED] + variance)) as Row;
    this.#errors = this.#errors.map((row, at) =>
      row.map((error, other) => error - (gains[at] as number) * (uncounted[other] as number)),
    ) as [Row, Row, Row];
    this.#state[UNCOUNTED] += gains[UNCOUNTED] * surprise;
    this.#isUncountedKnown = true;
    this.#state[FACTOR] = clamped(this.#state[FACTOR] + gains[FACTOR] * surprise, 0, MAX_FACTOR);
    this.#state[LAG] = clamped(this.#state[LAG] + gains[LAG] * surprise, -MAX_LAG, MAX_LAG);
    this.#sinceVAh = 0;
    this.#sinceWh = 0;
  }

  /** Assumes that the factor changed some time ago, so that the variance of the uncounted energy is greater by this much. */
  #doubtFactor(uncountedVariance: number): void {
    const sinceVAh = Math.max(this.#sinceVAh, Math.min(CHANGED_SHARE * this.#believedVAh, MAX_CHANGED_VAH));
    const variance = Math.min(uncountedVariance / sinceVAh ** 2, MAX_CHANGE);
    this.#errors[FACTOR][FACTOR] += variance;
    this.#errors[UNCOUNTED][FACTOR] += variance * sinceVAh;
    this.#errors[FACTOR][UNCOUNTED] += variance * sinceVAh;
    this.#errors[UNCOUNTED][UNCOUNTED] += variance * sinceVAh ** 2;
  }

  #forget(quantity: typeof UNCOUNTED | typeof FACTOR, variance: number): void {
    for (const other of [UNCOUNTED, FACTOR, LAG] as const) {
      this.#errors[quantity][other] = 0;
      this.#errors[other][quantity] = 0;
    }
    this.#errors[quantity][quantity] = variance;
  }
}

/**
 * The hazard rate of a standard normal variable: for `x` ≥ 0, its density at `x` divided by the probability that it is greater than `x`, as
 * a continued fraction (Laplace).
 */
function hazardRatio(x: number): number {
  // The value of the remaining fraction if all of its terms were like the next one.
  let fraction = (x + Math.sqrt(x ** 2 + 164)) / 2;
  for (let nth = 40; nth >= 1; nth -= 1) fraction = x + nth / fraction;
  return fraction;
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
