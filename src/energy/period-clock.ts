import { clockSpansIn, MINUTES_A_DAY } from '../hours.ts';
import { periodName } from '../periods.ts';

/** A tariff period, and the hours of the local clock in which energy is of it, as `22:30-06:30,12:00-14:00`. */
export interface TimedPeriod {
  /** As the meter or the household writes it: see `periods.ts`. */
  readonly name: string;
  /** For curves from files, which know no tariff; no day of the meter needs them. */
  readonly hours?: string;
}

/** The tariff periods from a date on. That is all that energy takes of a price line: see `money/price.ts`. */
export interface PeriodHours {
  /** A date such as `2026-08-01`: from midnight in Paris on. */
  readonly from: string;
  readonly periods: readonly TimedPeriod[];
}

/**
 * The line that holds on a date: the last one that begins then or before.
 * @param lines sorted by `from`
 */
export function lineOn<Line extends PeriodHours>(date: string, lines: readonly Line[]): Line | undefined {
  return lines.findLast(({ from }) => from <= date);
}

/** The period of a line that has one only, which is that of all energy, whatever it is called. */
export function onlyPeriodOf<Period>({ periods }: { readonly periods: readonly Period[] }): Period | undefined {
  return periods.length === 1 ? periods[0] : undefined;
}

/** The tariff period of each minute of the local clock, as the `hours` of a price line tell it. */
export interface PeriodClock {
  /** The period at a minute after midnight, from 0 to 1 439, under the name that `periodName` gives; undefined where it is not known. */
  periodAt(minute: number): string | undefined;
  /** How many minutes that stays so, up to midnight. */
  minutesLeftAt(minute: number): number;
}

/** Gives the clock of the price line that holds on a date; undefined before the first one. */
export type PeriodClockOn = (date: string) => PeriodClock | undefined;

/** @param lines sorted by `from`, each of another date */
export function periodClocks(lines: readonly PeriodHours[]): PeriodClockOn {
  const clocks = new Map<PeriodHours, PeriodClock>();
  return (date) => {
    const holding = lineOn(date, lines);
    if (!holding) return undefined;
    const clock = clocks.get(holding) ?? periodClock(holding);
    clocks.set(holding, clock);
    return clock;
  };
}

/**
 * Exactly one period without `hours` has the rest of the day, and the only period of a line has the whole day. The period is not
 * known where the hours of two periods overlap, and where no hours are and none or several periods are without.
 */
export function periodClock(line: PeriodHours): PeriodClock {
  const periods = periodOfMinutes(line);
  const left = new Array<number>(MINUTES_A_DAY).fill(1);
  for (let minute = MINUTES_A_DAY - 2; minute >= 0; minute -= 1) {
    if (periods[minute] === periods[minute + 1]) left[minute] = (left[minute + 1] ?? 0) + 1;
  }
  return {
    periodAt: (minute) => periods[minute],
    minutesLeftAt: (minute) => left[minute] ?? 1,
  };
}

function periodOfMinutes(line: PeriodHours): readonly (string | undefined)[] {
  const only = onlyPeriodOf(line);
  if (only) return new Array<string>(MINUTES_A_DAY).fill(periodName(only.name));
  const timed = line.periods.filter(({ hours }) => hours !== undefined);
  const untimed = line.periods.filter(({ hours }) => hours === undefined);
  const claims = timed.map((period) => ({ name: periodName(period.name), isIn: minutesOf(period) }));
  const rest = untimed.length === 1 && untimed[0] ? periodName(untimed[0].name) : undefined;
  return Array.from({ length: MINUTES_A_DAY }, (_, minute) => {
    const [first, second] = claims.filter(({ isIn }) => isIn[minute]);
    if (first && second) return undefined;
    return first ? first.name : rest;
  });
}

/** Whether each minute is in the hours of a period. */
function minutesOf({ hours = '' }: TimedPeriod): readonly boolean[] {
  const isIn = new Array<boolean>(MINUTES_A_DAY).fill(false);
  for (const { from, to } of clockSpansIn(hours) ?? []) isIn.fill(true, from, to);
  return isIn;
}
