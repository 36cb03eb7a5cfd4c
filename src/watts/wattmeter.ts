import type { Minute } from '../energy/minute.ts';
import type { Reading } from '../reading.ts';
import { type PowerEstimate, PowerEstimator } from './power-estimator.ts';
import { withSurplus } from './surplus.ts';

/** Adds the active power, and the surplus, to the readings of one meter. */
export interface Wattmeter {
  /** The same reading with what is known of its active power. Readings come in their order. */
  measure(reading: Reading): Reading;
  /** Learns from minutes of the journal, oldest first. All of them are older than the readings that were measured. */
  learn(minutes: readonly Minute[]): void;
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
}

/** Learns the power factor. Another address is another meter: then it forgets what it has learned. */
function learningWattmeter(): Wattmeter {
  let minutesToLearn: readonly Minute[] = [];
  let estimators: Estimators | undefined;
  let tariff: string | undefined;

  function begin(address: string): Estimators {
    const begun = { address, drawn: new PowerEstimator(), given: new PowerEstimator() };
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

function teach({ drawn, given }: Estimators, minutes: readonly Minute[]): void {
  drawn.learn(minutes);
  given.learn(minutes.flatMap(({ atMs, given }) => (given ? [{ atMs, ...given }] : [])));
}

/** Both directions take each reading: the one that does not flow has 0 VA, and its index stands still. */
function netEstimate(reading: Reading, { drawn, given }: Estimators): PowerEstimate | undefined {
  const { monotonicMs: atMs, apparentPowerVA, injectedPowerVA, importedWh, exportedWh, frame } = reading;
  const isRounded = frame.mode === 'historique';
  const estimateOf = (estimator: PowerEstimator, va: number | undefined, indexWh: number | undefined) =>
    va === undefined ? undefined : estimator.take({ atMs, va, indexWh, isRounded });
  const drawnNow = estimateOf(drawn, apparentPowerVA, importedWh);
  const givenNow = estimateOf(given, injectedPowerVA, exportedWh);
  const netVA = netPowerVA(reading);
  if (netVA === undefined) return undefined;
  return netVA < 0 ? givenNow && { ...givenNow, watts: -givenNow.watts } : drawnNow;
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
