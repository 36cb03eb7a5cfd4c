import { meanV, mostLoadedA, type Reading } from '../reading.ts';

/**
 * The attributes that Matter shows of a reading, by the names and in the units of the clusters
 * ElectricalPowerMeasurement (0x0090) and ElectricalEnergyMeasurement (0x0091). An attribute is absent when the reading
 * does not carry it.
 */
export interface Measurements {
  /** mW, mVA, mA, mV. */
  readonly power: {
    /** VA × the power factor, as the TIC does not carry W; negative while the house injects (0x0090, ActivePower). */
    readonly activePower?: number;
    /** Of the power that is drawn alone: 0 while the house injects. */
    readonly apparentPower?: number;
    /** Of three phases the most loaded one, as that one trips the breaker. */
    readonly rmsCurrent?: number;
    /** Of three phases the mean. */
    readonly voltage?: number;
  };
  /** mWh. */
  readonly energy: {
    readonly cumulativeEnergyImported?: { readonly energy: number };
    /** Only producers have it. */
    readonly cumulativeEnergyExported?: { readonly energy: number };
  };
}

/** @param powerFactor W for each VA */
export function measurementsOf(reading: Reading, powerFactor: number): Measurements {
  const { apparentPowerVA, importedWh, exportedWh, phases } = reading;
  const netVA = netPowerVA(reading);
  const amperes = mostLoadedA(reading.currentA, phases);
  const volts = meanV(reading.voltageV, phases);
  return {
    power: {
      ...(netVA !== undefined && { activePower: milli(netVA * powerFactor) }),
      ...(apparentPowerVA !== undefined && { apparentPower: milli(apparentPowerVA) }),
      ...(amperes !== undefined && { rmsCurrent: milli(amperes) }),
      ...(volts !== undefined && { voltage: milli(volts) }),
    },
    energy: {
      ...(importedWh !== undefined && { cumulativeEnergyImported: { energy: milli(importedWh) } }),
      ...(exportedWh !== undefined && { cumulativeEnergyExported: { energy: milli(exportedWh) } }),
    },
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

/** The names of the attributes that have a value. */
export function measurementNames({ power, energy }: Measurements): ReadonlySet<string> {
  return new Set([...Object.keys(power), ...Object.keys(energy)]);
}

function milli(number: number): number {
  return Math.round(number * 1000);
}
