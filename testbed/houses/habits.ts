import type { Habit } from './programmed.ts';
import { type Range, within } from './range.ts';

const HOUR_S = 3600;

/** From, to, in hours of the day. */
type Hours = readonly [number, number];

/** Whether it is a Saturday or a Sunday: day 0 is a Monday. */
function isWeekend(day: number): boolean {
  return day % 7 >= 5;
}

/** By a clock, on each day. */
export function daily(...hours: readonly number[]): Habit {
  return () => hours.map((hour) => Math.round(hour * HOUR_S));
}

/** By a clock, on each nth day. */
export function eachDays(every: number, hour: number): Habit {
  return (day) => (day % every === 0 ? [Math.round(hour * HOUR_S)] : []);
}

/**
 * By people: about so many times within these hours.
 * @param times on a working day
 * @param weekendTimes on a Saturday or Sunday
 */
export function people(times: number, weekendTimes: number, ...hours: readonly Hours[]): Habit {
  return (day, random) => {
    const mean = isWeekend(day) ? weekendTimes : times;
    const count = Math.floor(mean) + (random() < mean % 1 ? 1 : 0);
    return Array.from({ length: count }, () => {
      const at = hours[Math.floor(random() * hours.length)] ?? [0, 24];
      return Math.round(within(at as Range, random) * HOUR_S);
    });
  };
}

/** On working days only. */
export function atWork(habit: Habit): Habit {
  return (day, random) => (isWeekend(day) ? [] : habit(day, random));
}
