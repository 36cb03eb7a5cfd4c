import { type Clock, civilClock, datesFromTo } from '../../bill/independent/civil-calendar.ts';
import type { Seen } from '../../bill/independent/ledger.ts';

/** When a meter was read. */
interface Moment extends Clock {
  readonly atMs: number;
}

/** What was counted from one reading of a meter to the next one. */
export interface Interval {
  readonly from: Moment;
  readonly to: Moment;
  /** In Wh, by the period that the register has on a bill, without those that stood still. */
  readonly whByPeriod: { readonly [period: string]: number };
}

/** What was counted between readings of the same meter with the same registers, in the order of time. */
export function intervalsOf(readings: readonly Seen[]): readonly Interval[] {
  const moments = readings.map(({ atMs }) => ({ atMs, ...civilClock(atMs) }));
  return readings.flatMap(({ identity, countedWh }, nth) => {
    const [before, from, to] = [readings[nth - 1], moments[nth - 1], moments[nth]];
    if (!from || !to || before?.identity !== identity) return [];
    const steps = Object.entries(countedWh).map(
      ([period, wh]) => [period, wh - (before.countedWh[period] ?? 0)] as const,
    );
    return [{ from, to, whByPeriod: Object.fromEntries(steps.filter(([, wh]) => wh !== 0)) }];
  });
}

/** All Wh of an interval. */
export function whOf({ whByPeriod }: Interval): number {
  return Object.values(whByPeriod).reduce((sum, wh) => sum + wh, 0);
}

/** Its dates, with both ends. */
export function datesOf({ from, to }: Interval): readonly string[] {
  return datesFromTo(from.date, to.date);
}

/** Whether there is a minute in between in which the meter was not read. */
export function isGap({ from, to }: Interval): boolean {
  return minuteOf(to) - minuteOf(from) > 1;
}

/** The beginnings of its minutes, with those of both readings, in milliseconds since 1970. */
export function* minutesOf({ from, to }: Interval): Generator<number> {
  for (let minute = minuteOf(from); minute <= minuteOf(to); minute += 1) yield minute * 60_000;
}

function minuteOf({ atMs }: Moment): number {
  return Math.floor(atMs / 60_000);
}
