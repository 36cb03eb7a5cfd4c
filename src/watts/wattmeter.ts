import type { Reading } from '../reading.ts';
import { type LearnedMinute, learnFromMinutes } from './minute-lessons.ts';
import { type PowerEstimate, PowerEstimator } from './power-estimator.ts';
import { withSurplus } from './surplus.ts';

/** Adds the active power, and the surplus, to the readings of one meter. */
export interface Wattmeter {
  /** The same reading with what is known of its active power. Readings come in their order. */
  measure(reading: Reading): Reading;
  /** Learns from stored minutes, oldest first, which are older than all readings that were measured. */
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
      return netVA === undefined ? reading : { ...reading, activePowerW: netVA * powerFactor };
    },
    learn() {},
  };
}

/** The estimators of one meter, of the power that it counts as drawn and of the power that it counts as given. */
interface Estimators {
  readonly address: string;
  readonly drawn: PowerEstimator;
  readonly given: PowerEstimator;
}

/** Forgets all that it has learned when another meter answers. */
function learningWattmeter(): Wattmeter {
  let lessons: readonly LearnedMinute[] = [];
  let estimators: Estimators | undefined;
  let tariff: string | undefined;

  function begin(address: string): Estimators {
    const begun = { address, drawn: new PowerEstimator(), given: new PowerEstimator() };
    learnFromMinutes(lessons, begun.drawn.factors);
    learnFromMinutes(givenIn(lessons), begun.given.factors);
    lessons = [];
    return begun;
  }

  return {
    measure(reading) {
      const { frame } = reading;
      if (estimators?.address !== frame.address) estimators = begin(frame.address);
      // Each register rounds its own energy down, so the sum of them has another phase in another period.
      if (frame.mode === 'historique' && reading.tariff !== tariff) estimators.drawn.losePhase();
      tariff = reading.tariff ?? tariff;
      const estimate = netEstimate(reading, estimators);
      return estimate ? { ...reading, activePowerW: estimate.watts, activePowerErrorW: estimate.errorW } : reading;
    },
    learn(minutes) {
      // What the few readings since the start have taught is little beside two days.
      lessons = minutes;
      if (estimators) estimators = begin(estimators.address);
    },
  };
}

function givenIn(minutes: readonly LearnedMinute[]): readonly LearnedMinute[] {
  return minutes.flatMap(({ atMs, given }) => (given ? [{ atMs, ...given }] : []));
}

function netEstimate(reading: Reading, { drawn, given }: Estimators): PowerEstimate | undefined {
  const { monotonicMs: atMs, apparentPowerVA, injectedPowerVA, importedWh, exportedWh, frame } = reading;
  const isRounded = frame.mode === 'historique';
  const drawnNow =
    apparentPowerVA === undefined
      ? undefined
      : drawn.take({ atMs, va: apparentPowerVA, indexWh: importedWh, isRounded });
  const givenNow =
    injectedPowerVA === undefined
      ? undefined
      : given.take({ atMs, va: injectedPowerVA, indexWh: exportedWh, isRounded });
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
