import { beginningOfDay, DAY_MS, HOUR_MS, MINUTE_MS, parisDayOf, parisOffsetMs } from '../base/paris-time.ts';
import type { Day } from './day.ts';
import type { CountedEnergy, EnergyByName, Gap } from './energy.ts';
import type { PeriodClock, PeriodClockOn } from './period-clock.ts';
import { withoutPeriodWh } from './watt-hours.ts';

/** Sums over the minutes of a meter. Times are in milliseconds since 1970. */
export interface CountedMinutes {
  /** Energy of the minutes that begin in [fromMs, toMs), without the gaps before them. */
  countedIn(fromMs: number, toMs: number): Omit<CountedEnergy, 'energyWhByRegister'>;
  /** The gaps that ended in one of these minutes, oldest first. */
  gapsIn(fromMs: number, toMs: number): readonly EndedGap[];
}

/** A gap, and the beginning of the minute in which the meter was heard again. */
export interface EndedGap extends Gap {
  readonly endedMs: number;
}

/** A day of a meter by the periods of a clock; the meter's registers may have counted by other periods. */
export interface SplitDay {
  /** Energy whose period is unknown is in none of its periods. */
  readonly day: Day;
  /** Exported energy by tariff period. */
  readonly givenWhByTariff: EnergyByName;
  /** When the earliest gap began that ended on this day and whose energy has no clear period, in milliseconds since 1970. */
  readonly unclearSinceMs?: number;
}

/**
 * Splits the energy of a day by each clock. Energy counted in a gap belongs to the period in force throughout the gap; if the period
 * changed meanwhile, it belongs to none.
 */
export function splitDay(day: Day, clocks: readonly PeriodClockOn[], minutes: CountedMinutes): readonly SplitDay[] {
  const [beganMs, endMs] = [beginningOfDay(day.day), beginningOfDay(day.day + 1)];
  const counted = stretchesOf(
    beganMs,
    endMs,
    clocks.flatMap((clockOn) => clockOn(day.day) ?? []),
  ).map(([fromMs, toMs]) => ({ fromMs, ...minutes.countedIn(fromMs, toMs) }));
  const gaps = minutes.gapsIn(beganMs, endMs);
  return clocks.map((clockOn) => splitBy(clockOn, day, counted, gaps));
}

/** Whether all energy of a day is in known periods. */
export function isInPeriods(day: Pick<Day, 'energyWh' | 'energyWhByTariff'>): boolean {
  return day.energyWh !== undefined && withoutPeriodWh(day) === 0;
}

type CountedStretch = ReturnType<CountedMinutes['countedIn']> & { readonly fromMs: number };

function splitBy(
  clockOn: PeriodClockOn,
  day: Day,
  counted: readonly CountedStretch[],
  gaps: readonly EndedGap[],
): SplitDay {
  const [drawn, given, unseen]: { [period: string]: number }[] = [{}, {}, {}];
  let unclearSinceMs: number | undefined;
  for (const { fromMs, energyWh, givenWh } of counted) {
    const period = periodOf(fromMs, clockOn);
    add(drawn, period, energyWh);
    add(given, period, givenWh);
  }
  for (const { sinceMs, endedMs, energyWh, givenWh } of gaps) {
    const period = periodOver(sinceMs, endedMs, clockOn);
    add(drawn, period, energyWh);
    add(given, period, givenWh);
    if (day.unseen?.sinceMs === sinceMs) add(unseen, period, energyWh);
    if (period === undefined && energyWh) unclearSinceMs = Math.min(sinceMs, unclearSinceMs ?? sinceMs);
  }
  return {
    day: {
      ...day,
      energyWhByTariff: drawn ?? {},
      unseen: day.unseen && { ...day.unseen, energyWhByTariff: unseen ?? {} },
    },
    givenWhByTariff: given ?? {},
    unclearSinceMs,
  };
}

/** Meters count whole Wh, so plain sums are exact. */
function add(sums: { [period: string]: number } | undefined, period: string | undefined, wh = 0): void {
  if (sums && period !== undefined && wh !== 0) sums[period] = (sums[period] ?? 0) + wh;
}

/** The stretches of a day, in order, within which no clock changes its period. */
function stretchesOf(
  beganMs: number,
  endMs: number,
  clocks: readonly PeriodClock[],
): readonly (readonly [fromMs: number, toMs: number])[] {
  const stretches: (readonly [number, number])[] = [];
  const day = parisDayOf(beganMs);
  for (let fromMs = beganMs; fromMs < endMs; ) {
    const left = Math.min(...clocks.map((clock) => clock.minutesLeftAt(localMinute(fromMs, day))));
    const until = Math.min(endMs, fromMs + left * MINUTE_MS);
    const toMs = endMs - beganMs === DAY_MS ? until : Math.min(until, nextHour(fromMs));
    stretches.push([fromMs, toMs]);
    fromMs = toMs;
  }
  return stretches;
}

function periodOf(atMs: number, clockOn: PeriodClockOn): string | undefined {
  const day = parisDayOf(atMs);
  return clockOn(day)?.periodAt(localMinute(atMs, day));
}

/** The period in force throughout, from the minute of one instant to that of another; undefined if it is unknown or changes in between. */
function periodOver(fromMs: number, toMs: number, clockOn: PeriodClockOn): string | undefined {
  const first = periodOf(fromMs, clockOn);
  let atMs = fromMs - (fromMs % MINUTE_MS);
  while (atMs <= toMs) {
    const day = parisDayOf(atMs);
    const [clock, minute] = [clockOn(day), localMinute(atMs, day)];
    if (first === undefined || clock?.periodAt(minute) !== first) return undefined;
    atMs = Math.min(atMs + clock.minutesLeftAt(minute) * MINUTE_MS, nextHour(atMs));
  }
  return first;
}

/** The next full hour, at which the clocks may change. */
function nextHour(atMs: number): number {
  return atMs - (atMs % HOUR_MS) + HOUR_MS;
}

/** Local time in minutes after midnight. */
function localMinute(atMs: number, day: number): number {
  return Math.floor((atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS);
}
