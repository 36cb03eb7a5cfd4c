import type { EnergyByName } from '../energy/day.ts';
import type { PeriodOfRegister } from '../periods.ts';

/** An increment of the index, split by tariff period. */
export interface SplitEnergy {
  readonly energyWhByTariff: EnergyByName;
  /** What registers counted whose period is not known yet, by register. */
  readonly unnamed: EnergyByName;
}

/**
 * Splits what the index counted. What a register counted is of its period, as far as that is known. What the registers do not
 * account for, which is all of it where there are none, is of the present period. That happens, too, where the group of a register
 * was refused: then the next frame in which it is accepted shows more by register than by the index, and takes it back again.
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
    energyWhByTariff: addByName({}, [...named, ...rest]),
    unnamed: Object.fromEntries(parts.filter(([label]) => periods[label] === undefined)),
  };
}

/** What each register that moved has counted between two frames. A register that only one of them has is left out. */
export function movedRegisters(from: EnergyByName, to: EnergyByName): EnergyByName {
  const all = Object.entries(to).map(([label, wh]) => [label, wh - (from[label] ?? wh)] as const);
  return Object.fromEntries(all.filter(([, wh]) => wh !== 0));
}

/** Adds energy to that of the same name. A name whose sum is 0 is left out. */
export function addByName(one: EnergyByName, others: Iterable<readonly [name: string, wh: number]>): EnergyByName {
  const all = { ...one };
  for (const [name, wh] of others) {
    const sum = (all[name] ?? 0) + wh;
    if (sum === 0) delete all[name];
    else all[name] = sum;
  }
  return all;
}
