import { beginningOfDay } from '../paris-time.ts';
import type { PeriodClock } from './hours.ts';
import type { CurvePiece } from './imported-day.ts';
import { sumOfWh, whOf } from './watt-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;

/** How many minutes a day of Paris has: 1 380, 1 440 or 1 500. */
export function minutesOfDay(day: number): number {
  return (beginningOfDay(day + 1) - beginningOfDay(day)) / MINUTE_MS;
}

/** Of how many minutes a curve tells the power. */
export function minutesOfCurve(curve: readonly CurvePiece[]): number {
  return curve.reduce((sum, { stepMinutes, meanW }) => sum + stepMinutes * meanW.length, 0);
}

/** The energy of a curve, in Wh. */
export function energyOfCurve(curve: readonly CurvePiece[]): number {
  return whOf(
    curve.reduce((sum, { stepMinutes, meanW }) => sum + stepMinutes * meanW.reduce((all, watts) => all + watts, 0), 0),
  );
}

/** Energy of a curve, in Wh, by tariff period, and in no known one. */
export interface CurveEnergy {
  readonly minutes: number;
  readonly energyWh: number;
  readonly energyWhByTariff: { readonly [period: string]: number };
  readonly withoutPeriodWh: number;
}

/**
 * Splits a curve by hours of the day, which are counted from its beginning, and by the periods of a clock: a step in which the
 * period changes counts for each by its minutes. Hours of which the curve tells nothing are absent.
 * @param clock undefined where no prices hold, so that no period is known
 */
export function curveByHour(
  curve: readonly CurvePiece[],
  day: number,
  clock: PeriodClock | undefined,
): ReadonlyMap<number, CurveEnergy> {
  const hours = new Map<number, HourSum>();
  const length = minutesOfDay(day);
  for (const { fromMinute, stepMinutes, meanW } of curve) {
    for (const [nth, watts] of meanW.entries()) {
      const begin = fromMinute + nth * stepMinutes;
      addStep(hours, [begin, begin + stepMinutes], watts, (minute) => localMinute(minute, length), clock);
    }
  }
  return new Map([...hours].toSorted(([one], [other]) => one - other).map(([hour, sum]) => [hour, energyOf(sum)]));
}

interface HourSum {
  minutes: number;
  /** In W × minutes, by period. */
  readonly known: Map<string, number>;
  unknown: number;
}

function addStep(
  hours: Map<number, HourSum>,
  [begin, end]: readonly [number, number],
  watts: number,
  localOf: (minute: number) => number,
  clock: PeriodClock | undefined,
): void {
  let minute = begin;
  while (minute < end) {
    const hour = Math.floor(minute / HOUR_MINUTES);
    const local = localOf(minute);
    const inHour = Math.min(end, (hour + 1) * HOUR_MINUTES) - minute;
    const minutes = Math.min(inHour, clock?.minutesLeftAt(local) ?? inHour);
    const period = clock?.periodAt(local);
    const sum = hours.get(hour) ?? { minutes: 0, known: new Map(), unknown: 0 };
    sum.minutes += minutes;
    if (period === undefined) sum.unknown += watts * minutes;
    else sum.known.set(period, (sum.known.get(period) ?? 0) + watts * minutes);
    hours.set(hour, sum);
    minute += minutes;
  }
}

/** What the clock on the wall shows, in minutes after midnight: it jumps at 02:00 in March, and repeats an hour at 03:00 in October. */
function localMinute(minute: number, minutesOfThisDay: number): number {
  if (minutesOfThisDay < DAY_MINUTES) return minute < 2 * HOUR_MINUTES ? minute : minute + HOUR_MINUTES;
  if (minutesOfThisDay > DAY_MINUTES) return minute < 3 * HOUR_MINUTES ? minute : minute - HOUR_MINUTES;
  return minute;
}

function energyOf({ minutes, known, unknown }: HourSum): CurveEnergy {
  const energyWhByTariff = Object.fromEntries(Array.from(known, ([period, one]) => [period, whOf(one)]));
  const withoutPeriodWh = whOf(unknown);
  const energyWh = sumOfWh([...Object.values(energyWhByTariff), withoutPeriodWh]);
  return { minutes, energyWh, energyWhByTariff, withoutPeriodWh };
}
