import { dateOf, parisDayOf } from '../base/paris-time.ts';
import type { Day } from './day.ts';
import { completedDay, type DayAfterAbsence, type EndDay, filledAbsence } from './fitted-files.ts';
import { type FileDay, importedAsDay } from './imported-as-day.ts';
import type { ImportedDay } from './imported-day.ts';
import { importedEnergyOf, type JoinOptions, periodSources } from './imported-energy.ts';
import { lineOn, onlyPeriodOf, type PeriodHours } from './period-clock.ts';

/**
 * The days of a meter together with those known only from files, in chronological order. What the meter counted never changes, to the Wh: a
 * day within an absence takes its energy from the day on which the meter was heard again; everywhere else files only fill time in which the
 * meter counted nothing.
 * @param own the days as the meter itself reported them, oldest first
 * @param imported the days from files, one entry a day, oldest first
 */
export function joinedDays(
  own: readonly Day[],
  imported: readonly ImportedDay[],
  options: JoinOptions,
): readonly Day[] {
  if (imported.length === 0) return own;
  const sources = periodSources(own, options);
  const fileDayOf = (day: ImportedDay): FileDay => ({
    imported: day,
    energy: importedEnergyOf(day, sources),
    hasOnePeriod: hasOnePeriod(day.day, options.hours),
  });
  const days = new Map(own.map((day) => [day.day, day]));
  const { absences, uncounted, ends } = importedPlaces(own, imported);
  const filled = [...absences].flatMap(([after, within]) =>
    filledAbsence(after, within.map(fileDayOf), (day) => days.get(day)),
  );
  const added = uncounted.map((day) => importedAsDay(fileDayOf(day), days.get(day.day)));
  const completed = ends.flatMap((end) => completedDay(end, fileDayOf(end.imported)) ?? []);
  for (const day of [...filled, ...added, ...completed]) days.set(day.day, day);
  return [...days.values()].toSorted((one, other) => one.day - other.day);
}

function hasOnePeriod(day: number, lines: readonly PeriodHours[]): boolean {
  const holding = lineOn(dateOf(day), lines);
  return holding !== undefined && onlyPeriodOf(holding) !== undefined;
}

/** Where the imported days fall relative to those of the meter. Days that the meter counted itself are in none of these. */
interface ImportedPlaces {
  /** Days within absences whose total the meter counted, by the day on which it was heard again. */
  readonly absences: ReadonlyMap<DayAfterAbsence, readonly ImportedDay[]>;
  /** Days for which the meter has no count: before its first day, after its last one, and in an absence in which it was replaced. */
  readonly uncounted: readonly ImportedDay[];
  /** The first or the last day of the meter. */
  readonly ends: readonly EndDay[];
}

/** @param own and `imported`: oldest first */
function importedPlaces(own: readonly Day[], imported: readonly ImportedDay[]): ImportedPlaces {
  const byDay = new Map(own.map((day) => [day.day, day]));
  const counted = own.filter(({ energyWh }) => energyWh !== undefined);
  const absences = new Map<DayAfterAbsence, ImportedDay[]>();
  const uncounted: ImportedDay[] = [];
  const ends: EndDay[] = [];
  let nth = 0;
  for (const one of imported) {
    while ((counted[nth]?.day ?? Number.POSITIVE_INFINITY) <= one.day) nth += 1;
    const [there, next] = [byDay.get(one.day), counted[nth]];
    const isCounted = there?.energyWh !== undefined;
    if (!isCounted && isAfterAbsence(next) && unseenSince(next) < one.day) {
      absences.set(next, [...(absences.get(next) ?? []), one]);
    } else if (!there || !(isCounted || mayBeCountedNextDay(there, next))) uncounted.push(one);
    else ends.push(...endDay(one, there, own));
  }
  return { absences, uncounted, ends };
}

function isAfterAbsence(day: Day | undefined): day is DayAfterAbsence {
  return day?.unseen !== undefined;
}

function unseenSince({ unseen }: DayAfterAbsence): number {
  return parisDayOf(unseen.sinceMs);
}

/** Whether the next day with energy may include the energy of this day, which has none. */
function mayBeCountedNextDay({ day }: Day, next: Day | undefined): boolean {
  return next !== undefined && (next.day === day + 1 || (isAfterAbsence(next) && unseenSince(next) === day));
}

function endDay(imported: ImportedDay, there: Day, own: readonly Day[]): readonly EndDay[] {
  if (there === own[0]) return [{ imported, own: there, before: undefined, after: own[1] }];
  return there === own.at(-1) ? [{ imported, own: there, before: own.at(-2), after: undefined }] : [];
}
