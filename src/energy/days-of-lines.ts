import { parisDayOf } from '../base/paris-time.ts';
import { isSamePeriod, periodName } from '../reading/periods.ts';
import { energyOfCurveIn } from './curve-parts.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { ImportedDay } from './imported-day.ts';
import { onlyPeriodOf, type PeriodClockOn, type PeriodHours } from './period-clock.ts';
import { type CountedMinutes, isInPeriods, type SplitDay, splitDay } from './split-day.ts';

/** The days of a meter by the periods of a price line, as if that line had always applied. */
export interface DaysOfLine {
  /** Oldest first. Energy whose period is unknown is in none. */
  readonly days: readonly Day[];
  /** The dates of gaps in which the period changed, so that the energy before and after the change cannot be told apart. */
  readonly unclear: ReadonlySet<number>;
  /** Exported energy by day and tariff period, where the minutes or the curves of files give it. */
  readonly givenWhByTariff: ReadonlyMap<number, EnergyByName>;
}

/** A price line and its clock. */
export interface TimedLine {
  readonly line: PeriodHours;
  readonly clockOn: PeriodClockOn;
}

/**
 * Returns a function that gives the days counted by the meter in the periods of several lines: as its registers counted them where these
 * have the line's periods, else split by its minutes. The minutes of a day are read only once.
 * @returns the days; those from `from` on are split where necessary
 */
export function ownDaysOfLines(
  days: readonly Day[],
  lines: readonly TimedLine[],
  minutes: CountedMinutes,
): (from: number) => readonly DaysOfLine[] {
  const clocks = lines.map(({ clockOn }) => clockOn);
  const splits = new Map<number, readonly SplitDay[]>();
  const splitsOf = (day: Day) => {
    const split = splits.get(day.day) ?? splitDay(day, clocks, minutes);
    splits.set(day.day, split);
    return split;
  };
  return (from) => lines.map(({ line }, nth) => ofLine(line, days, from, (day) => splitsOf(day)[nth]));
}

function ofLine(
  line: PeriodHours,
  days: readonly Day[],
  from: number,
  splitOf: (day: Day) => SplitDay | undefined,
): DaysOfLine {
  const [unclear, givenWhByTariff] = [new Set<number>(), new Map<number, EnergyByName>()];
  const only = onlyPeriodOf(line);
  const shown = days.map((day) => {
    if (only) return inPeriod(only.name, day);
    const isCounted = day.day < from || hasPeriodsOf(day, line);
    if (isCounted && (day.day < from || !day.givenWh)) return day;
    const split = splitOf(day);
    if (split) givenWhByTariff.set(day.day, split.givenWhByTariff);
    if (isCounted || !split) return day;
    for (const date of unclearDates(split)) unclear.add(date);
    return split.day;
  });
  return { days: shown, unclear, givenWhByTariff };
}

/** A day with all its energy in one period, so that the energy of files fits into an absence whatever the names of the registers. */
function inPeriod(name: string, day: Day): Day {
  const { energyWh, unseen } = day;
  const allOf = (wh: number | undefined) => (wh === undefined ? {} : { [periodName(name)]: wh });
  return {
    ...day,
    energyWhByTariff: allOf(energyWh),
    unseen: unseen && { ...unseen, energyWhByTariff: allOf(unseen.energyWh) },
  };
}

/** Adds exported energy from the curves of files, by tariff period, for days on which no minute has it. */
export function givenInCurves(
  imported: readonly ImportedDay[],
  { line, clockOn }: TimedLine,
  known: DaysOfLine['givenWhByTariff'],
): DaysOfLine['givenWhByTariff'] {
  if (onlyPeriodOf(line)) return known;
  const told = imported.flatMap(({ day, givenCurve }) =>
    givenCurve && !known.has(day)
      ? [[day, energyOfCurveIn(givenCurve, day, clockOn(day)).energyWhByTariff] as const]
      : [],
  );
  return new Map([...known, ...told]);
}

/** Whether the registers have counted the whole day in the periods of a line. */
function hasPeriodsOf(day: Day, line: PeriodHours): boolean {
  if (day.energyWh === undefined) return true;
  const counted = Object.keys(day.energyWhByTariff).filter((name) => day.energyWhByTariff[name] !== 0);
  return isInPeriods(day) && counted.every((name) => line.periods.some((period) => isSamePeriod(period.name, name)));
}

function unclearDates({ day: { day }, unclearSinceMs }: SplitDay): readonly number[] {
  if (unclearSinceMs === undefined) return [];
  const first = parisDayOf(unclearSinceMs);
  return Array.from({ length: day - first + 1 }, (_, nth) => first + nth);
}
