import { dateOf } from '../paris-time.ts';
import type { PeriodOfRegister } from '../periods.ts';
import { completedDay } from './completed-day.ts';
import type { Day } from './day.ts';
import { filledAbsence } from './filled-absence.ts';
import { importedAsDay, type ToldDay } from './imported-as-day.ts';
import type { ImportedDay } from './imported-day.ts';
import { importedEnergyOf, periodSources } from './imported-energy.ts';
import { importedPlaces } from './imported-places.ts';
import { lineOn, onlyPeriodOf, type PeriodHours } from './period-hours.ts';

/** What is needed to name the tariff periods of imported energy. */
export interface JoinOptions {
  /** They split the curves of files. */
  readonly hours: readonly PeriodHours[];
  /** The tariff period that each register of the meter counts, as far as the meter has told it. */
  readonly periodOfRegister: PeriodOfRegister;
}

/**
 * The days of a meter, and those that only files tell, in the order of time. What the meter counted stays what it counted, to the Wh: a
 * day of an absence takes its energy from the day on which the meter was heard again, and else files only add to time in which it
 * counted nothing.
 * @param own what the meter itself said, oldest first
 * @param imported what files tell, one a day, oldest first
 */
export function joinedDays(
  own: readonly Day[],
  imported: readonly ImportedDay[],
  options: JoinOptions,
): readonly Day[] {
  if (imported.length === 0) return own;
  const sources = periodSources(own, options.hours, options.periodOfRegister);
  const toldOf = (day: ImportedDay): ToldDay => ({
    imported: day,
    energy: importedEnergyOf(day, sources),
    hasOnePeriod: hasOnePeriod(day.day, options.hours),
  });
  const days = new Map(own.map((day) => [day.day, day]));
  const { absences, alone, ends } = importedPlaces(own, imported);
  const filled = [...absences].flatMap(([after, within]) =>
    filledAbsence(after, within.map(toldOf), (day) => days.get(day)),
  );
  const added = alone.map((day) => importedAsDay(toldOf(day), days.get(day.day)));
  const completed = ends.flatMap((end) => completedDay(end, toldOf(end.imported)) ?? []);
  for (const day of [...filled, ...added, ...completed]) days.set(day.day, day);
  return [...days.values()].toSorted((one, other) => one.day - other.day);
}

function hasOnePeriod(day: number, lines: readonly PeriodHours[]): boolean {
  const holding = lineOn(dateOf(day), lines);
  return holding !== undefined && onlyPeriodOf(holding) !== undefined;
}
