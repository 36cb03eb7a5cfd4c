import { type Belief, MAX_FACTOR } from './belief.ts';

const SECOND_H = 1 / 3600;
/** While the power stays the same, the power factor drifts by this standard deviation in an hour. */
const DRIFT_AN_HOUR = 0.02;
/** A phase of which nothing is known lies anywhere between two steps of the index: the moments of that distribution. */
const UNKNOWN_PHASE: Belief = { mean: 0.5, variance: 1 / 12 };
/**
 * The lag in hours, before it is learned: a power is the mean of the second that has ended (54E), so of half a second
 * before.
 */
const UNKNOWN_LAG: Belief = { mean: 0.5 * SECOND_H, variance: (0.5 * SECOND_H) ** 2 };
const MAX_LAG = 3 * SECOND_H;
/** The error of the moment of a step, besides the time between two frames, in Wh². */
const STEP_VARIANCE = 1e-4;
/**
 * How much less a step tells than one alone would, as a variance: where the frames fall into step with the index, the
 * errors of many steps are the same.
 */
const REPETITION = 3;
/**
 * That the index has not moved counts as news once so many Wh were expected since the last news. Counted at each frame
 * it would be believed far too much, as frames that follow each other tell the same.
 */
const NEWS_WH = 0.5;
/** A surprise of more standard deviations than this shows that the factor has changed, by this variance at most. */
const MAX_SURPRISE = 4;
const MAX_CHANGE = 0.3 ** 2;
/**
 * How long ago the factor may have changed, as a share of the energy since it was believed to be another one. What has
 * proved itself for long is not given up for one surprise.
 */
const CHANGED_SHARE = 0.1;
const MAX_CHANGED_VAH = 15;

/** The places of the three quantities in the state. */
const PHASE = 0;
const FACTOR = 1;
const LAG = 2;
type Row = [phase: number, factor: number, lag: number];

/**
 * Estimates the power factor from the index, which counts whole Wh: a Kalman filter of three quantities that belong
 * together.
 *
 * - The phase: by how many Wh the energy is ahead of what the index says. Energy runs on with VA × factor, and each step
 *   of the index tells the phase.
 * - The factor: where the phase comes out lower than expected, it is lower. When the energy must have passed the next
 *   step and the index has not moved, the factor is too high: so the filter reacts without waiting for the step.
 * - The lag: how much older the power of a frame is than its index. It shows where the power changes, and would
 *   otherwise be taken for energy of the new power.
 */
export class IndexFilter {
  readonly #state: Row;
  /** The covariances of the errors; symmetric. */
  #errors: [Row, Row, Row];
  /** The apparent energy since the factor was believed to be another one. */
  #believedVAh = 0;
  /** The apparent energy since the phase was observed last, and the energy that it was expected to be. */
  #sinceVAh = 0;
  #isPhaseTold = false;
  #sinceWh = 0;

