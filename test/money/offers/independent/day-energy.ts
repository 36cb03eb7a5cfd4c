import { civilClock, civilDate, nextDate } from '../../bill/independent/civil-calendar.ts';
import type { DayClock } from './day-clock.ts';
import { datesOf, type Interval, isGap, minutesOf, whOf } from './intervals.ts';

/** A mean power of some minutes, as a file of a household has it. */
export interface Step {
  readonly atMs: number;
  readonly minutes: number;
  readonly watts: number;
}

/** What is known of the energy of a house. */
export interface CountedHouse {
  /** The dates on which its meter was read, in order, and the minute of the last time. */
  readonly lastMinutes: ReadonlyMap<string, number>;
  readonly intervals: readonly Interval[];
  /** Of what was counted before, only the sums of each date are left, by register. */
  readonly minutesSinceMs: number;
  /** What files tell, in the order of time. What the meter counted comes first. */
  readonly steps: readonly Step[];
}

/** The periods of a price line, and when they are. */
export interface Line {
  readonly periods: readonly string[];
  readonly clock: DayClock;
}

/** What a date is known to have drawn, in W × minutes by period. */
export type DayEnergy = { readonly [period: string]: number };
/** Undefined where energy of a date is in no period; absent where nothing is known of a date. */
export type Days = ReadonlyMap<string, DayEnergy | undefined>;

const WH = 60;

/** The energy of each date by the periods of a line. */
export function energyByDate(house: CountedHouse, line: Line): Days {
  const counted = Map.groupBy(house.intervals, ({ to }) => to.date);
  const parts = new Map([...counted.values()].flatMap((ofDate) => partsOf(ofDate, line, house.minutesSinceMs)));
  const partsOn = (date: string) => (counted.get(date) ?? []).map((interval) => parts.get(interval));
  const days = new Map([...house.lastMinutes.keys()].map((date) => [date, sumOf(partsOn(date))]));
  const filled = addFiles(days, parts, house, line);
  for (const [interval, part] of parts) {
    const isUnclear = part === undefined && isGap(interval) && interval.to.atMs >= house.minutesSinceMs;
    if (isUnclear) for (const date of datesOf(interval)) if (!filled.has(date)) days.set(date, undefined);
  }
  for (const absence of absencesIn(house)) {
    // The date on which the meter was heard again includes what was counted.
    for (const date of datesOf(absence)) if (!days.has(date)) days.set(date, days.get(absence.to.date) && {});
  }
  return days;
}

/** Intervals with whole dates between their ends. */
function absencesIn({ intervals }: CountedHouse): readonly Interval[] {
  return intervals.filter((interval) => datesOf(interval).length > 2);
}

type Parts = ReadonlyMap<Interval, DayEnergy | undefined>;

/**
 * Adds what files tell of time in which the meter counted nothing, or was not heard.
 * @returns the dates of absences that files tell whole
 */
function addFiles(
  days: Map<string, DayEnergy | undefined>,
  parts: Parts,
  house: CountedHouse,
  line: Line,
): ReadonlySet<string> {
  const filled = new Set<string>();
  const told = Map.groupBy(house.steps, ({ atMs }) => civilClock(atMs).date);
  const absences = absencesIn(house);
  for (const absence of absences) {
    const given = filesIn(absence, parts.get(absence), told, line);
    const { date } = absence.to;
    days.set(date, less(days.get(date), sumOf([...given.values()])));
    for (const [absent, energy] of given) {
      days.set(absent, energy);
      filled.add(absent);
    }
  }
  for (const date of endsOf(house)) {
    const steps = told.get(date) ?? [];
    const own = house.intervals.filter((interval) => interval.to.date === date && whOf(interval) > 0);
    if (isWhole(date, steps) && isTold(own, parts, steps, line)) days.set(date, toldDay(steps, line));
  }
  const absent = new Set(absences.flatMap(datesOf));
  for (const [date, steps] of told) if (!days.has(date) && !absent.has(date)) days.set(date, toldDay(steps, line));
  return filled;
}

/** What each interval of a date has counted: by its registers, if the whole date is in periods of the line. */
function partsOf(
  intervals: readonly Interval[],
  { periods, clock }: Line,
  minutesSinceMs: number,
): readonly (readonly [Interval, DayEnergy | undefined])[] {
  const [only = '', ...others] = periods;
  const isInRegisters = intervals.every(({ whByPeriod }) =>
    Object.keys(whByPeriod).every((name) => periods.includes(name)),
  );
  return intervals.map((interval) => {
    const wattMinutes = WH * whOf(interval);
    if (wattMinutes === 0) return [interval, {}];
    if (others.length === 0) return [interval, { [only]: wattMinutes }];
    if (isInRegisters)
      return [interval, sumOf(Object.entries(interval.whByPeriod).map(([name, wh]) => ({ [name]: WH * wh })))];
    const period = interval.to.atMs < minutesSinceMs ? undefined : periodOf(interval, clock);
    return [interval, period === undefined ? undefined : { [period]: wattMinutes }];
  });
}

