import { beginningOfDay } from '../paris-time.ts';
import { periodName } from '../periods.ts';
import type { CountedEnergy, Day, EnergyByName } from './day.ts';
import type { CalendarSpan, Span } from './span.ts';
import { daysOfSpan, spanDateOf } from './span-dates.ts';
import { renamed, sumOfWh, sumOfWhByName } from './watt-hours.ts';

/**
 * A day, month or year of the calendar of Paris, of which these are all days. One of which nothing was seen has no energy, and is
 * `seen` 0. Tariff periods have the names that `periodName` gives.
 * @param nowMs the wall clock: of the present span, only the time until now counts for the share that was seen
 */
export function spanOf(by: CalendarSpan, date: string, group: readonly CalendarDay[], nowMs: number): Span {
  return { by, date, ...sumOf(group.flatMap(({ seen }) => seen ?? [])), ...timeOf(date, group, nowMs) };
}

/**
 * The days of each span, by its name, oldest first and without a gap: none between the first and the last day is left out.
 * @param days all days of the meter, oldest first, so that the days between the first and the last one are known
 */
export function daysBySpan(days: readonly Day[], by: CalendarSpan): ReadonlyMap<string, readonly CalendarDay[]> {
  return Map.groupBy(everyDay(days), ({ day }) => spanDateOf(day, by));
}

/** A day between the first and the last one of a meter. */
export interface CalendarDay {
  readonly day: number;
  /** Absent when nothing was seen. */
  readonly seen?: Day;
}

function everyDay(days: readonly Day[]): readonly CalendarDay[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const seen = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: last.day - first.day + 1 }, (_, index) => {
    const there = seen.get(first.day + index);
    return { day: first.day + index, ...(there && { seen: there }) };
  });
}

type Time = Pick<Span, 'fromMs' | 'seen' | 'powerSeen'>;

function timeOf(date: string, group: readonly CalendarDay[], nowMs: number): Time {
  const { first, end } = daysOfSpan(date);
  const fromMs = beginningOfDay(first);
  const minutes = (Math.min(nowMs, beginningOfDay(end)) - fromMs) / 60_000;
  const shareOf = (minutesOf: (day: Day) => number) => {
    const sum = group.reduce((total, { seen }) => total + (seen ? minutesOf(seen) : 0), 0);
    // The minute that is under way counts as seen, and the clock may have been set back.
    return sum === 0 ? 0 : Math.min(1, sum / Math.max(1, minutes));
  };
  const hasPowerless = group.some(({ seen }) => seen?.powerMinutes !== undefined);
  return {
    fromMs,
    seen: shareOf(({ seenMinutes }) => seenMinutes),
    ...(hasPowerless && { powerSeen: shareOf(({ seenMinutes, powerMinutes = seenMinutes }) => powerMinutes) }),
  };
}

type Sum = Omit<Span, 'by' | 'date' | keyof Time>;

function sumOf(days: readonly Day[]): Sum {
  const registers = registersOf(days);
  const greatest = greatestOf(days);
  return {
    ...optional(
      'energyWh',
      sumIfAny(days, ({ energyWh }) => energyWh),
    ),
    ...(registers && { energyWhByRegister: registers }),
    energyWhByTariff: periodsOf(days),
    ...optional(
      'givenWh',
      sumIfAny(days, ({ givenWh }) => givenWh),
    ),
    ...optional(
      'unseenWh',
      sumIfAny(days, ({ unseen }) => unseen?.energyWh),
    ),
    ...optional(
      'importedWh',
      sumIfAny(days, ({ importedWh }) => importedWh),
    ),
    ...optional('greatestVA', greatest?.greatestVA),
    ...optional('greatestAtMs', greatest?.greatestAtMs),
    ...optional('baseW', least(days.flatMap(({ baseW }) => baseW ?? []))),
    ...optional('subscribedVA', days.findLast(({ subscribedVA }) => subscribedVA !== undefined)?.subscribedVA),
  };
}

/** A span has thousands of days and a few names, so these are made the same after the days of each are summed. */
function periodsOf(days: readonly Day[]): EnergyByName {
  return renamed(sumOfWhByName(days.map(({ energyWhByTariff }) => energyWhByTariff)), periodName);
}

/** Absent as soon as energy of one day is not known by register: a part would pass for the whole. */
function registersOf(days: readonly Day[]): CountedEnergy['energyWhByRegister'] {
  const counted = days.filter(({ energyWh = 0 }) => energyWh !== 0);
  const byRegister = (counted.length > 0 ? counted : days).map(({ energyWhByRegister }) => energyWhByRegister);
  const known = byRegister.filter((registers) => registers !== undefined);
  return known.length > 0 && known.length === byRegister.length ? sumOfWhByName(known) : undefined;
}

/** The day, or span, with the greatest power: the first one of several. */
export function greatestOf<T extends { readonly greatestVA?: number }>(parts: readonly T[]): T | undefined {
  return parts.reduce<T | undefined>(
    (greatest, part) => ((part.greatestVA ?? -1) > (greatest?.greatestVA ?? -1) ? part : greatest),
    undefined,
  );
}

function sumIfAny(days: readonly Day[], amount: (day: Day) => number | undefined): number | undefined {
  const amounts = days.flatMap((day) => amount(day) ?? []);
  return amounts.length === 0 ? undefined : sumOfWh(amounts);
}

function least(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]: V });
}
