import { beginningOfDay, MINUTE_MS } from '../base/paris-time.ts';
import type { EnergyByName } from './energy.ts';
import type { CurvePiece } from './imported-day.ts';
import type { PeriodClock } from './period-clock.ts';
import { sumOfWh, whOf } from './watt-hours.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;
/** 1970-01-01 was a Thursday; Sunday is 0. */
const THURSDAY = 4;

/** How many minutes a day of Paris has: 1 440, but 1 380 or 1 500 on the Sundays on which the clocks change. */
export function minutesOfDay(day: number): number {
  const isSunday = (day + THURSDAY) % 7 === 0;
  return isSunday ? (beginningOfDay(day + 1) - beginningOfDay(day)) / MINUTE_MS : DAY_MINUTES;
}

/** How many minutes a curve covers. */
export function minutesOfCurve(curve: readonly CurvePiece[]): number {
  return curve.reduce((sum, { stepMinutes, meanW }) => sum + stepMinutes * meanW.length, 0);
}

/** The energy of a curve, in Wh. */
export function energyOfCurve(curve: readonly CurvePiece[]): number {
  return whOf(
    curve.reduce((sum, { stepMinutes, meanW }) => sum + stepMinutes * meanW.reduce((all, watts) => all + watts, 0), 0),
  );
}

/** Energy of a curve, in Wh: by tariff period, and the part whose period is unknown. */
export interface CurveEnergy {
  readonly minutes: number;
  readonly energyWh: number;
  readonly energyWhByTariff: EnergyByName;
  readonly withoutPeriodWh: number;
}

/**
 * Splits the energy of a curve by the periods of a clock. A step in which the period changes is split in proportion to the minutes.
 * @param clock undefined where no price line is in force, so that no period is known
 */
export function energyOfCurveIn(
  curve: readonly CurvePiece[],
  day: number,
  clock: PeriodClock | undefined,
): CurveEnergy {
  const sum = emptySum();
  addCurve(() => sum, curve, day, clock);
  return energyOfSum(sum);
}

/**
 * The same by hour. The keys are hours since the beginning of the day, in ascending order; hours that the curve does not cover are absent.
 */
export function curveByHour(
  curve: readonly CurvePiece[],
  day: number,
  clock: PeriodClock | undefined,
): ReadonlyMap<number, CurveEnergy> {
  const hours = new Map<number, CurveSum>();
  addCurve((hour) => hours.get(hour) ?? setIn(hours, hour, emptySum()), curve, day, clock);
  return new Map([...hours].toSorted(([one], [other]) => one - other).map(([hour, sum]) => [hour, energyOfSum(sum)]));
}

interface CurveSum {
  minutes: number;
  /** In W × minutes, by period. */
  readonly known: Map<string, number>;
  unknown: number;
}

function emptySum(): CurveSum {
  return { minutes: 0, known: new Map(), unknown: 0 };
}

function setIn<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

/** @param sumOf returns the sum that an hour of the day is added to */
function addCurve(
  sumOf: (hour: number) => CurveSum,
  curve: readonly CurvePiece[],
  day: number,
  clock: PeriodClock | undefined,
): void {
  const length = minutesOfDay(day);
  for (const { fromMinute, stepMinutes, meanW } of curve) {
    let minute = fromMinute;
    for (const watts of meanW) {
      const end = minute + stepMinutes;
      while (minute < end) {
        const hour = Math.floor(minute / HOUR_MINUTES);
        const local = localMinute(minute, length);
        const inHour = Math.min(end, (hour + 1) * HOUR_MINUTES) - minute;
        const minutes = Math.min(inHour, clock?.minutesLeftAt(local) ?? inHour);
        addPart(sumOf(hour), minutes, watts, clock?.periodAt(local));
        minute += minutes;
      }
    }
  }
}

function addPart(sum: CurveSum, minutes: number, watts: number, period: string | undefined): void {
  sum.minutes += minutes;
  if (period === undefined) sum.unknown += watts * minutes;
  else sum.known.set(period, (sum.known.get(period) ?? 0) + watts * minutes);
}

/** Local time in minutes after midnight: it skips from 02:00 to 03:00 in March, and repeats the hour before 03:00 in October. */
function localMinute(minute: number, minutesOfThisDay: number): number {
  if (minutesOfThisDay < DAY_MINUTES) return minute < 2 * HOUR_MINUTES ? minute : minute + HOUR_MINUTES;
  if (minutesOfThisDay > DAY_MINUTES) return minute < 3 * HOUR_MINUTES ? minute : minute - HOUR_MINUTES;
  return minute;
}

function energyOfSum({ minutes, known, unknown }: CurveSum): CurveEnergy {
  const energyWhByTariff = Object.fromEntries(Array.from(known, ([period, one]) => [period, whOf(one)]));
  const withoutPeriodWh = whOf(unknown);
  const energyWh = sumOfWh([...Object.values(energyWhByTariff), withoutPeriodWh]);
  return { minutes, energyWh, energyWhByTariff, withoutPeriodWh };
}