/** The period of a whole interval. What two consecutive readings counted in adjacent minutes belongs to the minute of the second one. */
function periodOf(interval: Interval, clock: DayClock): string | undefined {
  const period = clock(interval.to.date)[interval.to.minute];
  if (!isGap(interval)) return period;
  for (const atMs of minutesOf(interval)) {
    const { date, minute } = civilClock(atMs);
    if (clock(date)[minute] !== period) return undefined;
  }
  return period;
}

/**
 * The first and the last date of the meter, of which a file may tell the time before it was heard first and after it was heard
 * last: where it was heard until midnight between that date and the one beside it, so that neither counted a part of the other.
 */
function endsOf({ lastMinutes }: CountedHouse): readonly string[] {
  const dates = [...lastMinutes.keys()];
  const isHeardUntilEnd = (date: string | undefined) => lastMinutes.get(date ?? '') === 1_439;
  const [first, last, beforeLast] = [dates[0] ?? '', dates.at(-1) ?? '', dates.at(-2)];
  if (dates.length === 1) return dates;
  const isLastAlone = isHeardUntilEnd(beforeLast) && nextDate(beforeLast ?? '') === last;
  return [...(isHeardUntilEnd(first) ? [first] : []), ...(isLastAlone ? [last] : [])];
}

/**
 * What files tell of whole dates of an absence: all of it together must fit into what was counted, in each period, or none is taken.
 * @param part what was counted; undefined where its period is not known
 */
function filesIn(
  absence: Interval,
  part: DayEnergy | undefined,
  told: ReadonlyMap<string, readonly Step[]>,
  line: Line,
): Days {
  const dates = datesOf(absence).slice(1, -1);
  const whole = new Map(
    dates.map((date) => [date, told.get(date) ?? []] as const).filter(([date, steps]) => isWhole(date, steps)),
  );
  const files = new Map(Array.from(whole, ([date, steps]) => [date, toldDay(steps, line)]));
  const sum = sumOf([...files.values()]);
  const isFitting = part === undefined || (sum !== undefined && isWithin(sum, part));
  return isFitting && wattMinutesOf([...whole.values()].flat()) <= WH * whOf(absence) ? files : new Map();
}

function isWithin(part: DayEnergy, whole: DayEnergy): boolean {
  return Object.entries(part).every(([period, one]) => one <= (whole[period] ?? 0));
}

/** Whether what a meter counted on a date is a part of what steps tell, in each period as far as any is known. */
function isTold(own: readonly Interval[], parts: Parts, steps: readonly Step[], line: Line): boolean {
  const known = own.map((interval) => parts.get(interval)).filter((part) => part !== undefined);
  const whole = toldDay(steps, line);
  const isLess = own.reduce((sum, interval) => sum + WH * whOf(interval), 0) <= wattMinutesOf(steps);
  if (known.length === 0) return isLess;
  return known.length === own.length && whole !== undefined && isWithin(sumOf(known) ?? {}, whole);
}

function wattMinutesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { watts, minutes }) => sum + watts * minutes, 0);
}

/** Whether steps tell a date from one midnight to the next, with nothing missing. */
function isWhole(date: string, steps: readonly Step[]): boolean {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return false;
  const endMs = last.atMs + last.minutes * 60_000;
  const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
  return civilDate(first.atMs - 1) < date && civilDate(endMs) > date && minutes === (endMs - first.atMs) / 60_000;
}

function toldDay(steps: readonly Step[], { periods, clock }: Line): DayEnergy | undefined {
  const [only = '', ...others] = periods;
  const sums = new Map<string, number>();
  for (const { atMs, minutes, watts } of steps) {
    for (let nth = 0; nth < minutes; nth += 1) {
      const { date, minute } = civilClock(atMs + nth * 60_000);
      const period = others.length === 0 ? only : clock(date)[minute];
      if (period === undefined) return undefined;
      sums.set(period, (sums.get(period) ?? 0) + watts);
    }
  }
  return Object.fromEntries(sums);
}

/** Undefined where one of them is. */
function sumOf(energies: readonly (DayEnergy | undefined)[]): DayEnergy | undefined {
  const sums = new Map<string, number>();
  for (const energy of energies) {
    if (!energy) return undefined;
    for (const [period, wattMinutes] of Object.entries(energy)) sums.set(period, (sums.get(period) ?? 0) + wattMinutes);
  }
  return Object.fromEntries(sums);
}

function less(energy: DayEnergy | undefined, taken: DayEnergy | undefined): DayEnergy | undefined {
  return (
    energy &&
    taken &&
    Object.fromEntries(Object.entries(energy).map(([period, all]) => [period, all - (taken[period] ?? 0)]))
  );
}
