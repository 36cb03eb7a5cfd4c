import type { Reading } from '../reading.ts';

/** A minute of the journal, from which the power factor is learned after a restart. */
export interface LearnedMinute {
  /** When the minute began, in milliseconds since 1970. */
  readonly atMs: number;
  /** How many readings of the minute have a power. */
  readonly count: number;
  /** The mean, least and greatest power drawn in that minute. */
  readonly meanVA?: number;
  readonly leastVA?: number;
  readonly greatestVA?: number;
  /** The energy drawn since the last frame of the minute before. */
  readonly energyWh?: number;
}

/** Adds the active power to the readings of one meter. */
export interface Wattmeter {
  /** The same reading with what is known of its active power. Readings come in their order. */
  measure(reading: Reading): Reading;
  /** Learns from stored minutes, oldest first, which are older than all readings that were measured. */
  learn(minutes: readonly LearnedMinute[]): void;
}

/** @param powerFactor W for each VA, or `auto` to learn it */
export function createWattmeter(powerFactor: 'auto' | number): Wattmeter {
  const factor = powerFactor === 'auto' ? 1 : powerFactor;
  return {
    measure(reading) {
      const netVA = netPowerVA(reading);
      return netVA === undefined ? reading : { ...reading, activePowerW: netVA * factor };
    },
    learn() {},
  };
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
