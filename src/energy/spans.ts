import { beginningOfDay, MINUTE_MS } from '../base/paris-time.ts';
import type { Day } from './day.ts';
import type { EnergyByName, NamedEnergy } from './energy.ts';
import { type DaySpan, daysOfSpan, type Span, spanDateOf } from './span.ts';
import { byPeriodName, sumOfField, sumOfWhByName } from './watt-hours.ts';

/**
 * Sums days to a day, month or year of Paris. Without any reading it has no energy, and `seen` is 0. Tariff periods are named by
 * `periodName`.
 * @param group all days of the span
 * @param nowMs the wall clock: for the present span, `seen` is a share of the time until now
 */
export function spanOf(by: DaySpan, date: string, group: readonly DayOfSpan[], nowMs: number): Span {
  return { by, date, ...sumOf(group.flatMap(({ seen }) => seen ?? [])), ...timeOf(date, group, nowMs) };
}

/**
 * Groups days by the name of their span, oldest first. Every day between the first and the last one is included, also those without
 * readings.
 * @param days all days of the meter, oldest first
 */
export function daysBySpan(days: readonly Day[], by: DaySpan): ReadonlyMap<string, readonly DayOfSpan[]> {
  return Map.groupBy(everyDay(days), ({ day }) => spanDateOf(day, by));
}

/** A day between the first and the last one of a meter. */
export interface DayOfSpan {
  readonly day: number;
  /** Absent if nothing was read on that day. */
  readonly seen?: Day;
}

function everyDay(days: readonly Day[]): readonly DayOfSpan[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const seen = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: last.day - first.day + 1 }, (_, index) => {
    const there = seen.get(first.day + index);
    return { day: first.day + index, seen: there };
  });
}

type Time = Pick<Span, 'fromMs' | 'seen' | 'powerSeen'>;

function timeOf(date: string, group: readonly DayOfSpan[], nowMs: number): Time {
  const { first, end } = daysOfSpan(date);
  const fromMs = beginningOfDay(first);
  const minutes = (Math.min(nowMs, beginningOfDay(end)) - fromMs) / MINUTE_MS;
  const shareOf = (minutesOf: (day: Day) => number) => {
    const sum = group.reduce((total, { seen }) => total + (seen ? minutesOf(seen) : 0), 0);
    // The present minute counts as seen, and the clock may have been set back: so the share could exceed 1.
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
  const { greatestVA, greatestAtMs } = greatestOf(days) ?? {};
  const baseW = least(days.flatMap(({ baseW }) => baseW ?? []));
  const powerDays = days.filter((day) => day.greatestVA !== undefined).length;
  const { subscribedVA } = days.findLast(({ subscribedVA }) => subscribedVA !== undefined) ?? {};
  return {
    ...sumOfField(days, 'energyWh'),
    energyWhByRegister: registers,
    energyWhByTariff: periodsOf(days),
    ...sumOfField(days, 'givenWh'),
    ...sumOfField(
      days.map(({ unseen }) => ({ unseenWh: unseen?.energyWh })),
      'unseenWh',
    ),
    ...sumOfField(days, 'fromFilesWh'),
    greatestVA,
    greatestAtMs,
    ...(powerDays > 0 && { powerDays }),
    baseW,
    subscribedVA,
  };
}

/** Names are normalised after summing, for speed: a span has thousands of days but few names. */
function periodsOf(days: readonly Day[]): EnergyByName {
  return byPeriodName(sumOfWhByName(days.map(({ energyWhByTariff }) => energyWhByTariff)));
}

/** Undefined as soon as the energy of one day is not known by register: a partial sum could pass for the whole. */
function registersOf(days: readonly Day[]): NamedEnergy['energyWhByRegister'] {
  const counted = days.filter(({ energyWh = 0 }) => energyWh !== 0);
  const byRegister = (counted.length > 0 ? counted : days).map(({ energyWhByRegister }) => energyWhByRegister);
  const known = byRegister.filter((registers) => registers !== undefined);
  return known.length > 0 && known.length === byRegister.length ? sumOfWhByName(known) : undefined;
}

/** The day or span with the highest peak power; the earliest if several are equal. */
export function greatestOf<T extends { readonly greatestVA?: number }>(parts: readonly T[]): T | undefined {
  return parts.reduce<T | undefined>(
    (greatest, part) => ((part.greatestVA ?? -1) > (greatest?.greatestVA ?? -1) ? part : greatest),
    undefined,
  );
}

/** The least of some values; undefined if there are none. */
export function least(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}
