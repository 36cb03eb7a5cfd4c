import { beginningOfDay } from '../base/paris-time.ts';
import type { Day } from './day.ts';
import type { KnownEnergy, NamedEnergy } from './energy.ts';
import {
  type FileDay,
  greaterPower,
  importedAsDay,
  inPeriodOf,
  minutesWith,
  withoutDrawn,
  withoutGiven,
} from './imported-as-day.ts';
import type { ImportedDay } from './imported-day.ts';
import {
  byPeriodName,
  lessWh,
  lessWhByName,
  sumOfNamed,
  sumOfWh,
  sumOfWhByName,
  type WhByName,
  withoutPeriodWh,
} from './watt-hours.ts';

/**
 * How files fill time in which the meter was not heard. In an absence, the energy of the files must fit into what the meter counted
 * meanwhile; on the meter's first and last day, what it counted must fit into what the file says of the whole day.
 */

/** A day on which the meter was heard again after an absence: whole days whose energy it counted while nobody heard it. */
export type DayAfterAbsence = Day & Required<Pick<Day, 'unseen'>>;

/**
 * Assigns the energy of files to the days of an absence, and subtracts it from the day on which the meter was heard again, so that the
 * total remains what the meter counted. Days that the files cover only in part are left out. Where the remaining days do not fit into what
 * was counted in the absence, the meter's count stands and no day is filled. Imported and exported energy are fitted independently.
 * @param ownOf the day of the absence as the meter itself reported it, without energy, if it was seen
 * @returns the days that change
 */
