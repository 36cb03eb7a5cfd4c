import { HOUR_MS } from '../base/paris-time.ts';
import type { Minute } from '../energy/minute.ts';
import { type Belief, combined, observedBetween } from './belief.ts';
import { EnergyBalance } from './energy-balance.ts';
import { factorAfterChange, type SettledPower } from './factor-after-change.ts';
import { IndexFilter } from './index-filter.ts';
import { learnFromMinutes } from './minute-lessons.ts';
import { PowerFactors } from './power-factors.ts';

/** The values of a frame for one direction, imported or exported: its power in VA, and the index in Wh that counts its energy. */
export interface PowerSample {
  /** The monotonic clock in milliseconds. */
  readonly atMs: number;
  readonly va: number;
  /** Absent if the frame does not contain it. */
  readonly indexWh?: number;
  /** Whether the power is rounded to 10 VA, as PAPP is; SINSTS and SINSTI are whole VA. */
  readonly isRounded: boolean;
}

/** The active power of one direction, with the error of the estimate. */
export interface PowerEstimate {
  readonly watts: number;
  /** 95 % of the errors are smaller than this. */
  readonly errorW: number;
}

/** After a longer time without a power, nothing is known about the energy in between. The longest frame takes 2.7 s. */
const MAX_GAP_MS = 10_000;
/**
 * Frames cannot follow each other faster on a line. A TCP bridge that has buffered the line delivers many frames at once, and it is unknown
 * when each was sent: only the first of them is learned from.
 */
const LEAST_INTERVAL_MS = 100;
/** Above this factor, everything that draws much power is a heater: VA equal W there, and no estimate can improve on that. */
const HEAT_FACTOR = 0.99;
/** The power has changed if it differs from its level by more than both of these. */
const CHANGE_SHARE = 0.04;
const CHANGE_VA = 20;
/** With each sample, the level follows small changes by this share. */
const LEVEL_GAIN = 0.1;
/** A level with fewer samples is a moment of switching, or the inrush of a motor. */
const LEAST_SAMPLES = 2;
/** A power is the mean of a second (54E), and frames arrive up to a twentieth of a second early or late. */
const SECOND_H = 1000 / HOUR_MS;
const JITTER_H = 50 / HOUR_MS;
/**
 * If frames come less often than every second, a change may have come at any moment of the time that none of them measures: the standard
 * deviation of a uniform distribution is 0.29 of its width.
 */
const UNIFORM_DEVIATION = 0.29;
/**
 * W are reported once the standard deviation of the factor is below 0.015, or below 0.06 if that is less than 3 W, as in a house at rest.
 * From then on they are always reported, with their error.
 */
const KNOWN_SHARE = 0.015;
const KNOWN_SHARE_AT_REST = 0.06;
const KNOWN_W = 3;
/** Once the bands were learned from the journal, this is enough: a band never provides as much information as a power that lasts. */
const KNOWN_BY_BAND = 0.1;
/**
 * 95 % of the errors are within this many standard deviations, in ten simulated houses (docs/performance.md). Those of a normal
 * distribution are within 1.96, but the errors of successive steps are correlated.
 */
const DEVIATIONS = 2.4;
/** Small appliances are switched within a level, unnoticed: the error of W is at least this share of them. */
const UNSEEN_SHARE = 0.02;
/** An index that rises by more than the apparent energy is wrong, except for this tolerance for rounding and sampling. */
const MAX_EXCESS_WH = 5;
const MAX_EXCESS_SHARE = 0.2;

/** A span of time in which the apparent power stays nearly the same. */
interface Level {
  va: number;
  samples: number;
  /** The belief about the factor when the level began. */
  readonly expected: Belief;
}

/**
 * Estimates the active power from the apparent power and from the index of the same energy.
 * As long as the power stays at a level, its power factor comes from the steps of the index (`index-filter.ts`). When the level ends, the
 * factor that the index has shown is learned for its band of power (`power-factors.ts`). The next level begins with what is known about its
 * band, and with what follows from the change itself (`factor-after-change.ts`). The error of what was reported until the index showed the
 * new factor is made up for in the following minutes (`energy-balance.ts`).
 *
 * If no comment derives a constant, here or in those files, it is the value with the best results in ten simulated houses (DECISIONS.md).
 */
export class PowerEstimator {
  readonly #factors = new PowerFactors();
  readonly #filter = new IndexFilter(this.#factors.recall(0));
  readonly #balance = new EnergyBalance();
  #level: Level | undefined;
  #settled: SettledPower | undefined;
  #last: PowerSample | undefined;
  #lastIndexWh: number | undefined;
  /** The apparent energy since the last index. */
  #sinceIndexVAh = 0;
  #isKnown = false;
  /** Whether the bands were learned from the journal. */
  #isTaught = false;

  /** Takes the next sample. Returns the estimate of its active power; undefined until it is known. */
  take(sample: PowerSample): PowerEstimate | undefined {
    const last = this.#last;
    const elapsedMs = last ? sample.atMs - last.atMs : Number.POSITIVE_INFINITY;
    if (elapsedMs < LEAST_INTERVAL_MS) return this.#estimateOf(sample, 0);
    this.#last = sample;
    const hours = elapsedMs / HOUR_MS;
    if (last === undefined || elapsedMs > MAX_GAP_MS) this.#beginAnew(sample.va);
    else this.#goOn(last.va, sample, hours);
    this.#readIndex(sample, hours);
    return this.#estimateOf(sample, hours);
  }

