import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { beginningOfDay, dateOf, dayOfDate, parisDayOf } from '../paris-time.ts';
import type { Day } from '../tariff/day.ts';
import type { CalendarSpan, EnergySpan } from '../tariff/energy-span.ts';
import { type Outlook, outlookOf } from '../tariff/outlook.ts';
import type { Price } from '../tariff/price.ts';
import { spansOf } from '../tariff/spans.ts';
import { hourSpans } from './hour-spans.ts';
import { type DaysOfMeter, type DaysUntil, readDays } from './kept-days.ts';
import type { EnergySpans, SpansRequest } from './protocol.ts';
import { typedPrices } from './typed-prices.ts';

const NO_DAYS: DaysOfMeter = { imported: [], periodOfRegister: {}, joined: () => [] };
/** On the 31st, this many days have passed since a week before the month began. */
const MOST_DAYS_OF_OUTLOOK = 37;

/**
 * The energy of a meter by hour, day, month or year, and its cost where there are prices.
 * @param archive undefined as long as there is no journal
 * @param daysUntil reads the days of a meter
 */
export function energySpans(
  archive: ReadOnlyJournal | undefined,
  { meter, by, from, to, prices: typed }: SpansRequest,
  nowMs: number,
  daysUntil: DaysUntil = readDays,
): EnergySpans {
  const today = parisDayOf(nowMs);
  const { imported, periodOfRegister, joined } = archive ? daysUntil(archive, meter, today) : NO_DAYS;
  const range = [dayOfDate(from) ?? today, dayOfDate(to) ?? today] as const;
  const prices = typedPrices(typed);
  const days = joined(prices);
  const minutesIn = ([first, last]: typeof range) =>
    archive?.minutes(meter, beginningOfDay(first), beginningOfDay(last + 1)) ?? [];
  const spans =
    by === 'hour'
      ? hourSpans(
          minutesIn(range),
          { days, imported: imported.filter(({ day }) => day >= range[0] && day <= range[1]) },
          { prices, periodOfRegister, nowMs },
        )
      : calendarSpans(days, range, by, prices, nowMs);
  const hasToday = by === 'day' && range[0] <= today && range[1] >= today;
  const outlook = hasToday ? outlookFrom(days, today, prices, nowMs) : undefined;
  return { spans, today: dateOf(today), ...factsOf(days), ...(outlook && { outlook }) };
}

/** The outlook takes the first day that it is given for that of the journal: whatever was asked for, it needs the week before. */
function outlookFrom(
  days: readonly Day[],
  today: number,
  prices: readonly Price[],
  nowMs: number,
): Outlook | undefined {
  const spans = calendarSpans(days, [today - MOST_DAYS_OF_OUTLOOK, today], 'day', prices, nowMs);
  return outlookOf(spans, dateOf(today), prices);
}

function factsOf(days: readonly Day[]): Omit<EnergySpans, 'spans' | 'today'> {
  const first = days[0];
  const contract = days.findLast((day) => day.contract !== undefined)?.contract;
  const subscribedVA = days.findLast((day) => day.subscribedVA !== undefined)?.subscribedVA;
  return {
    ...(first && { first: dateOf(first.day) }),
    ...(contract !== undefined && { contract }),
    ...(subscribedVA !== undefined && { subscribedVA }),
  };
}

function calendarSpans(
  days: readonly Day[],
  range: readonly [number, number],
  by: CalendarSpan,
  prices: readonly Price[],
  nowMs: number,
): readonly EnergySpan[] {
  return spansOf(daysWithin(days, range), by, { nowMs, ...(prices.length > 0 && { prices }) });
}

/**
 * The days of a meter from the first up to and including the last of a range. A day in which nothing was seen costs its
 * subscription between the meter's first and last day. So where the range begins or ends with such days, its ends are added
 * without energy.
 */
function daysWithin(days: readonly Day[], [from, to]: readonly [number, number]): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const [begin, end] = [Math.max(from, first.day), Math.min(to, last.day)];
  if (begin > end) return [];
  const seen = days.filter(({ day }) => day >= begin && day <= end);
  const ends = new Set([begin, end].filter((day) => !seen.some((one) => one.day === day)));
  return [...seen, ...Array.from(ends, unseenDay)].toSorted((a, b) => a.day - b.day);
}

function unseenDay(day: number): Day {
  return { day, energyWhByTariff: {}, seenMinutes: 0 };
}
