import type { Archive } from '../energy/archive.ts';
import type { Day } from '../energy/day.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { type ImportedHour, importedHours } from '../energy/imported-hours.ts';
import { joinedDays } from '../energy/joined-days.ts';
import { nameOf, spansOfMinutes } from '../energy/minute-spans.ts';
import type { PeriodHours } from '../energy/period-hours.ts';
import type { CalendarSpan, MinuteSpan, Span } from '../energy/span.ts';
import { beginningOfDay, dateOf, parisDayOf } from '../paris-time.ts';
import { costOfEnergy } from './cost.ts';
import type { Price } from './price.ts';
import { type PricedSpan, pricedSpans } from './priced-spans.ts';

/** Which spans of a meter are wanted. */
interface SpansWanted {
  readonly by: MinuteSpan | CalendarSpan;
  /** From an instant on, and until before another one, in milliseconds since 1970; all there are, unless given. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Sorted by `from`, each of another date. Without any, nothing has a cost. */
  readonly prices?: readonly Price[];
  /** What splits the curves of files by tariff period; the hours of the prices, unless given. */
  readonly hours?: readonly PeriodHours[];
}

/** The energy of a meter until now: what it counted itself, and what files tell of the time in which it counted nothing. */
export interface MeterEnergy {
  /** What files tell of it, one a day, oldest first. */
  readonly imported: readonly ImportedDay[];
  /** All days, oldest first. They are read once, and joined once for the same hours. */
  days(hours?: readonly PeriodHours[]): readonly Day[];
  /** In the order of time: minutes and hours of which something is known, or days, months and years without a gap. */
  spans(wanted: SpansWanted): readonly PricedSpan[];
}

const MINUTES_AN_HOUR = 60;
/** Later than any reading. */
const END_MS = Date.UTC(9999, 0);

/**
 * The one door to what was used, and what it costs.
 * @param archive undefined as long as there is no journal
 * @param nowMs the wall clock: the present day is the last one
 */
export function energyOf(archive: Archive | undefined, meter: string, nowMs: number): MeterEnergy {
  const today = parisDayOf(nowMs);
  const imported = archive?.importedDays(meter).filter(({ day }) => day <= today) ?? [];
  const periodOfRegister = archive?.periodOfRegister(meter) ?? {};
  let own: readonly Day[] | undefined;
  let joined: { readonly hours: string; readonly days: readonly Day[] } | undefined;

  function days(hours: readonly PeriodHours[] = []): readonly Day[] {
    own ??= archive?.days(meter, 0, today) ?? [];
    if (imported.length === 0) return own;
    const key = JSON.stringify(hours);
    if (joined?.hours !== key) joined = { hours: key, days: joinedDays(own, imported, { hours, periodOfRegister }) };
    return joined.days;
  }

  function minuteSpans(by: MinuteSpan, [fromMs, toMs]: readonly [number, number], hours: readonly PeriodHours[]) {
    const firstDay = parisDayOf(fromMs);
    const told = by === 'hour' ? imported.filter(({ day }) => day >= firstDay && beginningOfDay(day) < toMs) : [];
    // What a curve may add to an hour depends on the whole day.
    const minutes = archive?.minutes(meter, told.length > 0 ? beginningOfDay(firstDay) : fromMs, toMs) ?? [];
    const spans = spansOfMinutes(
      minutes.filter(({ atMs }) => atMs >= fromMs),
      by,
      nowMs,
    );
    if (told.length === 0) return spans;
    const options = { hours, periodOfRegister };
    const added = importedHours(days(hours), told, spansOfMinutes(minutes, by, nowMs), options).map(spanOfImported);
    return [...spans, ...added.filter((hour) => hour.fromMs >= fromMs)].toSorted((a, b) => a.fromMs - b.fromMs);
  }

  return {
    imported,
    days,
    spans({ by, fromMs = 0, toMs = END_MS, prices = [], hours = prices }) {
      const range = [fromMs, toMs] as const;
      if (by === 'minute' || by === 'hour') return minuteSpans(by, range, hours).map((span) => priced(span, prices));
      return pricedSpans(daysWithin(days(hours), range), by, { prices, nowMs });
    },
  };
}

function spanOfImported({ fromMs, minutes, noHoursWh, ...energy }: ImportedHour): Span & Pick<Day, 'noHoursWh'> {
  return {
    ...nameOf('hour', fromMs),
    ...energy,
    ...(noHoursWh !== undefined && { noHoursWh }),
    ...{ minutes, importedWh: energy.energyWh ?? 0, seen: minutes / MINUTES_AN_HOUR },
  };
}

/** What no index counted has no price, which is not the same as costing nothing. */
function priced({ noHoursWh, ...span }: Span & Pick<Day, 'noHoursWh'>, prices: readonly Price[]): PricedSpan {
  if (prices.length === 0 || span.energyWh === undefined) return span;
  const energy = { ...span, ...(noHoursWh !== undefined && { noHoursWh }) };
  return { ...span, cost: costOfEnergy(energy, dateOf(parisDayOf(span.fromMs)), prices) };
}

/**
 * The days of a meter within a range. A day in which nothing was seen costs its subscription between the meter's first and last day.
 * So where the range begins or ends with such days, its ends are added without energy.
 */
function daysWithin(days: readonly Day[], [fromMs, toMs]: readonly [number, number]): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last || (fromMs <= beginningOfDay(first.day) && toMs > beginningOfDay(last.day))) return days;
  const [begin, end] = [Math.max(parisDayOf(fromMs), first.day), Math.min(parisDayOf(toMs - 1), last.day)];
  if (begin > end) return [];
  const seen = days.filter(({ day }) => day >= begin && day <= end);
  const ends = new Set([begin, end].filter((day) => !seen.some((one) => one.day === day)));
  return [...seen, ...Array.from(ends, unseenDay)].toSorted((one, other) => one.day - other.day);
}

function unseenDay(day: number): Day {
  return { day, energyWhByTariff: {}, seenMinutes: 0 };
}
