import { dayOfDate } from '../base/paris-time.ts';
import type { EnergyByName, KnownEnergy } from '../energy/energy.ts';
import { daysOfSpan } from '../energy/span.ts';
import { scaledEnergy, sumOfNamed, sumOfWh, withoutPeriodWh } from '../energy/watt-hours.ts';
import { type Cost, costOf } from './cost.ts';
import type { Price } from './price.ts';
import type { PricedSpan } from './priced-spans.ts';

/** A forecast for the present month: its imported energy and cost by its end. */
export interface Outlook {
  /** `2026-08`. */
  readonly month: string;
  readonly energyWh: number;
  readonly energyWhByTariff: EnergyByName;
  /** Only if there are prices. Includes the subscription of the whole month, or from the meter's first day on. */
  readonly cost?: Cost;
  /** How many whole days the mean day is based on. */
  readonly fromDays: number;
}

/** Fewer days may just be a weekend, or a day away. */
const LEAST_DAYS = 3;
/** In its first week a month has too few days, so the week before today is used, although part of it belongs to another month. */
const WEEK_DAYS = 7;

/**
 * Forecasts the month: what it has counted up to now, plus the mean day for each remaining day. The mean is that of the month, or of the
 * week before today. Undefined while fewer than three whole days are known.
 * @param spans the meter's spans by day, oldest first, from a week before the month began, or from the meter's first day on
 * @param today the date in Paris
 * @param prices sorted by `from`
 */
export function outlookOf(
  spans: readonly PricedSpan[],
  today: string,
  prices: readonly Price[] = [],
): Outlook | undefined {
  const now = dayOfDate(today);
  const begun = dayOfDate(spans[0]?.date ?? '');
  if (now === undefined || begun === undefined) return undefined;
  const month = today.slice(0, 'yyyy-mm'.length);
  const { first, end } = daysOfSpan(month);
  const byDay = new Map(spans.map((span) => [dayOfDate(span.date) ?? Number.NaN, span]));
  const whole = daysFrom(Math.min(first, now - WEEK_DAYS), now).flatMap((day) => wholeDay(day, byDay, now) ?? []);
  if (whole.length < LEAST_DAYS) return undefined;

  const mean = scaledEnergy(sumOfNamed(whole), 1 / whole.length);
  const days = daysFrom(Math.max(first, begun), end).map((day) => ({
    day,
    seen: expected(byDay.get(day), day, now, mean),
  }));
  return {
    month,
    ...sumOfNamed(days.flatMap(({ seen }) => seen ?? [])),
    ...(prices.length > 0 && { cost: costOf(days, prices) }),
    fromDays: whole.length,
  };
}

function daysFrom(first: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

/**
 * The energy of a completed day, if it belongs entirely to that day: energy counted over an absence belongs to several days, and the day on
 * which an absence began lacks part of its own. A day from a file is whole if the file covers all of it.
 */
function wholeDay(day: number, byDay: ReadonlyMap<number, PricedSpan>, now: number): KnownEnergy | undefined {
  const span = byDay.get(day);
  if (span?.energyWh === undefined || span.unseenWh !== undefined) return undefined;
  const isWhole =
    span.fromFilesWh === undefined
      ? isHeard(byDay.get(day - 1)) && (day + 1 === now || isHeard(byDay.get(day + 1)))
      : span.seen === 1;
  return isWhole ? energyOfSpan(span) : undefined;
}

/** Whether the meter itself was heard on a day. */
function isHeard(span: PricedSpan | undefined): boolean {
  if (span === undefined || span.seen === 0) return false;
  // A file of exported energy adds no imported energy, so its `fromFilesWh` is 0.
  return span.fromFilesWh === undefined || span.fromFilesWh !== (span.energyWh ?? 0);
}

/** The energy of a day: counted if it is past, the mean if it is to come, and for today whichever is more. */
function expected(span: PricedSpan | undefined, day: number, now: number, mean: KnownEnergy): KnownEnergy | undefined {
  if (day < now) return span && energyOfSpan(span);
  return day === now && span ? greaterOf(energyOfSpan(span), mean) : mean;
}

function energyOfSpan({ energyWh = 0, energyWhByTariff }: PricedSpan): KnownEnergy {
  return { energyWh, energyWhByTariff };
}

/** The larger energy in each period: today may already have more than the mean day in one period, and less in another. */
function greaterOf(one: KnownEnergy, other: KnownEnergy): KnownEnergy {
  const names = Object.keys({ ...one.energyWhByTariff, ...other.energyWhByTariff });
  const greater = names.map((name) => [
    name,
    Math.max(one.energyWhByTariff[name] ?? 0, other.energyWhByTariff[name] ?? 0),
  ]);
  const unknownWh = Math.max(0, withoutPeriodWh(one), withoutPeriodWh(other));
  const energyWhByTariff: EnergyByName = Object.fromEntries(greater);
  return { energyWh: sumOfWh([...Object.values(energyWhByTariff), unknownWh]), energyWhByTariff };
}
