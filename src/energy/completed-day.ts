import { beginningOfDay } from '../paris-time.ts';
import type { Day } from './day.ts';
import { leftBeside } from './fitting-energy.ts';
import { greaterPower, inPeriodOf, minutesWith, type ToldDay } from './imported-as-day.ts';
import type { EndDay } from './imported-places.ts';
import { byPeriodName } from './watt-hours.ts';

/**
 * The first or the last day of the meter's own with the rest of its energy: that of the time before the meter was heard first, or after
 * it was heard last. Undefined, so that the day stays as it is, where files have only a part of the day or what the meter counted does
 * not fit into it; and where another day may have counted a part of the rest, or this day a part of another's. So the meter must
 * have been heard up to midnight where two days meet.
 */
export function completedDay(end: Omit<EndDay, 'imported'>, told: ToldDay): Day | undefined {
  const { own } = end;
  if (own.unseen || !isOnItsOwn(end)) return undefined;
  const drawn = withRest(own, told);
  const { givenWh = own.energyWh === undefined ? 0 : undefined } = own;
  const { energy, imported } = told;
  const isGivenMore = energy.isGivenWhole && givenWh !== undefined && (energy.givenWh ?? -1) >= givenWh;
  if (!drawn && !isGivenMore) return undefined;
  return {
    ...(drawn ?? { ...own, importedWh: 0 }),
    ...(isGivenMore && energy.givenWh !== undefined && { givenWh: energy.givenWh }),
    ...greaterPower(own, imported),
    // Beside what was given all day, what was drawn is still that of a part of the day.
    ...(drawn && minutesWith(own, imported, energy.minutes)),
  };
}

function isOnItsOwn({ own, before, after }: Omit<EndDay, 'imported'>): boolean {
  const isMidnight = (day: Day) => day.seenUntilMs === beginningOfDay(day.day + 1);
  const isBegun = !before || (before.day === own.day - 1 && isMidnight(before));
  return isBegun && (!after || isMidnight(own));
}

function withRest(own: Day, told: ToldDay): Day | undefined {
  const [{ energy } = told] = inPeriodOf(own.energyWhByTariff, [told]);
  if (!energy.isWhole || energy.energyWh === undefined) return undefined;
  const { energyWh, energyWhByTariff, noHoursWh } = energy;
  // Where no period is known of what the meter counted, it does not matter which ones the file tells.
  const isInPeriods = Object.keys(byPeriodName(own.energyWhByTariff)).length > 0;
  const whole = { ...energy, energyWh, energyWhByTariff: isInPeriods ? energyWhByTariff : {} };
  const rest = leftBeside(whole, { ...own, energyWh: own.energyWh ?? 0 });
  if (!rest) return undefined;
  const { energyWhByRegister: _, ...others } = own;
  return {
    ...others,
    ...{ energyWh, energyWhByTariff, importedWh: rest.energyWh },
    ...(rest.energyWhByRegister && energy.energyWhByRegister && { energyWhByRegister: energy.energyWhByRegister }),
    ...(noHoursWh > 0 && { noHoursWh }),
  };
}
