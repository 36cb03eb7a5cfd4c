import { meanV, mostLoadedA, type Reading } from '../reading.ts';

/**
 * What Matter shows of a reading, by the names and in the units of its clusters 0x0090 and 0x0091. What the reading does
 * not carry is absent.
 */
export interface Measurements {
  /** mW, mVA, mA, mV. */
  readonly power: {
    /** VA × the power factor: the real power is not on the TIC. */
    readonly activePower?: number;
    readonly apparentPower?: number;
    /** Of three phases that of the most loaded one, which is what trips the breaker. */
    readonly rmsCurrent?: number;
    /** Of three phases their mean. */
    readonly voltage?: number;
  };
  /** mWh. */
  readonly energy: {
    readonly cumulativeEnergyImported?: { readonly energy: number };
    /** A producer's. */
    readonly cumulativeEnergyExported?: { readonly energy: number };
  };
}

/** @param powerFactor W for each VA */
export function measurementsOf(reading: Reading, powerFactor: number): Measurements {
  const { apparentPowerVA, importedWh, exportedWh, phases } = reading;
  const amperes = mostLoadedA(reading.currentA, phases);
  const volts = meanV(reading.voltageV, phases);
  return {
    power: {
      ...(apparentPowerVA !== undefined && {
        activePower: milli(apparentPowerVA * powerFactor),
        apparentPower: milli(apparentPowerVA),
      }),
      ...(amperes !== undefined && { rmsCurrent: milli(amperes) }),
      ...(volts !== undefined && { voltage: milli(volts) }),
    },
    energy: {
      ...(importedWh !== undefined && { cumulativeEnergyImported: { energy: milli(importedWh) } }),
      ...(exportedWh !== undefined && { cumulativeEnergyExported: { energy: milli(exportedWh) } }),
    },
  };
}

/** The attributes that have a value. */
export function measurementNames({ power, energy }: Measurements): ReadonlySet<string> {
  return new Set([...Object.keys(power), ...Object.keys(energy)]);
}

function milli(number: number): number {
  return Math.round(number * 1000);
}
