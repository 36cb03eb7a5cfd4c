import { beginningOfDay, dateOf, dayOfDate, parisDayOf } from '../base/paris-time.ts';
import type { Archive } from '../energy/archive.ts';
import { minutesOfDay } from '../energy/curve-parts.ts';
import type { Day } from '../energy/day.ts';
import { energyOf, type PricedMeterEnergy } from '../money/energy-of.ts';
import { type Outlook, outlookOf } from '../money/outlook.ts';
import type { Price } from '../money/price.ts';
import { lastReported } from '../money/proposal.ts';
import type { EnergySpans, SpansOfDays, SpansRequest } from './protocol.ts';

/** On the 31st, this many days have passed since the day a week before the month began. */
const MOST_DAYS_OF_OUTLOOK = 37;

/** A meter's first day counts as whole if at least this share of it is known. */
const WHOLE_FIRST_DAY = 0.99;

export interface SpansQuestion extends Omit<SpansRequest, 'prices'> {
  /** The prices of the meter, sorted by `from`. */
  readonly prices: readonly Price[];
}

/**
 * The energy of a meter by hour, day, month or year, and its cost if there are prices.
 * @param archive undefined while there is no journal
 */
export function energySpans(
  archive: Archive | undefined,
  { meter, beside, prices, ...asked }: SpansQuestion,
  nowMs: number,
): EnergySpans {
  const today = parisDayOf(nowMs);
  const energy = energyOf(archive, meter, nowMs);
  const spansOf = ({ by, from, to }: SpansOfDays) =>
    energy.spans({ by, fromMs: beginningOfDay(dayIn(from)), toMs: beginningOfDay(dayIn(to) + 1), prices });
  const hasToday = [asked, ...(beside ?? [])].some(
    ({ by, from, to }) => by === 'day' && dayIn(from) <= today && dayIn(to) >= today,
  );
  const outlook = hasToday ? outlookFrom(energy, today, prices) : undefined;
  return {
    spans: spansOf(asked),
    beside: beside?.map(spansOf),
    today: dateOf(today),
    ...factsOf(energy, prices),
    outlook,
  };
}

/** The day of a date; the date was checked with the request. */
function dayIn(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

/**
 * The outlook takes the first day that it is given for the first day of the journal. So whatever was requested, it needs the week before
 * the month.
 */
function outlookFrom(energy: PricedMeterEnergy, today: number, prices: readonly Price[]): Outlook | undefined {
  const range = { fromMs: beginningOfDay(today - MOST_DAYS_OF_OUTLOOK), toMs: beginningOfDay(today + 1) };
  return outlookOf(energy.spans({ by: 'day', ...range, prices }), dateOf(today), prices);
}

function factsOf(
  energy: PricedMeterEnergy,
  prices: readonly Price[],
): Pick<EnergySpans, 'first' | 'firstWhole' | 'contract' | 'subscribedVA'> {
  const days = energy.days(prices);
  const first = days[0];
  return {
    ...(first && { first: dateOf(first.day), firstWhole: dateOf(isWhole(first) ? first.day : first.day + 1) }),
    ...lastReported(days),
  };
}

/** Whether the first day is complete. A file that begins with the day has all of it; the meter itself usually begins later in the day. */
function isWhole({ day, seenMinutes }: Day): boolean {
  return seenMinutes >= WHOLE_FIRST_DAY * minutesOfDay(day);
}