  constructor(factor: Belief) {
    this.#state = [UNKNOWN_PHASE.mean, factor.mean, UNKNOWN_LAG.mean];
    this.#errors = [
      [UNKNOWN_PHASE.variance, 0, 0],
      [0, factor.variance, 0],
      [0, 0, UNKNOWN_LAG.variance],
    ];
  }

  get factor(): Belief {
    return { mean: this.#state[FACTOR], variance: this.#errors[FACTOR][FACTOR] };
  }

  /** By how many Wh the energy is ahead of the index; undefined until a step has told it. */
  get phaseWh(): number | undefined {
    return this.#isPhaseTold ? this.#state[PHASE] : undefined;
  }

  /** Goes on with another belief of the factor; phase and lag stay. */
  believe({ mean, variance }: Belief): void {
    this.#state[FACTOR] = mean;
    this.#believedVAh = 0;
    this.#forget(FACTOR, variance);
  }

  /** Forgets the phase, when the index has not been heard for a while, or counts something else. */
  losePhase(): void {
    this.#state[PHASE] = UNKNOWN_PHASE.mean;
    this.#isPhaseTold = false;
    this.#forget(PHASE, UNKNOWN_PHASE.variance);
  }

  /** The power was `va` on the mean for some time. */
  run(va: number, hours: number): void {
    this.#add(va * hours, 0, 0);
    this.#errors[FACTOR][FACTOR] += (DRIFT_AN_HOUR * this.#state[FACTOR]) ** 2 * hours;
  }

  /**
   * The power has changed.
   * @param uncertainVAh the standard deviation of the apparent energy of the time between two samples, in which it did
   */
  change(va: number, uncertainVAh: number): void {
    this.#add(va * this.#state[LAG], this.#state[FACTOR] * va, (this.#state[FACTOR] * uncertainVAh) ** 2);
  }

  /**
   * The index was read.
   * @param stepsWh by how much it has risen since it was read last
   * @param lastVAh the apparent energy since then: the step may have come at any time between
   * @param ageVAh the apparent energy of the time by which what the index says may be older than the frame
   */
  read(stepsWh: number, lastVAh: number, ageVAh: number): void {
    const factor = this.#state[FACTOR];
    this.#state[PHASE] -= stepsWh;
    this.#sinceVAh += lastVAh;
    this.#believedVAh += lastVAh;
    this.#sinceWh += factor * lastVAh;
    const betweenWh = Math.min(1, factor * lastVAh);
    const variance = (factor * ageVAh) ** 2 / 12 + STEP_VARIANCE;
    if (stepsWh > 0 || betweenWh === 1) this.#correct(betweenWh / 2, REPETITION * (variance + betweenWh ** 2 / 12));
    else if (this.#state[PHASE] > 1 && this.#sinceWh >= NEWS_WH) this.#correctOverdue(variance + (betweenWh / 2) ** 2);
  }

  /**
   * Adds energy to the phase.
   * @param byFactor its derivative by the factor, which is the apparent energy
   * @param byLag its derivative by the lag
   * @param variance the variance of its error besides
   */
  #add(byFactor: number, byLag: number, variance: number): void {
    const [phase, factor, lag] = this.#errors;
    this.#state[PHASE] += this.#state[FACTOR] * byFactor;
    const withFactor = phase[FACTOR] + factor[FACTOR] * byFactor + lag[FACTOR] * byLag;
    const withLag = phase[LAG] + factor[LAG] * byFactor + lag[LAG] * byLag;
    phase[PHASE] += (phase[FACTOR] + withFactor) * byFactor + (phase[LAG] + withLag) * byLag + variance;
    phase[FACTOR] = withFactor;
    factor[PHASE] = withFactor;
    phase[LAG] = withLag;
    lag[PHASE] = withLag;
  }

  /**
   * No step has come, so the phase is below 1: the observation that leaves the same moments as a normal distribution
   * that is cut off there.
   * @param resolution the variance of the phase at a step, which no number of steps makes smaller
   */
  #correctOverdue(resolution: number): void {
    const variance = this.#errors[PHASE][PHASE] + resolution;
    const deviation = Math.sqrt(variance);
    const above = (this.#state[PHASE] - 1) / deviation;
    const ratio = hazardRatio(above);
    const rest = 1 - ratio * (ratio - above);
    this.#correct(this.#state[PHASE] - (deviation * ratio) / (1 - rest), (variance * rest) / (1 - rest));
  }

  /** The phase was observed. */
  #correct(phaseWh: number, variance: number): void {
    const surprise = phaseWh - this.#state[PHASE];
    const inexplicable = (surprise / MAX_SURPRISE) ** 2 - this.#errors[PHASE][PHASE] - variance;
    if (inexplicable > 0) this.#doubtFactor(inexplicable);
    const phase = this.#errors[PHASE];
    const gains = phase.map((covariance) => covariance / (phase[PHASE] + variance)) as Row;
    this.#errors = this.#errors.map((row, at) =>
      row.map((error, other) => error - (gains[at] as number) * (phase[other] as number)),
    ) as [Row, Row, Row];
    this.#state[PHASE] += gains[PHASE] * surprise;
    this.#isPhaseTold = true;
    this.#state[FACTOR] = clamped(this.#state[FACTOR] + gains[FACTOR] * surprise, 0, MAX_FACTOR);
    this.#state[LAG] = clamped(this.#state[LAG] + gains[LAG] * surprise, -MAX_LAG, MAX_LAG);
    this.#sinceVAh = 0;
    this.#sinceWh = 0;
  }

  /** The factor has changed some time ago, so that the phase has this variance more. */
  #doubtFactor(phaseVariance: number): void {
    const sinceVAh = Math.max(this.#sinceVAh, Math.min(CHANGED_SHARE * this.#believedVAh, MAX_CHANGED_VAH));
    const variance = Math.min(phaseVariance / sinceVAh ** 2, MAX_CHANGE);
    this.#errors[FACTOR][FACTOR] += variance;
    this.#errors[PHASE][FACTOR] += variance * sinceVAh;
    this.#errors[FACTOR][PHASE] += variance * sinceVAh;
    this.#errors[PHASE][PHASE] += variance * sinceVAh ** 2;
  }

  #forget(quantity: typeof PHASE | typeof FACTOR, variance: number): void {
    for (const other of [PHASE, FACTOR, LAG] as const) {
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
