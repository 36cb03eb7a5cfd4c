import type { Minute } from '../energy/minute.ts';
import { HOUR_MS } from '../paris-time.ts';
import { type Belief, combined, observedBetween } from './belief.ts';
import { EnergyBalance } from './energy-balance.ts';
import { factorAfterChange, type SettledPower } from './factor-after-change.ts';
import { IndexFilter } from './index-filter.ts';
import { learnFromMinutes } from './minute-lessons.ts';
import { PowerFactors } from './power-factors.ts';

/** What a frame tells of one direction, drawn or given: its power in VA, and the index in Wh that counts its energy. */
export interface PowerSample {
  /** The monotonic clock in milliseconds. */
  readonly atMs: number;
  readonly va: number;
  /** Absent when the frame does not carry it. */
  readonly indexWh?: number | undefined;
  /** Whether the power is rounded to 10 VA, as PAPP is; SINSTS and SINSTI are whole VA. */
  readonly isRounded: boolean;
}

/** The active power of one direction, with the error of the estimate. */
export interface PowerEstimate {
  readonly watts: number;
  /** In 19 of 20 estimates the error is smaller. */
  readonly errorW: number;
}

/** After a longer time without a power, nothing is known of the energy between. The longest frame takes 2.7 s. */
const MAX_GAP_MS = 10_000;
/**
 * No line is so fast. A TCP bridge that has held the line hands over many frames at once, and nobody knows when each was
 * sent: only the first of them is learned from.
 */
const LEAST_INTERVAL_MS = 100;
/** Where the factor is above this, all that draws much heats: there VA are W, which no estimate can better. */
const HEAT_FACTOR = 0.99;
/** The power has changed when it leaves its level by more than both of these. */
const CHANGE_SHARE = 0.04;
const CHANGE_VA = 20;
/** With each sample, the level follows small changes by this share of them. */
const LEVEL_GAIN = 0.1;
/** A level that fewer samples show is a moment of switching, or the inrush of a motor. */
const LEAST_SAMPLES = 2;
/** A power is the mean of a second (54E), and frames come up to a twentieth of a second too early or too late. */
const SECOND_H = 1000 / HOUR_MS;
const JITTER_H = 50 / HOUR_MS;
/**
 * Where frames come less often than each second, a change may have come at any moment of the time that none of them
 * measures: the standard deviation of a uniform distribution is 0.29 of its width.
 */
const UNIFORM_DEVIATION = 0.29;
/**
 * W are told once the standard deviation of the factor is below 0.015, or below 0.06 where that is less than 3 W, as in a
 * house at rest. From then on they are always told, with the error that they have.
 */
const KNOWN_SHARE = 0.015;
const KNOWN_SHARE_AT_REST = 0.06;
const KNOWN_W = 3;
/** After the journal has taught the bands, this is enough: a band never tells as much as a power that lasts. */
const KNOWN_BY_BAND = 0.1;
/**
 * 19 of 20 errors are within this many standard deviations, in ten simulated houses (docs/performance.md). Those of a
 * normal distribution are within 1.96, but the errors of steps that follow each other are alike.
 */
const DEVIATIONS = 2.4;
/** Small things are switched within a level, unseen: the error of W is at least this share of them. */
const UNSEEN_SHARE = 0.02;
/** An index that rises by more than the apparent energy is wrong, but for this much, by rounding and sampling. */
const MAX_EXCESS_WH = 5;
const MAX_EXCESS_SHARE = 0.2;

/** A stretch of time in which the apparent power stays nearly the same. */
interface Level {
  va: number;
  samples: number;
  /** What was believed of the factor when the level began. */
  readonly expected: Belief;
}

/**
 * Estimates the active power from the apparent power and from the index of the same energy.
 *
 * As long as the power stays at a level, its power factor comes from the steps of the index (`index-filter.ts`). When the
 * level ends, what the index has shown in it is learned for its band of power (`power-factors.ts`). The next level begins
 * with what its band has shown before, and with what the change itself tells (`factor-after-change.ts`). What was told
 * wrong until the index has shown it is made good in the minutes after (`energy-balance.ts`).
 *
 * Where no comment derives a constant, here or in those files, it is the one with which ten simulated houses came out best
 * (DECISIONS.md).
 */
export class PowerEstimator {
  readonly #factors = new PowerFactors();
  readonly #filter = new IndexFilter(this.#factors.recall(0));
  readonly #balance = new EnergyBalance();
  #level: Level | undefined;
  #settled: SettledPower | undefined;
  #last: PowerSample | undefined;
  #lastIndexWh: number | undefined;
  /** The apparent energy since the index was read last. */
  #sinceIndexVAh = 0;
  #isKnown = false;
  /** Whether the journal has taught the bands. */
  #isTaught = false;

  /** Takes the next sample. Gives the estimate of its active power; undefined until that is known. */
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

  /** Learns from minutes of the journal. While W are unknown, the level then begins again with what they have taught. */
  learn(minutes: readonly Minute[]): void {
    if (minutes.length === 0) return;
    learnFromMinutes(minutes, this.#factors);
    this.#isTaught = true;
    if (this.#level && !this.#isKnown) this.#beginLevel(this.#level.va);
  }

  /** The index counts something else from now on, as another register does: how much it has not counted yet is unknown. */
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

  /** The power between two samples is that of the one for half of the time, and that of the other for the rest. */
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
    // How much was uncounted at the first index, or at one that contradicts the power, is unknown.
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

/** A frame with each second has the mean of all that was drawn since the frame before. */
function isEverySecond(hours: number): boolean {
  return hours < 1.1 * SECOND_H;
}
