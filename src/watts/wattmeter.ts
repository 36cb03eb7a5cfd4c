import type { Reading } from '../reading.ts';
import type { LearnedMinute } from './minute-lessons.ts';
import { type PowerEstimate, PowerEstimator } from './power-estimator.ts';
import { withSurplus } from './surplus.ts';

/** Adds the active power, and the surplus, to the readings of one meter. */
export interface Wattmeter {
  /** The same reading with what is known of its active power. Readings come in their order. */
  measure(reading: Reading): Reading;
  /** Learns from minutes of the journal, oldest first. All of them are older than the readings that were measured. */
  learn(minutes: readonly LearnedMinute[]): void;
}

/** @param powerFactor W for each VA, or `auto` to learn it */
export function createWattmeter(powerFactor: 'auto' | number): Wattmeter {
  const wattmeter = powerFactor === 'auto' ? learningWattmeter() : fixedWattmeter(powerFactor);
  return { ...wattmeter, measure: (reading) => withSurplus(wattmeter.measure(reading)) };
}

function fixedWattmeter(powerFactor: number): Wattmeter {
  return {
    measure(reading) {
      const netVA = netPowerVA(reading);
      return netVA === undefined ? reading : { ...reading, activePowerW: roundedToTenth(netVA * powerFactor) };
    },
    learn() {},
  };
}

/** The two estimators of one meter: one for the power that the house draws, one for the power that it gives. */
interface Estimators {
  readonly address: string;
  readonly drawn: PowerEstimator;
  readonly given: PowerEstimator;
  isGiving: boolean;
}

/** Learns the power factor. Another address is another meter: then it forgets what it has learned. */
function learningWattmeter(): Wattmeter {
  let minutesToLearn: readonly LearnedMinute[] = [];
  let estimators: Estimators | undefined;
  let tariff: string | undefined;

  function begin(address: string): Estimators {
    const begun = { address, drawn: new PowerEstimator(), given: new PowerEstimator(), isGiving: false };
    teach(begun, minutesToLearn);
    minutesToLearn = [];
    return begun;
  }

  return {
    measure(reading) {
      const { frame } = reading;
      if (estimators?.address !== frame.address) estimators = begin(frame.address);
      // Each register rounds its own energy down, so another part of a Wh is missing in their sum in each period.
      const isOtherPeriod = reading.tariff !== undefined && reading.tariff !== tariff;
      if (frame.mode === 'historique' && isOtherPeriod) estimators.drawn.forgetUncounted();
      tariff = reading.tariff ?? tariff;
      const estimate = netEstimate(reading, estimators);
      if (!estimate) return reading;
      const { watts, errorW } = estimate;
      return { ...reading, activePowerW: roundedToTenth(watts), activePowerErrorW: roundedToTenth(errorW) };
    },
    learn(minutes) {
      if (estimators) teach(estimators, minutes);
      else minutesToLearn = minutes;
    },
  };
}

function teach({ drawn, given }: Estimators, minutes: readonly LearnedMinute[]): void {
  drawn.learn(minutes);
  given.learn(minutes.flatMap(({ atMs, given }) => (given ? [{ atMs, ...given }] : [])));
}

function netEstimate(reading: Reading, estimators: Estimators): PowerEstimate | undefined {
  const { monotonicMs: atMs, apparentPowerVA, injectedPowerVA, importedWh, exportedWh, frame } = reading;
  const isRounded = frame.mode === 'historique';
  const sampleOf = (va: number | undefined, indexWh: number | undefined) =>
    va === undefined ? undefined : { atMs, va, indexWh, isRounded };
  const drawn = { estimator: estimators.drawn, sample: sampleOf(apparentPowerVA, importedWh) };
  const given = { estimator: estimators.given, sample: sampleOf(injectedPowerVA, exportedWh) };
  const netVA = netPowerVA(reading);
  const isGiving = netVA === undefined || netVA === 0 ? estimators.isGiving : netVA < 0;

  // The direction that has ended comes first: the other one goes on from it.
  const [ended, flowing] = isGiving ? [drawn, given] : [given, drawn];
  if (ended.sample) ended.estimator.take(ended.sample);
  if (isGiving !== estimators.isGiving) flowing.estimator.turn(ended.estimator.settled);
  estimators.isGiving = isGiving;
  const estimate = flowing.sample && flowing.estimator.take(flowing.sample);
  if (netVA === undefined || !estimate) return undefined;
  return isGiving ? { ...estimate, watts: -estimate.watts } : estimate;
}

/**
 * The power that the house draws, or as a negative number the power that it injects, in VA. A meter sends 0 for the one
 * while it counts the other, so in standard mode, which alone has the injected power, 0 VA drawn says nothing when that may be
 * among the refused groups.
 */
function netPowerVA({ apparentPowerVA, injectedPowerVA, frame }: Reading): number | undefined {
  if (injectedPowerVA) return -injectedPowerVA;
  const mayHideInjection = frame.mode === 'standard' && injectedPowerVA === undefined && frame.refused > 0;
  return apparentPowerVA === 0 && mayHideInjection ? undefined : apparentPowerVA;
}

/** Tenths of a W are finer than any error, and half as long in the journal as all digits. */
function roundedToTenth(watts: number): number {
  // Never -0, which would be shown with its sign.
  return Math.round(watts * 10) / 10 + 0;
}
