import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import type { ImportedEnergy } from './imported-energy.ts';
import { byPeriodName } from './watt-hours.ts';

/** An imported day, and the energy that results from it. */
export interface FileDay {
  readonly imported: ImportedDay;
  readonly energy: ImportedEnergy;
  /** Whether the prices of the day have only one period: all energy belongs to it, whatever the meter calls it. */
  readonly hasOnePeriod: boolean;
}

/**
 * A day on which the meter counted no energy, filled from files.
 * @param own the day as the meter itself reported it, without energy, if it was seen
 */
export function importedAsDay({ imported, energy }: FileDay, own: Day | undefined): Day {
  const { energyWh, energyWhByTariff, energyWhByRegister, noHoursWh, givenWh, minutes } = energy;
  return {
    ...(own ?? { day: imported.day }),
    ...(energyWh !== undefined && { energyWh }),
    energyWhByTariff,
    ...(energyWhByRegister && { energyWhByRegister }),
    ...(givenWh !== undefined && { givenWh }),
    fromFilesWh: energyWh ?? 0,
    ...(noHoursWh > 0 && { noHoursWh }),
    ...greaterPower(own, imported),
    ...minutesWith(own, imported, minutes),
  };
}

/** The peak power that a file states, where it exceeds the one that the meter reported. */
export function greaterPower(
  own: Day | undefined,
  { greatestVA, greatestAtMs }: ImportedDay,
): Pick<Day, 'greatestVA' | 'greatestAtMs'> {
  if (greatestVA === undefined || greatestVA <= (own?.greatestVA ?? -1)) return {};
  return { greatestVA, ...(greatestAtMs !== undefined && { greatestAtMs }) };
}

/** How many minutes of a day are known when files cover `minutes` of it. */
export function minutesWith(
  own: Day | undefined,
  { greatestVA }: ImportedDay,
  minutes: number,
): Pick<Day, 'seenMinutes' | 'powerMinutes'> {
  const ownMinutes = own?.seenMinutes ?? 0;
  const seenMinutes = Math.max(ownMinutes, minutes);
  const isPowerLess = greatestVA === undefined && ownMinutes < seenMinutes;
  return { seenMinutes, ...(isPowerLess && { powerMinutes: ownMinutes }) };
}

/** The same day without imported energy. */
export function withoutDrawn({ energy, ...day }: FileDay): FileDay {
  const { energyWh: _, energyWhByRegister: __, ...rest } = energy;
  return { ...day, energy: { ...rest, energyWhByTariff: {}, noHoursWh: 0 } };
}

/** The same day without exported energy. */
export function withoutGiven({ energy, ...day }: FileDay): FileDay {
  const { givenWh: _, ...rest } = energy;
  return { ...day, energy: rest };
}

/**
 * Puts all energy of the days in the one period in which the meter counted all of its own. The days are unchanged unless that period was
 * certainly the only one in force: it covers all hours (BASE), or the prices have only one period.
 */
export function inPeriodOf(own: EnergyByName, days: readonly FileDay[]): readonly FileDay[] {
  const [period, another] = Object.keys(byPeriodName(own));
  const isOnly = period === 'BASE' || days.every(({ hasOnePeriod }) => hasOnePeriod);
  if (period === undefined || another !== undefined || !isOnly) return days;
  return days.map(({ energy, ...day }) => {
    const { energyWh = 0 } = energy;
    return {
      ...day,
      energy: { ...energy, energyWhByTariff: energyWh === 0 ? {} : { [period]: energyWh }, noHoursWh: 0 },
    };
  });
}
