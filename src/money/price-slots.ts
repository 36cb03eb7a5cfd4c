import { always, isTempoLine, lineOn, onlyPeriodOf, type PeriodClock, periodClocks } from '../energy/period-clock.ts';
import type { ColourOfDay } from '../energy/tempo-colours.ts';
import { clockSpansIn, MINUTES_A_DAY } from '../hours.ts';
import { beginningOfDay, DAY_MS, dateOf, MINUTE_MS, parisDayOf, parisOffsetMs } from '../paris-time.ts';
import { isOf, type Price, pricePer, withHours } from './price.ts';

/** How long a slot is. Each change of the clocks, and each midnight, is where one begins. */
export const SLOT_MS = 15 * MINUTE_MS;

/** A quarter of an hour, and what a kWh costs in it. */
export interface PriceSlot {
  readonly fromMs: number;
  /** Euros a kWh, all taxes in: the price that holds for most of it. */
  readonly price: number;
}

/** What is known of dates, in days since 1970-01-01. */
export interface KnownDays {
  /**
   * The off-peak hours of a date, as the settings write hours, for prices of HP and HC; an empty text where it has none. Undefined while
   * they are unknown: then those of the prices hold.
   */
  offPeakOn(day: number): string | undefined;
  /** The hours of a date that are a mobile peak (EJP); undefined where none is known. */
  peakOn(day: number): string | undefined;
  /** The colour of a day of Tempo. */
  readonly colourOn: ColourOfDay;
}

/** Why the price at a moment is not known. */
export type NoPrice =
  /** The first price line begins later: on this date. */
  | { readonly kind: 'later'; readonly from: string }
  /** The colour of the Tempo day, the off-peak hours, the peak of EJP, or the hours of the periods of other prices. */
  | { readonly kind: 'colour' | 'offPeak' | 'peak' | 'hours' };

/**
 * The prices of a household without a gap, by quarters of an hour around a moment: from the beginning of its local date, or later where
 * the time before is not known, to where nothing is known any more, the end of the next date at the latest. None where the price at the
 * moment itself is not known. A quarter is known when each of its minutes is; of two prices that hold equally long, it has the earlier.
 */
export function priceSlots(prices: readonly Price[], known: KnownDays, nowMs: number): readonly PriceSlot[] {
  const today = parisDayOf(nowMs);
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
export function noPriceAt(prices: readonly Price[], nowMs: number): NoPrice {
  const date = dateOf(parisDayOf(nowMs));
  const line = lineOn(date, prices);
  if (!line) return { kind: 'later', from: prices[0]?.from ?? date };
  if (isTempoLine(line)) return { kind: 'colour' };
  if (isOf('ejp', line)) return { kind: 'peak' };
  return { kind: isOf('offPeak', line) ? 'offPeak' : 'hours' };
}

/** The price of each minute of a date; none where no line holds. */
function pricesOn(day: number, prices: readonly Price[], known: KnownDays): readonly (number | undefined)[] {
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

function clockOn(day: number, line: Price, known: KnownDays): PeriodClock | undefined {
  return periodClocks([always(withKnownHours(day, line, known))], known.colourOn)(day);
}

/** The line with what the meter tells of the hours of a date. Those of a supplier's own periods are in the settings alone. */
function withKnownHours(day: number, line: Price, known: KnownDays): Price {
  if (onlyPeriodOf(line)) return line;
  if (isOf('ejp', line)) return withPeak(line, known.peakOn(day));
  const offPeak = isOf('offPeak', line) ? known.offPeakOn(day) : undefined;
  return offPeak === undefined ? line : withHours(line, 'HC', offPeak);
}

/**
 * The hours beside the price of EJP's peak are not those of each date. Nor does a peak that only goes on over midnight say anything of
 * the hours after it, in which the next one may begin.
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

/** The minute after midnight that a clock in Paris shows. */
function minuteOf(atMs: number): number {
  return Math.floor(((atMs + parisOffsetMs(atMs)) % DAY_MS) / MINUTE_MS);
}
