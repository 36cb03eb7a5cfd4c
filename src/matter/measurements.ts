import { meanV, mostLoadedA, type Reading } from '../reading.ts';

/**
 * The attributes that Matter shows of a reading, by the names and in the units of the clusters
 * ElectricalPowerMeasurement (0x0090) and ElectricalEnergyMeasurement (0x0091). An attribute is absent when the reading
 * does not carry it.
 */
export interface Measurements {
  /** mW, mVA, mA, mV. */
  readonly power: {
    /** Negative while the house gives; null while it is unknown, which Matter has for this one alone (0x0090, ActivePower). */
    readonly activePower?: number | null;
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

export function measurementsOf(reading: Reading): Measurements {
  const { activePowerW, apparentPowerVA, importedWh, exportedWh, phases } = reading;
  const amperes = mostLoadedA(reading.currentA, phases);
  const volts = meanV(reading.voltageV, phases);
  return {
    power: {
      ...(activePowerW !== undefined && { activePower: milli(activePowerW) }),
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
 * The names of the attributes that have a value, but for `activePower`: each accessory has that one, with a value or
 * with null.
 */
export function measurementNames({ power, energy }: Measurements): ReadonlySet<string> {
  const { activePower: _, ...optional } = power;
  return new Set([...Object.keys(optional), ...Object.keys(energy)]);
}

function milli(number: number): number {
  return Math.round(number * 1000);
}
