import type { EnergyByName } from '../tariff/day.ts';
import type { PeriodOfRegister } from '../tariff/registers.ts';

/** An increment of the index, split by tariff period. */
export interface SplitEnergy {
  readonly energyWhByTariff: EnergyByName;
  /** What registers counted whose period is not known yet, by register. */
  readonly unnamed: EnergyByName;
}

/**
 * Splits what the index counted. What a register counted is of its period, as far as that is known. The rest, all of it where
 * there are no registers, is of the present period: a register whose group was refused catches up with the next frame, and
 * then the rest is negative.
 */
export function splitByPeriod(
  energyWh: number,
  moved: EnergyByName,
  { tariff, periods }: { readonly tariff?: string; readonly periods: PeriodOfRegister },
): SplitEnergy {
  const parts = Object.entries(moved);
  const named = parts.flatMap(([label, wh]) => (periods[label] === undefined ? [] : [[periods[label], wh] as const]));
  const restWh = parts.reduce((rest, [, wh]) => rest - wh, energyWh);
  const rest = tariff === undefined ? [] : [[tariff, restWh] as const];
  return {
    energyWhByTariff: sumByName({}, [...named, ...rest]),
    unnamed: Object.fromEntries(parts.filter(([label]) => periods[label] === undefined)),
  };
}

/** What each register that moved has counted. One that only one of the two frames has is not among them. */
export function movedRegisters(from: EnergyByName, to: EnergyByName): EnergyByName {
  const all = Object.entries(to).map(([label, wh]) => [label, wh - (from[label] ?? wh)] as const);
  return Object.fromEntries(all.filter(([, wh]) => wh !== 0));
}

/** Adds energy by name. A name with nothing in the end is left out. */
export function sumByName(one: EnergyByName, others: Iterable<readonly [name: string, wh: number]>): EnergyByName {
  const all = { ...one };
  for (const [name, wh] of others) {
    const sum = (all[name] ?? 0) + wh;
    if (sum === 0) delete all[name];
    else all[name] = sum;
  }
  return all;
}
