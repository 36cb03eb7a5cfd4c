import { DAY_MS, HOUR_MS, MINUTE_MS, parisDayOf, parisOffsetMs } from '../paris-time.ts';
import type { Day } from './day.ts';
import type { EnergyByName } from './energy.ts';
import type { Minute } from './minute.ts';
import type { PeriodClockOn } from './period-clock.ts';
import { withoutPeriodWh } from './watt-hours.ts';

/** What a meter counted in a minute, without its power and registers. */
export type CountedMinute = Pick<Minute, 'atMs' | 'energyWh' | 'gap'> & { readonly givenWh?: number };

/** A day of a meter by the periods of a clock, which its registers need not have counted. */
export interface SplitDay {
  /** Its energy is in no period as far as that is unknown. */
  readonly day: Day;
  /** What was given, by the period in which it was. */
  readonly givenWhByTariff: EnergyByName;
  /** When a gap of the day began of whose Wh the period is not known, in milliseconds since 1970. */
  readonly unclearSinceMs?: number;
}

/**
 * Splits the energy of a day by its minutes. What was counted in a gap is of the period that held from its first minute to its last
 * one, and of none where that changed.
 * @param minutes all of the day, oldest first
 */
export function splitDay(day: Day, minutes: readonly CountedMinute[], clockOn: PeriodClockOn): SplitDay {
  const [drawn, given] = [new Map<string, number>(), new Map<string, number>()];
  let unclearSinceMs: number | undefined;
  const unseen = new Map<string, number>();
  for (const { atMs, energyWh, givenWh, gap } of minutes) {
    const period = periodOf(atMs, clockOn);
    add(drawn, period, energyWh);
    add(given, period, givenWh);
    if (!gap) continue;
    const ofGap = periodOver(gap.sinceMs, atMs, clockOn);
    add(drawn, ofGap, gap.energyWh);
    add(given, ofGap, gap.givenWh);
    if (day.unseen?.sinceMs === gap.sinceMs) add(unseen, ofGap, gap.energyWh);
    if (ofGap === undefined && gap.energyWh) unclearSinceMs = Math.min(gap.sinceMs, unclearSinceMs ?? gap.sinceMs);
  }
  return {
    day: {
      ...day,
      energyWhByTariff: Object.fromEntries(drawn),
      ...(day.unseen && { unseen: { ...day.unseen, energyWhByTariff: Object.fromEntries(unseen) } }),
    },
    givenWhByTariff: Object.fromEntries(given),
    ...(unclearSinceMs !== undefined && { unclearSinceMs }),
  };
}

/** Whether all energy of a day is in known periods. */
export function isInPeriods(day: Pick<Day, 'energyWh' | 'energyWhByTariff'>): boolean {
  return day.energyWh !== undefined && withoutPeriodWh(day) === 0;
}

/** A meter counts whole Wh, so plain sums are exact. */
function add(sums: Map<string, number>, period: string | undefined, wh = 0): void {
  if (period !== undefined && wh !== 0) sums.set(period, (sums.get(period) ?? 0) + wh);
}

function periodOf(atMs: number, clockOn: PeriodClockOn): string | undefined {
  const day = parisDayOf(atMs);
  return clockOn(day)?.periodAt(localMinute(atMs, day));
}

/** The period that holds from the minute of an instant to that of another; undefined where there is none, or another one between them. */
function periodOver(fromMs: number, toMs: number, clockOn: PeriodClockOn): string | undefined {
  const first = periodOf(fromMs, clockOn);
  let atMs = fromMs - (fromMs % MINUTE_MS);
  while (atMs <= toMs) {
    const day = parisDayOf(atMs);
    const [clock, minute] = [clockOn(day), localMinute(atMs, day)];
    if (first === undefined || clock?.periodAt(minute) !== first) return undefined;
    // The clocks change at full hours.
    atMs = Math.min(atMs + clock.minutesLeftAt(minute) * MINUTE_MS, atMs - (atMs % HOUR_MS) + HOUR_MS);
  }
  return first;
}

/** What the clock on the wall shows, in minutes after midnight. */
function localMinute(atMs: number, day: number): number {
  return Math.floor((atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS);
}
