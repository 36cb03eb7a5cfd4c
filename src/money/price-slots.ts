import { beginningOfDay, DAY_MS, dateOf, MINUTE_MS, parisDayOf, parisOffsetMs } from '../base/paris-time.ts';
import { always, isTempoLine, lineOn, onlyPeriodOf, type PeriodClock, periodClocks } from '../energy/period-clock.ts';
import type { ColourOfDay } from '../energy/tempo-colours.ts';
import { clockSpansIn, MINUTES_A_DAY } from '../reading/hours.ts';
import { periodName } from '../reading/periods.ts';
import { hasPeriodsOf, linesOn, lineThatPrices, type Price, pricePer, withHours } from './price.ts';

/** The length of a slot. Slots begin at every midnight and every change of the clocks. */
export const SLOT_MS = 15 * MINUTE_MS;

/** A quarter of an hour and its price per kWh. */
export interface PriceSlot {
  readonly fromMs: number;
  /** Euros per kWh, including taxes: the price that applies for most of the slot. */
  readonly price: number;
}

/** A tariff period as the meter reports it. */
export interface ReportedPeriod {
  readonly period: string;
  /** The date on which it was reported last, in days since 1970-01-01. */
  readonly day: number;
}

/** What prices depend on, by date: the hours and colours that are known of it. Dates are in days since 1970-01-01. */
export interface PriceDates {
  /**
   * The off-peak hours of a date for prices of HP and HC, in the notation of the settings; an empty text if it has none. Undefined while
   * unknown: then those of the prices apply.
   */
  offPeakOn(day: number): string | undefined;
  /** The hours of mobile peak (EJP) of a date; undefined if none are known. */
  peakOn(day: number): string | undefined;
  /** The colour of a Tempo day. */
  readonly colourOn: ColourOfDay;
  /** The newest tariff period; undefined while the meter has reported none. */
  readonly reported: ReportedPeriod | undefined;
}

/** Why the price at a moment is unknown. */
export type NoPrice =
  /** The first price line begins later, on this date. */
  | { readonly kind: 'later'; readonly from: string }
  /** The meter reports a tariff period that has no price: the prices are those of another contract. */
  | { readonly kind: 'period'; readonly period: string }
  /** What is missing: the colour of the Tempo day, the off-peak hours, the EJP peak, or the hours of the periods of other prices. */
  | { readonly kind: 'colour' | 'offPeak' | 'peak' | 'hours' };

/**
 * The prices of a household around a moment, in consecutive quarters of an hour without gaps: from the beginning of the local date, or
 * later if the earlier part is unknown, up to the first unknown quarter, at most to the end of the next date. Empty if the price at the
 * moment itself is unknown. A quarter is known if each of its minutes is; if two prices apply equally long, it has the earlier one.
 */
export function priceSlots(prices: readonly Price[], known: PriceDates, nowMs: number): readonly PriceSlot[] {
  const today = parisDayOf(nowMs);
  if (unpricedPeriod(today, prices, known) !== undefined) return [];
  const [beginsMs, endsMs] = [beginningOfDay(today), beginningOfDay(today + 2)];
  const dates = new Map([today, today + 1].map((day) => [day, pricesOn(day, prices, known)]));
  const slots: PriceSlot[] = [];
  for (let fromMs = beginsMs; fromMs < endsMs; fromMs += SLOT_MS) {
    const price = priceOfSlot(fromMs, (atMs) => dates.get(parisDayOf(atMs))?.[minuteOf(atMs)]);
    if (price !== undefined) slots.push({ fromMs, price });
    else if (fromMs + SLOT_MS > nowMs) break;
    else slots.length = 0;
  }
  return (slots.at(-1)?.fromMs ?? Number.NaN) + SLOT_MS > nowMs ? slots : [];
}

/** Why there are no slots at a moment. */
export function noPriceAt(prices: readonly Price[], known: PriceDates, nowMs: number): NoPrice {
  const today = parisDayOf(nowMs);
  const line = lineOn(dateOf(today), prices);
  if (!line) return { kind: 'later', from: prices[0]?.from ?? dateOf(today) };
  const period = unpricedPeriod(today, prices, known);
  if (period !== undefined) return { kind: 'period', period };
  if (isTempoLine(line)) return { kind: 'colour' };
  if (hasPeriodsOf('ejp', line)) return { kind: 'peak' };
  return { kind: hasPeriodsOf('offPeak', line) ? 'offPeak' : 'hours' };
}

/**
 * The tariff period that the meter reports, if none of the prices that apply to its date has it. A period that was reported while another
 * line was in force says nothing about the present line.
 */
function unpricedPeriod(today: number, prices: readonly Price[], { reported }: PriceDates): string | undefined {
  if (!reported) return undefined;
  const lines = linesOn(dateOf(reported.day), prices);
  if (!lines.holding || lines.holding !== lineOn(dateOf(today), prices)) return undefined;
  return lineThatPrices(reported.period, lines) ? undefined : periodName(reported.period);
}

/** The price of each minute of a date; empty if no price line is in force. */
function pricesOn(day: number, prices: readonly Price[], known: PriceDates): readonly (number | undefined)[] {
  const line = lineOn(dateOf(day), prices);
  const clock = line && clockOn(day, line, known);
  const perMinute: (number | undefined)[] = [];
  while (clock && perMinute.length < MINUTES_A_DAY) {
    const minute = perMinute.length;
    const period = clock.periodAt(minute);
    const price = period === undefined ? undefined : pricePer(period, line);
    perMinute.push(...new Array<number | undefined>(clock.minutesLeftAt(minute)).fill(price));
  }
  return perMinute;
}

function clockOn(day: number, line: Price, known: PriceDates): PeriodClock | undefined {
  return periodClocks([always(withKnownHours(day, line, known))], known.colourOn)(day);
}

/** The line with the hours that the meter reports for a date. The hours of a supplier's own periods are known only from the settings. */
function withKnownHours(day: number, line: Price, known: PriceDates): Price {
  if (onlyPeriodOf(line)) return line;
  if (hasPeriodsOf('ejp', line)) return withPeak(line, known.peakOn(day));
  const offPeak = hasPeriodsOf('offPeak', line) ? known.offPeakOn(day) : undefined;
  return offPeak === undefined ? line : withHours(line, 'HC', offPeak);
}

/**
 * The hours that the settings have for EJP's peak do not apply to each date, so the reported ones replace them. A peak that only continues
 * from before midnight says nothing about the hours after it, in which the next one may begin: those stay unknown.
 */
function withPeak(line: Price, peak = ''): Price {
  const timed = withHours(line, 'PM', peak);
  if (clockSpansIn(peak)?.some(({ from }) => from > 0)) return timed;
  return { ...timed, periods: timed.periods.map((period) => ({ hours: '', ...period })) };
}

function priceOfSlot(fromMs: number, priceAt: (atMs: number) => number | undefined): number | undefined {
  const minutes = new Map<number, number>();
  for (let atMs = fromMs; atMs < fromMs + SLOT_MS; atMs += MINUTE_MS) {
    const price = priceAt(atMs);
    if (price === undefined) return undefined;
    minutes.set(price, (minutes.get(price) ?? 0) + 1);
  }
  const most = Math.max(...minutes.values());
  return [...minutes].find(([, count]) => count === most)?.[0];
}

/** The minute after midnight in Paris. */
function minuteOf(atMs: number): number {
  return Math.floor(((atMs + parisOffsetMs(atMs)) % DAY_MS) / MINUTE_MS);
}
