import { beginningOfDay, parisDayOf } from '../paris-time.ts';
import { isSamePeriod } from '../periods.ts';
import { energyOfCurveIn } from './curve-parts.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import { onlyPeriodOf, type PeriodClockOn, type PeriodHours } from './period-clock.ts';
import { type CountedMinute, isInPeriods, type SplitDay, splitDay } from './split-day.ts';

/** The days of a meter in the periods of a price line, as if it had always held. */
export interface DaysOfLine {
  /** Oldest first. Energy of which the period is not known is in none. */
  readonly days: readonly Day[];
  /** The dates of a gap in which the period changed, so that nobody knows how much was used before and how much after. */
  readonly unclear: ReadonlySet<number>;
  /** What was given, by the period in which it was, as far as the minutes tell. */
  readonly givenWhByTariff: ReadonlyMap<number, EnergyByName>;
}

/** A price line, and its clock. */
export interface TimedLine {
  readonly line: PeriodHours;
  readonly clockOn: PeriodClockOn;
}

/**
 * The days of a meter's own in the periods of several lines: what its registers counted, where they have the line's periods, and else
 * what its minutes tell. The minutes are read once, a day at a time.
 * @param days those that the meter counted
 * @param imported what files tell of it
 * @param from the first day that is split
 * @param minutesOf the minutes of a stretch of time, in milliseconds since 1970
 */
export function daysOfLines(
  days: readonly Day[],
  lines: readonly TimedLine[],
  imported: readonly ImportedDay[],
  from: number,
  minutesOf: (fromMs: number, toMs: number) => readonly CountedMinute[],
): readonly DaysOfLine[] {
  const made = lines.map((timed) => ({
    timed,
    ...{ days: [] as Day[], unclear: new Set<number>(), givenWhByTariff: new Map<number, EnergyByName>() },
  }));
  for (const day of days) {
    const minutes = lastingOnce(() => minutesOf(beginningOfDay(day.day), beginningOfDay(day.day + 1)));
    for (const { timed, days, unclear, givenWhByTariff } of made) {
      const isCounted = day.day < from || hasPeriodsOf(day, timed.line);
      const isOld = day.day < from;
      const split =
        isCounted && (isOld || !day.givenWh || onlyPeriodOf(timed.line))
          ? undefined
          : splitDay(day, minutes(), timed.clockOn);
      days.push(isCounted || !split ? day : split.day);
      if (!split) continue;
      givenWhByTariff.set(day.day, split.givenWhByTariff);
      if (!isCounted) for (const date of unclearDates(split)) unclear.add(date);
    }
  }
  for (const { timed, givenWhByTariff } of made) addGivenCurves(imported, timed, from, givenWhByTariff);
  return made;
}

function addGivenCurves(
  imported: readonly ImportedDay[],
  { line, clockOn }: TimedLine,
  from: number,
  givenWhByTariff: Map<number, EnergyByName>,
): void {
  if (onlyPeriodOf(line)) return;
  for (const { day, givenCurve } of imported) {
    if (!givenCurve || day < from || givenWhByTariff.has(day)) continue;
    givenWhByTariff.set(day, energyOfCurveIn(givenCurve, day, clockOn(day)).energyWhByTariff);
  }
}

/** Whether the registers have counted all of a day in the periods of a line. */
function hasPeriodsOf(day: Day, line: PeriodHours): boolean {
  if (onlyPeriodOf(line) || day.energyWh === undefined) return true;
  const counted = Object.keys(day.energyWhByTariff).filter((name) => day.energyWhByTariff[name] !== 0);
  return isInPeriods(day) && counted.every((name) => line.periods.some((period) => isSamePeriod(period.name, name)));
}

function unclearDates({ day: { day }, unclearSinceMs }: SplitDay): readonly number[] {
  if (unclearSinceMs === undefined) return [];
  const first = parisDayOf(unclearSinceMs);
  return Array.from({ length: day - first + 1 }, (_, nth) => first + nth);
}

function lastingOnce<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
