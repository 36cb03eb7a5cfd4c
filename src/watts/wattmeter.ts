import type { Minute } from '../energy/minute.ts';
import type { Reading } from '../reading/reading.ts';
import { type PowerEstimate, PowerEstimator } from './power-estimator.ts';
import { withSurplus } from './surplus.ts';

/** Adds the active power, and the surplus, to the readings of one meter. */
export interface Wattmeter {
  /** The same reading, with its active power if that is known. Readings must be passed in order. */
  measure(reading: Reading): Reading;
  /** Learns from minutes of the journal, oldest first. All of them are older than the readings that were measured. */
  learn(minutes: readonly Minute[]): void;
}

/** @param powerFactor W per VA, or `auto` to learn it */
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

/** The two estimators of one meter: one for imported power, one for exported power. */
interface Estimators {
  readonly address: string;
  readonly drawn: PowerEstimator;
  readonly given: PowerEstimator;
}

/** Learns the power factor. If the address changes, it is another meter, and everything learned is forgotten. */
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
      // Each register rounds its own energy down, so in each period a different fraction of a Wh is missing in their sum.
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

/** Both directions take each reading: the one without flow has 0 VA, and its index does not change. */
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
 * The net power in VA: positive if the house imports, negative if it exports. A meter sends 0 for the one while it counts the other. Only
 * standard mode has the exported power, so there, 0 VA imported means nothing if the exported power may be among the refused groups.
 */
function netPowerVA({ apparentPowerVA, injectedPowerVA, frame }: Reading): number | undefined {
  if (injectedPowerVA) return -injectedPowerVA;
  const mayHideInjection = frame.mode === 'standard' && injectedPowerVA === undefined && frame.refused > 0;
  return apparentPowerVA === 0 && mayHideInjection ? undefined : apparentPowerVA;
}

/** Tenths of a W are more precise than any estimate, and take half as much room in the journal as all digits. */
function roundedToTenth(watts: number): number {
  // Avoids -0, which would be displayed with its sign.
  return Math.round(watts * 10) / 10 + 0;
}
