import type { EnergyByName } from './day.ts';
import { byPeriodName, lessWh, lessWhByName } from './watt-hours.ts';

/** Energy by tariff period, as far as that is known, and by register. */
export interface SplitEnergy {
  readonly energyWh: number;
  readonly energyWhByTariff: EnergyByName;
  readonly energyWhByRegister?: EnergyByName | undefined;
}

/**
 * What is left of energy beside a part of it; undefined where the part is greater: in total, in a period, or in what is of no known
 * period. Registers are left only where the part fits in these, too. Periods have the names that `periodName` gives.
 */
export function leftBeside(whole: SplitEnergy, part: SplitEnergy): SplitEnergy | undefined {
  const energyWh = lessWh(whole.energyWh, [part.energyWh]);
  const energyWhByTariff = leftByName(byPeriodName(whole.energyWhByTariff), byPeriodName(part.energyWhByTariff));
  const isUnknownLess = unknownWh(part) <= Math.max(0, unknownWh(whole));
  if (energyWh < 0 || !isUnknownLess || !energyWhByTariff) return undefined;
  const registers = leftByName(whole.energyWhByRegister, part.energyWhByRegister);
  return { energyWh, energyWhByTariff, ...(registers && { energyWhByRegister: registers }) };
}

/** What of energy is in no known period. */
function unknownWh({ energyWh, energyWhByTariff }: SplitEnergy): number {
  return lessWh(energyWh, Object.values(energyWhByTariff));
}

/** Undefined where the part has more of a name. */
function leftByName(whole: EnergyByName | undefined, part: EnergyByName | undefined): EnergyByName | undefined {
  if (!whole || !part) return undefined;
  const left = lessWhByName(whole, part);
  const isMore = Object.entries(left).some(([name, wh]) => wh < 0 && (part[name] ?? 0) > 0);
  return isMore ? undefined : left;
}