  /** Learns from minutes of the journal. If W are not known yet, the level begins again with what was learned. */
  learn(minutes: readonly Minute[]): void {
    if (minutes.length === 0) return;
    learnFromMinutes(minutes, this.#factors);
    this.#isTaught = true;
    if (this.#level && !this.#isKnown) this.#beginLevel(this.#level.va);
  }

  /**
   * To be called when the index counts something else from now on, such as another register: it is then unknown how much it has not counted
   * yet.
   */
  forgetUncounted(): void {
    this.#filter.forgetUncounted();
    this.#balance.lose();
    this.#lastIndexWh = undefined;
  }

  #beginAnew(va: number): void {
    if (this.#level) this.#endLevel(this.#level);
    this.#settled = undefined;
    this.forgetUncounted();
    this.#beginLevel(va);
  }

  /** Between two samples, the power is assumed to be that of the first for half of the time, and that of the second for the rest. */
  #goOn(lastVA: number, { va }: PowerSample, hours: number): void {
    this.#run(lastVA, hours / 2);
    const level = this.#level;
    if (level && Math.abs(va - level.va) <= Math.max(CHANGE_VA, CHANGE_SHARE * level.va)) {
      level.va += LEVEL_GAIN * (va - level.va);
      level.samples += 1;
    } else {
      if (level) this.#endLevel(level);
      this.#beginLevel(va);
    }
    const unseenH = Math.hypot(JITTER_H, UNIFORM_DEVIATION * Math.max(0, hours - SECOND_H));
    this.#filter.change(va - lastVA, Math.abs(va - lastVA) * unseenH);
    this.#run(va, hours / 2);
  }

  #run(va: number, hours: number): void {
    this.#sinceIndexVAh += va * hours;
    this.#filter.run(va, hours);
  }

  #endLevel({ va, samples, expected }: Level): void {
    if (samples < LEAST_SAMPLES) return;
    const { factor } = this.#filter;
    const observed = va > 0 ? observedBetween(expected, factor) : undefined;
    if (observed) this.#factors.learn(va, observed);
    this.#settled = va > 0 ? settledPower(va, factor) : undefined;
  }

  #beginLevel(va: number): void {
    const recalled = this.#factors.recall(va);
    const expected = this.#settled && va > 0 ? combined(recalled, factorAfterChange(this.#settled, va)) : recalled;
    this.#filter.believe(expected);
    this.#level = { va, samples: 1, expected };
  }

  #readIndex({ indexWh, va }: PowerSample, hours: number): void {
    if (indexWh === undefined) return;
    const stepsWh = this.#lastIndexWh === undefined ? undefined : indexWh - this.#lastIndexWh;
    const mostWh = this.#sinceIndexVAh * (1 + MAX_EXCESS_SHARE) + MAX_EXCESS_WH;
    // At the first index, or at one that contradicts the power, it is unknown how much was uncounted.
    if (stepsWh === undefined || stepsWh < 0 || stepsWh > mostWh) this.forgetUncounted();
    else this.#filter.read(stepsWh, this.#sinceIndexVAh, isEverySecond(hours) ? 0 : va * SECOND_H);
    this.#lastIndexWh = indexWh;
    this.#sinceIndexVAh = 0;
  }

  #estimateOf({ va, isRounded }: PowerSample, hours: number): PowerEstimate | undefined {
    const { mean, variance } = this.#filter.factor;
    const deviation = Math.sqrt(variance);
    this.#isKnown ||= deviation < KNOWN_SHARE || (deviation < KNOWN_SHARE_AT_REST && deviation * va < KNOWN_W);
    this.#isKnown ||= this.#isTaught && deviation < KNOWN_BY_BAND;
    // 0 VA are 0 W, whatever the factor.
    if (!this.#isKnown && va > 0) return undefined;
    const estimatedW = (mean > HEAT_FACTOR ? 1 : mean) * va;
    const watts = this.#balance.powerToTell(estimatedW, va);
    const { uncountedWh } = this.#filter;
    if (this.#lastIndexWh === undefined || uncountedWh === undefined) this.#balance.lose();
    else this.#balance.account(this.#lastIndexWh + uncountedWh, watts, hours);
    const roundingW = mean * (isRounded ? 5 : 0.5);
    const randomW = Math.hypot(DEVIATIONS * deviation * va, UNSEEN_SHARE * watts, roundingW);
    return { watts, errorW: randomW + Math.abs(watts - mean * va) };
  }
}

function settledPower(va: number, { mean, variance }: Belief): SettledPower {
  return { va, watts: Math.min(mean, 1) * va, variance: variance * va ** 2 };
}

/** If there is a frame every second, its power is the mean of all that was drawn since the previous frame. */
function isEverySecond(hours: number): boolean {
  return hours < 1.1 * SECOND_H;
}
