import { type Belief, combined, observedBetween } from './belief.ts';
import { IndexFilter } from './index-filter.ts';
import { PowerFactors } from './power-factors.ts';

/** A power in VA and an index in Wh that belong together: those of drawn power, or those of given power. */
export interface PowerSample {
  /** The monotonic clock in milliseconds. */
  readonly atMs: number;
  readonly va: number;
  /** Absent when the frame does not carry it. */
  readonly indexWh?: number | undefined;
  /** Whether the power is rounded to 10 VA, as PAPP is; SINSTS and SINSTI are whole VA. */
  readonly isRounded: boolean;
}

export interface PowerEstimate {
  readonly watts: number;
  /** In 19 of 20 estimates the error is smaller. */
  readonly errorW: number;
}

const HOUR_MS = 3_600_000;
/** After a longer time without a power, nothing is known of the energy between. A long frame takes 2.7 s. */
const MAX_GAP_MS = 10_000;
/** The power has changed when it leaves its level by more than this. */
const CHANGE_SHARE = 0.02;
const CHANGE_VA = 12;
const CHANGE_ROUNDED_VA = 20;
/** How fast the level follows small changes, for each sample. */
const LEVEL_GAIN = 0.1;
/** A level that fewer samples show is a moment of switching, or the inrush of a motor. */
const LEAST_SAMPLES = 2;
/**
 * The sampling error of a change of power: it happened anywhere between two samples. As a share of the change times the
 * time between them (the standard deviation of a uniform distribution is 0.29 of its width).
 */
const CHANGE_UNCERTAINTY = 0.29;
/**
 * What is switched on or off where the house has not been before: mostly something that heats (1), or a motor (0.6).
 */
const SWITCHED: Belief = { mean: 0.85, variance: 0.25 ** 2 };
/**
 * The power is known for the first time when its standard deviation is below 3 %, or in a house at rest below 6 % and
 * 3 W.
 */
const KNOWN_SHARE = 0.03;
const KNOWN_SHARE_AT_REST = 0.06;
const KNOWN_W = 3;
/** 19 of 20 errors of a normal distribution are within this many standard deviations. */
const DEVIATIONS = 1.96;
/** The index rises by no more than the apparent energy, but for the rounding and the sampling of both. */
const MAX_EXCESS_WH = 5;
const MAX_EXCESS_SHARE = 0.2;

/** A stretch of time in which the apparent power stays nearly the same. */
interface Level {
  va: number;
  samples: number;
  /** What was believed of the factor when it began. */
  readonly expected: Belief;
}

/**
 * Estimates the active power from the apparent power and from the index of the same energy.
 *
 * As long as the power stays at a level, its power factor comes from the steps of the index (`index-filter.ts`). When the
 * level changes, what the index has shown of the old one is learned for its band of power (`power-factors.ts`), and the
 * new one begins with what its band has shown before.
 */
export class PowerEstimator {
  readonly factors = new PowerFactors();
  readonly #filter = new IndexFilter(this.factors.recall(0));
  #level: Level | undefined;
  /** The level before, once it lasted. */
  #settled: { readonly va: number; readonly factor: Belief } | undefined;
  #last: PowerSample | undefined;
  #lastIndexWh: number | undefined;
  /** The apparent energy since the index was read last. */
  #sinceIndexVAh = 0;
  #isKnown = false;

  /** Takes the next sample. Gives the estimate of its active power; undefined until that is known. */
  take(sample: PowerSample): PowerEstimate | undefined {
    const last = this.#last;
    if (last === undefined || sample.atMs - last.atMs > MAX_GAP_MS) this.#beginAnew(sample);
    else this.#goOn(last, sample);
    this.#last = sample;
    this.#readIndex(sample);
    return this.#estimateOf(sample);
  }

  /** What the index counts has changed, as another of two registers does: the next step says nothing of the last one. */
  losePhase(): void {
    this.#filter.losePhase();
    this.#lastIndexWh = undefined;
  }

  #beginAnew(sample: PowerSample): void {
    if (this.#level) this.#endLevel(this.#level);
    this.#settled = undefined;
    this.losePhase();
    this.#beginLevel(sample.va);
  }

  /** The power between two samples counts half as the one and half as the other. */
  #goOn(last: PowerSample, { atMs, va, isRounded }: PowerSample): void {
    const hours = (atMs - last.atMs) / HOUR_MS;
    const level = this.#level;
    const change = level ? Math.abs(va - level.va) : 0;
    this.#advance((last.va * hours) / 2, 0, hours / 2);
    if (level && change <= Math.max(isRounded ? CHANGE_ROUNDED_VA : CHANGE_VA, CHANGE_SHARE * level.va)) {
      level.va += LEVEL_GAIN * (va - level.va);
      level.samples += 1;
      this.#advance((va * hours) / 2, 0, hours / 2);
      return;
    }
    if (level) this.#endLevel(level);
    this.#beginLevel(va);
    this.#advance((va * hours) / 2, CHANGE_UNCERTAINTY * Math.abs(va - last.va) * hours, hours / 2);
  }

  #advance(vah: number, uncertainVAh: number, hours: number): void {
    this.#sinceIndexVAh += vah;
    this.#filter.advance(vah, uncertainVAh, hours);
  }

  #endLevel({ va, samples, expected }: Level): void {
    if (samples < LEAST_SAMPLES) return;
    const factor = this.#filter.belief;
    const observed = observedBetween(expected, factor);
    if (observed) this.factors.learn(va, observed);
    this.#settled = { va, factor };
  }

  #beginLevel(va: number): void {
    const expected = this.#expectedAt(va);
    this.#filter.believe(expected);
    this.#level = { va, samples: 1, expected };
  }

  /**
   * What the bands tell, and, where they do not tell much, that what ran before goes on, and something was switched on or
   * off beside it.
   */
  #expectedAt(va: number): Belief {
    const recalled = this.factors.recall(va);
    const before = this.#settled;
    if (!before || va <= 0) return recalled;
    const changeVA = va - before.va;
    const watts = before.factor.mean * before.va + SWITCHED.mean * changeVA;
    const variance = before.factor.variance * before.va ** 2 + SWITCHED.variance * changeVA ** 2;
    return combined(recalled, { mean: watts / va, variance: variance / va ** 2 + 1e-5 });
  }

  #readIndex({ indexWh }: PowerSample): void {
    if (indexWh === undefined) return;
    const stepsWh = indexWh - (this.#lastIndexWh ?? indexWh);
    const isPossible = stepsWh >= 0 && stepsWh <= this.#sinceIndexVAh * (1 + MAX_EXCESS_SHARE) + MAX_EXCESS_WH;
    if (!isPossible) this.losePhase();
    else if (this.#lastIndexWh !== undefined) this.#filter.read(stepsWh, this.#sinceIndexVAh);
    this.#lastIndexWh = indexWh;
    this.#sinceIndexVAh = 0;
  }

  #estimateOf({ va, isRounded }: PowerSample): PowerEstimate | undefined {
    const { mean, variance } = this.#filter.belief;
    const deviation = Math.sqrt(variance);
    this.#isKnown ||= deviation < KNOWN_SHARE || (deviation < KNOWN_SHARE_AT_REST && deviation * va < KNOWN_W);
    // 0 VA are 0 W, whatever the factor.
    if (!this.#isKnown && va > 0) return undefined;
    const rounding = isRounded ? 5 : 0.5;
    return { watts: mean * va, errorW: DEVIATIONS * deviation * va + mean * rounding };
  }
}
