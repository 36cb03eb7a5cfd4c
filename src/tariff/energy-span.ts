import type { CountedEnergy } from './day.ts';

export const CALENDAR_SPANS = ['day', 'month', 'year'] as const;
export type CalendarSpan = (typeof CALENDAR_SPANS)[number];

/** Why a span has no euros. */
export type Unpriced =
  /** The first price line begins after this date, which is the first one of the span without a price. */
  | { readonly kind: 'noPrice'; readonly date: string }
  /** The price line that holds on this date has no price for this tariff period. */
  | { readonly kind: 'noPeriod'; readonly date: string; readonly period: string }
  /** Energy of an unknown tariff period, where the price line has several. */
  | { readonly kind: 'unknownPeriod'; readonly date: string }
  /** A file tells what was given on this date, and nothing tells what was drawn. */
  | { readonly kind: 'unknownDrawn'; readonly date: string }
  /** Energy of an imported curve, which knows no tariff, where the `hours` of the price line's periods do not tell one. */
  | { readonly kind: 'noHours'; readonly date: string };

/** Euros, not rounded. */
export interface Cost {
  /** Subscription and energy; absent as long as a part of it is unknown. What a producer gets is not taken off. */
  readonly euros?: number;
  /** The days' parts of the subscription; absent when a day of the span has no price line, and for an hour. */
  readonly subscriptionEuros?: number;
  /** By tariff period, as far as it is priced. */
  readonly eurosByTariff: { readonly [period: string]: number };
  /** What a producer gets for the energy given. */
  readonly givenEuros?: number;
  /** The first reason why `euros` is absent. */
  readonly unpriced?: Unpriced;
}

/** An hour, day, month or year of a meter, in the calendar of Paris. */
export interface EnergySpan extends CountedEnergy {
  readonly by: 'hour' | CalendarSpan;
  /** `2026`, `2026-08` or `2026-08-14`; of an hour its beginning, `2026-08-14T13:00+02:00`. */
  readonly date: string;
  /** When the span began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** What of the energy was counted while the meter was not seen for whole days: the sum of the days' `unseen`. */
  readonly unseenWh?: number;
  /** What of the energy comes from files of the household: the sum of the days' `importedWh`. Absent where no file has added anything. */
  readonly importedWh?: number;
  readonly greatestVA?: number;
  readonly greatestAtMs?: number;
  /** The least base load of its days, in W. */
  readonly baseW?: number;
  /** The share of its minutes that were seen, from 0 to 1; of a span that is not over, of its minutes until now. */
  readonly seen: number;
  /** The share of which the greatest power was seen, where that is another one: a load curve from a file only has means. */
  readonly powerSeen?: number;
  /** The subscribed power, in VA, that the meter told last in the span. */
  readonly subscribedVA?: number;
  /** Only where prices were given. */
  readonly cost?: Cost;
}
