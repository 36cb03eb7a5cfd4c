import { type Belief, combined } from './belief.ts';

/**
 * Before anything is learned: electronics at rest have a power factor of 0.5 to 0.7, motors 0.6 to 0.9, and whatever
 * heats has 1.
 */
const UNKNOWN: Belief = { mean: 0.8, variance: 0.2 ** 2 };
/** The width of a band, as a logarithm: the middle of each has 5 % more VA than that of the one before. */
const BAND_WIDTH = Math.log(1.05);
/** All powers below this are in the lowest band: whatever their factor, the error is a few W at most. */
const LEAST_VA = 20;
/** By how much the factors of two bands differ, as a standard deviation, for each unit of the logarithm between them. */
const DEVIATION_BY_DISTANCE = 0.5;
/** How far away, as a logarithm, a band still tells something: up to 3.3 times the power. */
const MAX_DISTANCE = 1.2;
/** The least by which the factor is expected to differ from one time in a band to the next, as a variance. */
const LEAST_SPREAD = 0.0027 ** 2;
const GREATEST_SPREAD = 0.3 ** 2;
/** The spread goes this share of the way to what was observed, and less where the observation is uncertain. */
const SPREAD_GAIN = 0.2;
/**
 * How fast a band forgets: each time that it learns, its variance first grows by this, and by a tenth of its spread. So a
 * factor that has changed for good is learned anew, sooner where the observations are certain.
 */
const FORGETTING = 1e-5;

interface Band {
  mean: number;
  /** The variance of `mean`. */
  variance: number;
  /** How the factor differs from one time in the band to the next, as a variance: it may hold different appliances. */
  spread: number;
}

/** The power factors that a house has shown, by band of apparent power: from 96 to 100 VA, for example. */
export class PowerFactors {
  readonly #bands = new Map<number, Band>();

  /** What is expected of the power factor at `va`, as far as the bands around it tell. */
  recall(va: number): Belief {
    const at = Math.log(Math.max(va, LEAST_VA)) / BAND_WIDTH;
    let weights = 0;
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [number, { mean, variance, spread }] of this.#bands) {
      const distance = Math.abs(number - at) * BAND_WIDTH;
      if (distance > MAX_DISTANCE) continue;
      const uncertain = variance + spread + (DEVIATION_BY_DISTANCE * distance) ** 2;
      // Squared, so that far and uncertain bands, which often hold other appliances, count for next to nothing.
      const weight = 1 / uncertain ** 2;
      weights += weight;
      sum += weight * mean;
      least = Math.min(least, uncertain);
    }
    return weights === 0 ? UNKNOWN : combined(UNKNOWN, { mean: sum / weights, variance: least });
  }

  /** Learns that a power factor was observed at `va`. */
  learn(va: number, observed: Belief): void {
    const number = Math.round(Math.log(Math.max(va, LEAST_VA)) / BAND_WIDTH);
    const band = this.#bands.get(number);
    if (band) refine(band, observed);
    else this.#bands.set(number, { ...observed, spread: LEAST_SPREAD });
  }
}

/** A Kalman filter of one quantity, the mean. Its noise, the spread, is learned beside it. */
function refine(band: Band, observed: Belief): void {
  const surprise = observed.mean - band.mean;
  const unexplained = surprise ** 2 - observed.variance - band.variance;
  const trust = band.spread / (band.spread + observed.variance);
  const spread = band.spread + SPREAD_GAIN * trust * (unexplained - band.spread);
  const variance = band.variance + band.spread / 10 + FORGETTING;
  const gain = variance / (variance + observed.variance + band.spread / 2);
  band.spread = Math.min(Math.max(spread, LEAST_SPREAD), GREATEST_SPREAD);
  band.mean += gain * surprise;
  band.variance = variance * (1 - gain);
}
