import { beginningOfDay } from '../../src/base/paris-time.ts';
import type { CountedDay, Day } from '../../src/energy/day.ts';
import type { CountedEnergy, NamedEnergy } from '../../src/energy/energy.ts';
import { knownPeriod } from '../../src/reading/periods.ts';

/**
 * A day as an archive has it that is read as the given one: what is in a tariff period, which has to be one of historique, was counted
 * by its register there.
 */
export function countedAs(day: Day): CountedDay {
  const { energyWh, energyWhByTariff, energyWhByRegister, givenWh, unseen, contract, subscribedVA, ...facts } = day;
  const told = { contract, subscribedVA };
  return {
    ...facts,
    parts: [{ atMs: beginningOfDay(day.day), told, ...byRegister(day) }],
    ...(unseen && { unseen: { sinceMs: unseen.sinceMs, ...byRegister(unseen) } }),
  };
}

function byRegister({ energyWh, energyWhByTariff, givenWh }: NamedEnergy): CountedEnergy {
  const registers = Object.entries(energyWhByTariff).map(([period, wh]) => {
    const register = knownPeriod(period)?.register;
    if (register === undefined) throw new Error(`historique has no register for ${period}`);
    return [register, wh] as const;
  });
  return {
    ...(energyWh !== undefined && { energyWh, energyWhByRegister: Object.fromEntries(registers) }),
    givenWh,
  };
}
