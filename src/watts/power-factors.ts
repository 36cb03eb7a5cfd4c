import { type Belief, combined } from './belief.ts';

/** Before anything is learned: electronics at rest have a power factor of 0.5 to 0.7, motors 0.6 to 0.9, and heaters 1. */
const UNKNOWN: Belief = { mean: 0.8, variance: 0.2 ** 2 };
/** The width of a band, as a logarithm: the middle of each band has 5 % more VA than that of the previous one. */
const BAND_WIDTH = Math.log(1.05);
/** All powers below this are in the lowest band: whatever their factor, the error is at most a few W. */
const LEAST_VA = 20;
/** By how much the factors of two bands differ, as a standard deviation per unit of the logarithm between them. */
const DEVIATION_BY_DISTANCE = 0.5;
/** How far away, as a logarithm, a band is still used: up to 3.3 times the power. */
const MAX_DISTANCE = 1.2;
/** The minimum by which the factor is expected to differ from one time in a band to the next, as a variance. */
const LEAST_SPREAD = 0.0027 ** 2;
const GREATEST_SPREAD = 0.3 ** 2;
/** The spread moves towards the observed one by this share, and by less if the observation is uncertain. */
const SPREAD_GAIN = 0.2;
/**
 * How fast a band forgets: each time it learns, its variance first grows by this, and by a tenth of its spread. So a factor that has
 * changed permanently is learned again, sooner if the observations are certain.
 */
const FORGETTING = 1e-5;

interface Band {
  mean: number;
  /** The variance of `mean`. */
  variance: number;
  /** By how much the factor differs from one time in the band to the next, as a variance: the band may contain different appliances. */
  spread: number;
}

/** The power factors observed in a house, by band of apparent power: from 96 to 100 VA, for example. */
export class PowerFactors {
  readonly #bands = new Map<number, Band>();

  /** The power factor that is expected at `va`, according to the bands around it. */
  recall(va: number): Belief {
    const at = Math.log(Math.max(va, LEAST_VA)) / BAND_WIDTH;
    let weights = 0;
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [number, { mean, variance, spread }] of this.#bands) {
      const distance = Math.abs(number - at) * BAND_WIDTH;
      if (distance > MAX_DISTANCE) continue;
      const uncertain = variance + spread + (DEVIATION_BY_DISTANCE * distance) ** 2;
      // Squared, so that distant and uncertain bands, which often contain other appliances, have almost no weight.
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

/** A Kalman filter of one quantity, the mean. Its noise, the spread, is learned as well. */
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
