import type { Belief } from './belief.ts';

/** No power factor is below 0, and in a stretch of steady power it drifts by this standard deviation in an hour. */
const DRIFT_AN_HOUR = 0.03;
/** A phase of which nothing is known lies anywhere between two steps of the index: the moments of that distribution. */
const UNKNOWN_PHASE: Belief = { mean: 0.5, variance: 1 / 12 };
/** The error of the moment of a step, besides the time between two frames, in Wh². */
const STEP_VARIANCE = 1e-4;
/** The same for a step that is overdue. */
const OVERDUE_VARIANCE = 0.03 ** 2;

/**
 * Estimates the power factor from the index, which counts whole Wh: a Kalman filter of two quantities that belong
 * together, the power factor, and the phase: by how many Wh the energy is ahead of what the index says. Energy runs on
 * with VA × factor. When the index steps the phase is known, and a phase that was expected to be higher means that the
 * factor is lower. When the energy must have passed the next step and the index has not moved, the factor is too high:
 * so the filter reacts without waiting for the step.
 *
 * It always holds that 0 ≤ factor ≤ 1.
 */
export class IndexFilter {
  #factor: number;
  #factorVariance: number;
  #phaseWh = UNKNOWN_PHASE.mean;
  #phaseVariance = UNKNOWN_PHASE.variance;
  #covariance = 0;

  constructor(belief: Belief) {
    this.#factor = clamped(belief.mean);
    this.#factorVariance = belief.variance;
  }

  get belief(): Belief {
    return { mean: this.#factor, variance: this.#factorVariance };
  }

  /** Goes on with another belief of the factor; the phase stays. */
  believe({ mean, variance }: Belief): void {
    this.#factor = clamped(mean);
    this.#factorVariance = variance;
    this.#covariance = 0;
  }

  /** Forgets the phase, when the index has not been heard for a while, or counts something else. */
  losePhase(): void {
    this.#phaseWh = UNKNOWN_PHASE.mean;
    this.#phaseVariance = UNKNOWN_PHASE.variance;
    this.#covariance = 0;
  }

  /**
   * Some energy has flown.
   * @param vah its apparent energy
   * @param uncertainVAh the standard deviation of that
   * @param hours the time that it took
   */
  advance(vah: number, uncertainVAh: number, hours: number): void {
    this.#phaseWh += this.#factor * vah;
    this.#phaseVariance +=
      2 * this.#covariance * vah + this.#factorVariance * vah ** 2 + (this.#factor * uncertainVAh) ** 2;
    this.#covariance += this.#factorVariance * vah;
    this.#factorVariance += (DRIFT_AN_HOUR * this.#factor) ** 2 * hours;
  }

  /**
   * The index was read.
   * @param stepsWh by how much it has risen since it was read last
   * @param lastVAh the apparent energy since then: the step may have come at any time between
   */
  read(stepsWh: number, lastVAh: number): void {
    this.#phaseWh -= stepsWh;
    const sinceStepWh = Math.min(1, this.#factor * lastVAh);
    if (stepsWh > 0 || sinceStepWh === 1) this.#correct(sinceStepWh / 2, sinceStepWh ** 2 / 12 + STEP_VARIANCE);
    else if (this.#phaseWh > 1) this.#correct(1, OVERDUE_VARIANCE);
  }

  #correct(phaseWh: number, variance: number): void {
    const total = this.#phaseVariance + variance;
    const error = phaseWh - this.#phaseWh;
    const phaseGain = this.#phaseVariance / total;
    const factorGain = this.#covariance / total;
    this.#phaseWh += phaseGain * error;
    this.#factor = clamped(this.#factor + factorGain * error);
    this.#factorVariance -= factorGain * this.#covariance;
    this.#covariance *= 1 - phaseGain;
    this.#phaseVariance *= 1 - phaseGain;
  }
}

function clamped(factor: number): number {
  return Math.min(1, Math.max(0, factor));
}
