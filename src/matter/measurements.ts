import { meanV, mostLoadedA, type Reading } from '../reading/reading.ts';

/**
 * The attributes that Matter shows of a reading, with the names and units of the clusters ElectricalPowerMeasurement (0x0090) and
 * ElectricalEnergyMeasurement (0x0091). An attribute is absent if the reading does not carry it.
 */
export interface Measurements {
  /** mW, mVA, mA, mV. */
  readonly power: {
    /** Negative while the house exports; null while unknown, which Matter allows for this attribute only (0x0090, ActivePower). */
    readonly activePower?: number | null;
    /** Only the power that is drawn: 0 while the house exports. */
    readonly apparentPower?: number;
    /** With three phases, that of the most loaded one, as that phase trips the breaker. */
    readonly rmsCurrent?: number;
    /** With three phases, the mean. */
    readonly voltage?: number;
  };
  /** mWh. */
  readonly energy: {
    readonly cumulativeEnergyImported?: { readonly energy: number };
    /** Producers only. */
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

/** The names of the attributes that have a value, except `activePower`: each accessory has that one, with a value or null. */
export function measurementNames({ power, energy }: Measurements): ReadonlySet<string> {
  const { activePower: _, ...optional } = power;
  return new Set([...Object.keys(optional), ...Object.keys(energy)]);
}

function milli(number: number): number {
  return Math.round(number * 1000);
}
