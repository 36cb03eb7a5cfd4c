import { type Belief, MAX_FACTOR } from './belief.ts';

const SECOND_H = 1 / 3600;
/** While the power stays the same, the power factor drifts: in an hour by this share of it, as a standard deviation. */
const DRIFT_AN_HOUR = 0.02;
/** Energy that is not counted yet may be anything from 0 to 1 Wh: the mean and the variance of that distribution. */
const UNKNOWN_UNCOUNTED: Belief = { mean: 0.5, variance: 1 / 12 };
/**
 * The lag in hours, before it is learned: a power is the mean of the second that has ended (54E), so on the mean it is
 * half a second old.
 */
const UNKNOWN_LAG: Belief = { mean: 0.5 * SECOND_H, variance: (0.5 * SECOND_H) ** 2 };
/** The slowest frame takes 2.7 s. The lag is negative where the index is the older one. */
const MAX_LAG = 3 * SECOND_H;
/** The variance of the error that the moment of a step has besides the time between two frames, in Wh². */
const STEP_VARIANCE = 1e-4;
/**
 * How many times as large the variance of a step is taken as it would be for one step alone: at a steady power the steps
 * may come at the same place between two frames many times in a row, and then their errors do not cancel out.
 */
const REPETITION = 3;
/**
 * An overdue step is an observation once so many Wh were expected since the last observation. If it were one at each
 * frame it would be believed far too much, as frames that follow each other tell the same.
 */
const NEWS_WH = 0.5;
/** A surprise of more standard deviations than this shows that the factor has changed, by this variance at most. */
const MAX_SURPRISE = 4;
const MAX_CHANGE = 0.3 ** 2;
/**
 * When the factor may have changed, counted back in apparent energy: this share of all since `believe`, and no more than
 * the greatest. The further back, the less it must have changed to explain the surprise; so a factor that has proved itself
 * for long is not given up for one surprise.
 */
const CHANGED_SHARE = 0.1;
const MAX_CHANGED_VAH = 15;

/** The places of the three quantities in the state, and in each row of the covariances. */
const UNCOUNTED = 0;
const FACTOR = 1;
const LAG = 2;
type Row = [uncounted: number, factor: number, lag: number];

/**
 * Estimates the power factor from the index, which counts whole Wh: a Kalman filter of three quantities that belong
 * together.
 *
 * - The uncounted energy: by how many Wh the energy is ahead of what the index says. It rises with VA × factor, and by
 *   each step of the index it falls. Right at a step it is 0.
 * - The factor: where a step comes later than expected, there was less energy, so the factor is lower. When the step is
 *   overdue, the factor is too high: so the filter reacts without waiting for the step.
 * - The lag: how much older the power of a frame is than its index. It shows where the power changes, and would
 *   otherwise be taken for energy of the new power.
 */
export class IndexFilter {
  readonly #state: Row;
  /** The covariances of the errors of the three quantities; symmetric. */
  #errors: [Row, Row, Row];
  /** The apparent energy since `believe`. */
  #believedVAh = 0;
  /** The apparent energy since the last observation, and the energy that was expected from it. */
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

  /** By how many Wh the energy is ahead of the index; undefined until a step has told it. */
  get uncountedWh(): number | undefined {
    return this.#isUncountedKnown ? this.#state[UNCOUNTED] : undefined;
  }

  /** Goes on with another belief of the factor; uncounted energy and lag stay. */
  believe({ mean, variance }: Belief): void {
    this.#state[FACTOR] = mean;
    this.#believedVAh = 0;
    this.#forget(FACTOR, variance);
  }

  /** Forgets the uncounted energy, when the index has not been heard for a while, or counts something else. */
  forgetUncounted(): void {
    this.#state[UNCOUNTED] = UNKNOWN_UNCOUNTED.mean;
    this.#isUncountedKnown = false;
    this.#forget(UNCOUNTED, UNKNOWN_UNCOUNTED.variance);
  }

  /** The power was `va` on the mean for some time. */
  run(va: number, hours: number): void {
    this.#add(va * hours, 0, 0);
    this.#errors[FACTOR][FACTOR] += (DRIFT_AN_HOUR * this.#state[FACTOR]) ** 2 * hours;
  }

  /**
   * The power has changed at some moment between two samples.
   * @param changeVA by how much
   * @param uncertainVAh the standard deviation of the apparent energy, since that moment is unknown
   */
  change(changeVA: number, uncertainVAh: number): void {
    this.#add(changeVA * this.#state[LAG], this.#state[FACTOR] * changeVA, (this.#state[FACTOR] * uncertainVAh) ** 2);
  }

  /**
   * The index was read.
   * @param stepsWh by how much it has risen since it was read last
   * @param lastVAh the apparent energy since then: the step may have come at any time between
   * @param ageVAh the apparent energy of the time by which what the index says may be older than the frame
   */
  read(stepsWh: number, lastVAh: number, ageVAh: number): void {
    const factor = this.#state[FACTOR];
    this.#state[UNCOUNTED] -= stepsWh;
    this.#sinceVAh += lastVAh;
    this.#believedVAh += lastVAh;
    this.#sinceWh += factor * lastVAh;
    // A step has come at any time since the index was read last, so half of the energy since then is uncounted.
    const betweenWh = Math.min(1, factor * lastVAh);
    const variance = (factor * ageVAh) ** 2 / 12 + STEP_VARIANCE;
    if (stepsWh > 0 || betweenWh === 1) this.#correct(betweenWh / 2, REPETITION * (variance + betweenWh ** 2 / 12));
    else if (this.#state[UNCOUNTED] > 1 && this.#sinceWh >= NEWS_WH)
      this.#correctOverdue(variance + (betweenWh / 2) ** 2);
  }

  /**
   * Adds to the uncounted energy: factor × `byFactor`.
   * @param byFactor the derivative of what is added by the factor, which is the apparent energy
   * @param byLag its derivative by the lag
   * @param variance the variance of the error that it has besides those of factor and lag
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
   * No step has come, so less than 1 Wh is uncounted. That cuts off the normal distribution of the uncounted energy at 1.
   * The filter knows only observations of a value: this one takes the value and the variance that leave the same mean and
   * variance as the cut.
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

  /** The uncounted energy was observed. */
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

  /** The factor has changed some time ago, so that the uncounted energy has this variance more. */
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
 * For a standard normal variable that is above `x`, how likely it is to be right there: density ÷ probability, for
 * `x` ≥ 0, as a continued fraction (Laplace).
 */
function hazardRatio(x: number): number {
  // What the rest of the fraction comes to, were all of it like its next term.
  let fraction = (x + Math.sqrt(x ** 2 + 164)) / 2;
  for (let nth = 40; nth >= 1; nth -= 1) fraction = x + nth / fraction;
  return fraction;
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
