import { periodName } from '../periods.ts';
import { lineOn, onlyPeriodOf, type PeriodHours, type TimedPeriod } from './period-hours.ts';

const MINUTES = 1440;
const RANGE = /(\d{2}):(\d{2})-(\d{2}):(\d{2})/g;

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
  const left = new Array<number>(MINUTES).fill(1);
  for (let minute = MINUTES - 2; minute >= 0; minute -= 1) {
    if (periods[minute] === periods[minute + 1]) left[minute] = (left[minute + 1] ?? 0) + 1;
  }
  return {
    periodAt: (minute) => periods[minute],
    minutesLeftAt: (minute) => left[minute] ?? 1,
  };
}

function periodOfMinutes(line: PeriodHours): readonly (string | undefined)[] {
  const only = onlyPeriodOf(line);
  if (only) return new Array<string>(MINUTES).fill(periodName(only.name));
  const timed = line.periods.filter(({ hours }) => hours !== undefined);
  const untimed = line.periods.filter(({ hours }) => hours === undefined);
  const claims = timed.map((period) => ({ name: periodName(period.name), isIn: minutesOf(period) }));
  const rest = untimed.length === 1 && untimed[0] ? periodName(untimed[0].name) : undefined;
  return Array.from({ length: MINUTES }, (_, minute) => {
    const [first, second] = claims.filter(({ isIn }) => isIn[minute]);
    if (first && second) return undefined;
    return first ? first.name : rest;
  });
}

/** Whether each minute is in the hours of a period. `22:30-06:30` goes over midnight, and equal ends are the whole day. */
function minutesOf({ hours = '' }: TimedPeriod): readonly boolean[] {
  const isIn = new Array<boolean>(MINUTES).fill(false);
  for (const [, ...numbers] of hours.matchAll(RANGE)) {
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = numbers.map(Number);
    const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    const length = (to - from + MINUTES) % MINUTES || MINUTES;
    for (let passed = 0; passed < length; passed += 1) isIn[(from + passed) % MINUTES] = true;
  }
  return isIn;
}
