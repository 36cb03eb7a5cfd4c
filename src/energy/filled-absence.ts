import type { CountedEnergy, Day } from './day.ts';
import { leftBeside, type SplitEnergy } from './fitting-energy.ts';
import { importedAsDay, inPeriodOf, type ToldDay, withoutDrawn, withoutGiven } from './imported-as-day.ts';
import { byPeriodName, lessWh, lessWhByName, sumOfWh, sumOfWhByName } from './watt-hours.ts';

/** A day on which the meter was heard again, after whole days whose energy it counted while nobody heard it. */
export type DayAfterAbsence = Day & Required<Pick<Day, 'unseen'>>;

/**
 * Gives the days of an absence what files tell of them, and takes it off the day on which the meter was heard again: together they
 * stay what it counted. Days of which the files have only a part are left out. Where the others do not fit into what was counted in
 * the absence, the meter's word stands, and none of them gets any. What was drawn and what was given fit each on its own.
 * @param ownOf what the meter told of a day of the absence beside energy, if it was seen
 * @returns the days that change
 */
export function filledAbsence(
  after: DayAfterAbsence,
  days: readonly ToldDay[],
  ownOf: (day: number) => Day | undefined,
): readonly Day[] {
  const drawn = drawnIn(after.unseen, days);
  const given = givenIn(after.unseen, days);
  const filled = days.flatMap((one): Day[] => {
    const told = drawn.days.get(one.imported.day) ?? withoutDrawn(one);
    const shown = given.days.has(one) ? told : withoutGiven(told);
    const isEmpty = shown.energy.energyWh === undefined && shown.energy.givenWh === undefined;
    return isEmpty ? [] : [importedAsDay(shown, ownOf(one.imported.day))];
  });
  if (filled.length === 0) return [];
  const { energyWhByRegister: _, ...others } = after;
  const { sinceMs } = after.unseen;
  const unseen = { sinceMs, ...countedLess(after.unseen, drawn.taken, given.takenWh) };
  return [...filled, { ...others, ...countedLess(after, drawn.taken, given.takenWh), unseen }];
}

/** What of the energy of an absence is given to its days. */
interface DrawnInAbsence {
  readonly days: ReadonlyMap<number, ToldDay>;
  readonly taken?: SplitEnergy;
}

function drawnIn(unseen: DayAfterAbsence['unseen'], told: readonly ToldDay[]): DrawnInAbsence {
  const whole = inPeriodOf(
    unseen.energyWhByTariff,
    told.filter(({ energy }) => energy.isWhole),
  );
  const counted = { ...unseen, energyWh: unseen.energyWh ?? 0 };
  const sum = sumOf(whole);
  // Where no period is known of what was counted, it does not matter which ones the files tell.
  const isInPeriods = Object.keys(unseen.energyWhByTariff).length > 0;
  const taken = isInPeriods ? sum : { ...sum, energyWhByTariff: {} };
  const left = whole.length > 0 && leftBeside(counted, taken);
  if (!left) return { days: new Map() };
  const { energyWhByRegister, ...withoutRegisters } = taken;
  return {
    days: new Map(whole.map((one) => [one.imported.day, one])),
    taken: left.energyWhByRegister ? { ...withoutRegisters, energyWhByRegister } : withoutRegisters,
  };
}

function givenIn(unseen: DayAfterAbsence['unseen'], told: readonly ToldDay[]) {
  const whole = told.filter(({ energy }) => energy.isGivenWhole);
  const takenWh = sumOfWh(whole.flatMap(({ energy }) => energy.givenWh ?? []));
  const fits = unseen.givenWh !== undefined && takenWh <= unseen.givenWh;
  return fits ? { days: new Set(whole), takenWh } : { days: new Set<ToldDay>(), takenWh: 0 };
}

/** The energy of several days, by register only where each of them has registers. */
function sumOf(days: readonly ToldDay[]): SplitEnergy {
  const registers = days.map(({ energy }) => energy.energyWhByRegister).filter((registers) => registers !== undefined);
  return {
    energyWh: sumOfWh(days.map(({ energy }) => energy.energyWh ?? 0)),
    energyWhByTariff: sumOfWhByName(days.map(({ energy }) => energy.energyWhByTariff)),
    ...(registers.length === days.length && { energyWhByRegister: sumOfWhByName(registers) }),
  };
}

/** What is left of counted energy. It is no longer known by register where what was taken is not. */
function countedLess(counted: CountedEnergy, drawn: SplitEnergy | undefined, takenGivenWh: number): CountedEnergy {
  const { energyWh, energyWhByTariff, energyWhByRegister, givenWh } = counted;
  const given = givenWh !== undefined && { givenWh: lessWh(givenWh, [takenGivenWh]) };
  if (!drawn) {
    const unchanged = { energyWhByTariff, ...(energyWh !== undefined && { energyWh }) };
    return { ...unchanged, ...(energyWhByRegister && { energyWhByRegister }), ...given };
  }
  const registers = energyWhByRegister && drawn.energyWhByRegister;
  return {
    energyWh: lessWh(energyWh ?? 0, [drawn.energyWh]),
    energyWhByTariff: lessWhByName(byPeriodName(energyWhByTariff), byPeriodName(drawn.energyWhByTariff)),
    ...(registers && { energyWhByRegister: lessWhByName(energyWhByRegister, registers) }),
    ...given,
  };
}
