import type { Day } from '../energy/day.ts';
import type { DaySpan, Span } from '../energy/span.ts';
import { daysBySpan, spanOf } from '../energy/spans.ts';
import { type Cost, costOf } from './cost.ts';
import type { Price } from './price.ts';

/** A span with what it costs. */
export interface PricedSpan extends Span {
  /** Only where prices were given. */
  readonly cost?: Cost;
}

export interface SpanOptions {
  /** Sorted by `from`, each of another date. Without any line the spans have no `cost`. */
  readonly prices?: readonly Price[];
  /** The wall clock: of the present span, only the time until now counts for the share that was seen. */
  readonly nowMs: number;
}

/**
 * The days of a meter as days, months or years of Paris, oldest first and without a gap: a span of which nothing was
 * seen has no energy, and costs its subscription.
 * @param days all days of the meter, oldest first, so that the days between the first and the last one are known
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