export function filledAbsence(
  after: DayAfterAbsence,
  days: readonly FileDay[],
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

/** The energy of an absence that is assigned to its days. */
interface DrawnInAbsence {
  readonly days: ReadonlyMap<number, FileDay>;
  readonly taken?: KnownEnergy;
}

function drawnIn(unseen: DayAfterAbsence['unseen'], files: readonly FileDay[]): DrawnInAbsence {
  const whole = inPeriodOf(
    unseen.energyWhByTariff,
    files.filter(({ energy }) => energy.isWhole),
  );
  const counted = { ...unseen, energyWh: unseen.energyWh ?? 0 };
  const sum = sumOf(whole);
  // If the counted energy has no known periods, it does not matter which periods the files have.
  const isInPeriods = Object.keys(unseen.energyWhByTariff).length > 0;
  const taken = isInPeriods ? sum : { ...sum, energyWhByTariff: {} };
  const left = whole.length > 0 && remainderOf(counted, taken);
  if (!left) return { days: new Map() };
  const { energyWhByRegister: _, ...withoutRegisters } = taken;
  return {
    days: new Map(whole.map((one) => [one.imported.day, one])),
    taken: left.energyWhByRegister ? taken : withoutRegisters,
  };
}

function givenIn(unseen: DayAfterAbsence['unseen'], files: readonly FileDay[]) {
  const whole = files.filter(({ energy }) => energy.isGivenWhole);
  const takenWh = sumOfWh(whole.flatMap(({ energy }) => energy.givenWh ?? []));
  const fits = unseen.givenWh !== undefined && takenWh <= unseen.givenWh;
  return fits ? { days: new Set(whole), takenWh } : { days: new Set<FileDay>(), takenWh: 0 };
}

/** The energy of several days; by register only where each day has registers. */
function sumOf(days: readonly FileDay[]): KnownEnergy {
  const energies = days.map(({ energy }) => energy);
  const registers = energies.flatMap(({ energyWhByRegister }) => energyWhByRegister ?? []);
  return {
    ...sumOfNamed(energies),
    ...(registers.length === days.length && { energyWhByRegister: sumOfWhByName(registers) }),
  };
}

/** What is left of counted energy. Without registers where the subtracted energy has none. */
function countedLess(counted: NamedEnergy, drawn: KnownEnergy | undefined, takenGivenWh: number): NamedEnergy {
  const { energyWh, energyWhByTariff, energyWhByRegister, givenWh } = counted;
  const given = givenWh !== undefined && { givenWh: lessWh(givenWh, [takenGivenWh]) };
  if (!drawn) return { energyWh, energyWhByTariff, energyWhByRegister, ...given };
  const registers = energyWhByRegister && drawn.energyWhByRegister;
  return {
    energyWh: lessWh(energyWh ?? 0, [drawn.energyWh]),
    energyWhByTariff: lessWhByName(byPeriodName(energyWhByTariff), byPeriodName(drawn.energyWhByTariff)),
    ...(registers && { energyWhByRegister: lessWhByName(energyWhByRegister, registers) }),
    ...given,
  };
}

/** The first or the last day of the meter, with its neighbours. */
export interface EndDay {
  readonly imported: ImportedDay;
  readonly own: Day;
  readonly before: Day | undefined;
  readonly after: Day | undefined;
}

/**
 * Completes the first or the last day of the meter with the energy from before the meter was first heard, or after it was last heard.
 * Undefined, so that the day stays as it is, where files cover only a part of the day, or where what the meter counted does not fit into
 * it. Undefined, too, where a neighbouring day may have counted part of that energy, or this day part of a neighbour's: so where two days
 * meet, the meter must have been heard up to midnight.
 */
export function completedDay(end: Omit<EndDay, 'imported'>, file: FileDay): Day | undefined {
  const { own } = end;
  if (own.unseen || !sharesNoEnergy(end)) return undefined;
  const drawn = withRest(own, file);
  const { givenWh = own.energyWh === undefined ? 0 : undefined } = own;
  const { energy, imported } = file;
  const isGivenMore = energy.isGivenWhole && givenWh !== undefined && (energy.givenWh ?? -1) >= givenWh;
  if (!drawn && !isGivenMore) return undefined;
  return {
    ...(drawn ?? { ...own, fromFilesWh: 0 }),
    ...(isGivenMore && energy.givenWh !== undefined && { givenWh: energy.givenWh }),
    ...greaterPower(own, imported),
    // If only the exported energy was completed, the imported energy still covers a part of the day, so the minutes stay as they are.
    ...(drawn && minutesWith(own, imported, energy.minutes)),
  };
}

/** Whether no energy of the day can have been counted on the day before or after: the meter was heard up to midnight between them. */
function sharesNoEnergy({ own, before, after }: Omit<EndDay, 'imported'>): boolean {
  const isMidnight = (day: Day) => day.seenUntilMs === beginningOfDay(day.day + 1);
  const isBegun = !before || (before.day === own.day - 1 && isMidnight(before));
  return isBegun && (!after || isMidnight(own));
}

/** The day plus what the file has in excess of what the meter counted; undefined where the file has less. */
function withRest(own: Day, file: FileDay): Day | undefined {
  const [{ energy } = file] = inPeriodOf(own.energyWhByTariff, [file]);
  if (!energy.isWhole || energy.energyWh === undefined) return undefined;
  const { energyWh, energyWhByTariff, noHoursWh } = energy;
  // If the meter's energy has no known periods, it does not matter which periods the file has.
  const isInPeriods = Object.keys(byPeriodName(own.energyWhByTariff)).length > 0;
  const whole = { ...energy, energyWh, energyWhByTariff: isInPeriods ? energyWhByTariff : {} };
  const rest = remainderOf(whole, { ...own, energyWh: own.energyWh ?? 0 });
  if (!rest) return undefined;
  const { energyWhByRegister: _, ...others } = own;
  return {
    ...others,
    ...{ energyWh, energyWhByTariff, fromFilesWh: rest.energyWh },
    ...(rest.energyWhByRegister && energy.energyWhByRegister && { energyWhByRegister: energy.energyWhByRegister }),
    ...(noHoursWh > 0 && { noHoursWh }),
  };
}

/**
 * Subtracts a part from energy. Undefined where the part is greater: in total, in a period, or in the energy of unknown period. Registers
 * are kept only where the part fits into these as well. Periods are named by `periodName`.
 */
function remainderOf(whole: KnownEnergy, part: KnownEnergy): KnownEnergy | undefined {
  const energyWh = lessWh(whole.energyWh, [part.energyWh]);
  const energyWhByTariff = leftByName(byPeriodName(whole.energyWhByTariff), byPeriodName(part.energyWhByTariff));
  const isUnknownLess = withoutPeriodWh(part) <= Math.max(0, withoutPeriodWh(whole));
  if (energyWh < 0 || !isUnknownLess || !energyWhByTariff) return undefined;
  const registers = leftByName(whole.energyWhByRegister, part.energyWhByRegister);
  return { energyWh, energyWhByTariff, energyWhByRegister: registers };
}

/** Undefined where the part exceeds the whole for some name. */
function leftByName(whole: WhByName | undefined, part: WhByName | undefined): WhByName | undefined {
  if (!whole || !part) return undefined;
  const left = lessWhByName(whole, part);
  const isMore = Object.entries(left).some(([name, wh]) => wh < 0 && (part[name] ?? 0) > 0);
  return isMore ? undefined : left;
}
