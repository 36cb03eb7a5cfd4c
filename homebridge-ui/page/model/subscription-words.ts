import { dayOfDate, parisDayOf } from '../../../src/base/paris-time.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { dayText } from './date-words.ts';
import type { PageWords } from './page-words.ts';

/** The greatest power of a month, ready to be shown. */
export interface MonthPeak {
  /** `August 2026`. */
  readonly month: string;
  /** `7.21 kVA`; absent if nothing was read. For a month that is only known from files, it may state that they have no power. */
  readonly power?: string;
  /** When it occurred: `14 Aug, 19:32`. */
  readonly at?: string;
  /** The length of its bar, from 0 to 1. */
  readonly filled: number;
  /** The position of that month's subscribed power on the same scale. */
  readonly limit?: number;
  /** The power exceeded the subscribed power. */
  readonly isOver: boolean;
}

/**
 * The months since the first one with a power, newest first. The longest bar, or the greatest subscribed power, takes the full width.
 * @param toldVA the subscribed power that the meter reports now: a month gets its own only from a day that is over
 */
export function monthPeaks(
  months: readonly PricedSpan[],
  toldVA: number | undefined,
  words: PageWords,
): readonly MonthPeak[] {
  const first = months.findIndex(({ greatestVA }) => greatestVA !== undefined);
  if (first < 0) return [];
  const shown = months.slice(first).map((month, nth, { length }) => {
    const subscribedVA = month.subscribedVA ?? (nth === length - 1 ? toldVA : undefined);
    return { ...month, subscribedVA };
  });
  const topVA = Math.max(1, ...shown.flatMap(({ greatestVA = 0, subscribedVA = 0 }) => [greatestVA, subscribedVA]));
  return shown.toReversed().map(({ date, fromFilesWh, greatestVA, greatestAtMs, subscribedVA }) => ({
    month: dayText(dayOfDate(`${date}-01`) ?? 0, 'monthAndYear', words),
    ...(greatestVA !== undefined && { power: kVAText(greatestVA, words) }),
    ...(greatestVA === undefined && fromFilesWh !== undefined && { power: words.texts.subscription.powerUnknown }),
    ...(greatestAtMs !== undefined && { at: momentText(greatestAtMs, words) }),
    filled: (greatestVA ?? 0) / topVA,
    ...(subscribedVA !== undefined && { limit: subscribedVA / topVA }),
    isOver: greatestVA !== undefined && subscribedVA !== undefined && greatestVA > subscribedVA,
  }));
}

function kVAText(va: number, { quantity }: PageWords): string {
  return quantity(va / 1000, 'kVA', 2);
}

/** A time in Paris: `14 Aug, 19:32`. */
function momentText(atMs: number, words: PageWords): string {
  const time = new Intl.DateTimeFormat(words.locale, { timeZone: 'Europe/Paris', hour: 'numeric', minute: '2-digit' });
  return words.texts.subscription.at(dayText(parisDayOf(atMs), 'day', words), time.format(atMs));
}
