import { parisDayOf } from '../paris-time.ts';
import type { Day } from './day.ts';
import type { DayAfterAbsence } from './filled-absence.ts';
import type { ImportedDay } from './imported-day.ts';

/** Where the days of files stand between those of the meter. Days that are the meter's own are in none of these. */
export interface ImportedPlaces {
  /** Within absences after which the meter told how much it had counted in them, by the day on which it was heard again. */
  readonly absences: ReadonlyMap<DayAfterAbsence, readonly ImportedDay[]>;
  /** Where the meter has counted nothing: before its first day, after its last one, and while it was exchanged unheard. */
  readonly alone: readonly ImportedDay[];
  /** On the first or the last day of the meter. */
  readonly ends: readonly EndDay[];
}

/** The first or the last day of the meter, with the ones beside it. */
export interface EndDay {
  readonly imported: ImportedDay;
  readonly own: Day;
  readonly before: Day | undefined;
  readonly after: Day | undefined;
}

/** @param own and `imported`: oldest first */
export function importedPlaces(own: readonly Day[], imported: readonly ImportedDay[]): ImportedPlaces {
  const byDay = new Map(own.map((day) => [day.day, day]));
  const counted = own.filter(({ energyWh }) => energyWh !== undefined);
  const absences = new Map<DayAfterAbsence, ImportedDay[]>();
  const alone: ImportedDay[] = [];
  const ends: EndDay[] = [];
  let nth = 0;
  for (const one of imported) {
    while ((counted[nth]?.day ?? Number.POSITIVE_INFINITY) <= one.day) nth += 1;
    const [there, next] = [byDay.get(one.day), counted[nth]];
    const isCounted = there?.energyWh !== undefined;
    if (!isCounted && isAfterAbsence(next) && unseenSince(next) < one.day) {
      absences.set(next, [...(absences.get(next) ?? []), one]);
    } else if (!there || !(isCounted || mayGoOn(there, next))) alone.push(one);
    else ends.push(...endDay(one, there, own));
  }
  return { absences, alone, ends };
}

function isAfterAbsence(day: Day | undefined): day is DayAfterAbsence {
  return day?.unseen !== undefined;
}

function unseenSince({ unseen }: DayAfterAbsence): number {
  return parisDayOf(unseen.sinceMs);
}

/** Whether the energy of the next day that has any may have been counted from a day without energy on. */
function mayGoOn({ day }: Day, next: Day | undefined): boolean {
  return next !== undefined && (next.day === day + 1 || (isAfterAbsence(next) && unseenSince(next) === day));
}

function endDay(imported: ImportedDay, there: Day, own: readonly Day[]): readonly EndDay[] {
  if (there === own[0]) return [{ imported, own: there, before: undefined, after: own[1] }];
  return there === own.at(-1) ? [{ imported, own: there, before: own.at(-2), after: undefined }] : [];
}
