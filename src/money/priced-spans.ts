import type { Day } from '../energy/day.ts';
import type { DaySpan, Span } from '../energy/span.ts';
import { daysBySpan, spanOf } from '../energy/spans.ts';
import { type Cost, costOf } from './cost.ts';
import type { Price } from './price.ts';

/** A span and its cost. */
export interface PricedSpan extends Span {
  /** Only if there are prices. */
  readonly cost?: Cost;
}

export interface SpanOptions {
  /** Sorted by `from`, each with another date. Without any line the spans have no `cost`. */
  readonly prices?: readonly Price[];
  /** The wall clock: for the present span, `seen` is a share of the time until now. */
  readonly nowMs: number;
}

/**
 * Groups the days of a meter into days, months or years of Paris, oldest first and without gaps. A span without readings has no energy, but
 * costs its subscription.
 * @param days all days of the meter, oldest first
 */
export function pricedSpans(
  days: readonly Day[],
  by: DaySpan,
  { prices = [], nowMs }: SpanOptions,
): readonly PricedSpan[] {
  return Array.from(daysBySpan(days, by), ([date, group]) => ({
    ...spanOf(by, date, group, nowMs),
    ...(prices.length > 0 && { cost: costOf(group, prices) }),
  }));
}
