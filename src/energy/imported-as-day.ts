import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import type { ImportedEnergy } from './imported-energy.ts';
import { byPeriodName } from './watt-hours.ts';

/** A day of files, with what follows from them for its energy. */
export interface FileDay {
  readonly imported: ImportedDay;
  readonly energy: ImportedEnergy;
  /** The prices of the day have a single period, which is that of all energy, however the meter calls it. */
  readonly hasOnePeriod: boolean;
}

/**
 * A day without energy of the meter's own, with what files tell of it.
 * @param own what the meter told beside energy, if it was seen
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

/** The power that a file tells, where it is greater than the one that the meter told. */
export function greaterPower(
  own: Day | undefined,
  { greatestVA, greatestAtMs }: ImportedDay,
): Pick<Day, 'greatestVA' | 'greatestAtMs'> {
  if (greatestVA === undefined || greatestVA <= (own?.greatestVA ?? -1)) return {};
  return { greatestVA, ...(greatestAtMs !== undefined && { greatestAtMs }) };
}

/** How many minutes are known of a day of which files tell so many. */
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

/** The same day without what was drawn. */
export function withoutDrawn({ energy, ...day }: FileDay): FileDay {
  const { energyWh: _, energyWhByRegister: __, ...rest } = energy;
  return { ...day, energy: { ...rest, energyWhByTariff: {}, noHoursWh: 0 } };
}

/** The same day without what was given. */
export function withoutGiven({ energy, ...day }: FileDay): FileDay {
  const { givenWh: _, ...rest } = energy;
  return { ...day, energy: rest };
}

/**
 * The days with all their energy in the period in which the meter counted all of its own; unchanged unless it is certain that no
 * other was in force: it is the period of all hours, or the prices have but one.
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
