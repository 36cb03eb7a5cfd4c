import { expect } from 'vitest';
import { dateOf } from '../../../src/base/paris-time.ts';
import type { Day } from '../../../src/energy/day.ts';
import { roundedEuros } from '../../../src/money/euros.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { MINUTE_MS } from '../../../testbed/support/time.ts';
import type { Item } from './independent/bill.ts';

type Euros<T> = { readonly [K in keyof Pick<Item, 'euros' | 'subscription' | 'given'>]: T | undefined } & {
  readonly eurosByPeriod: { readonly [period: string]: T };
};
type Counted = Omit<Item, keyof Euros<string>>;

/** Spans of the product as the bill prints them, with euros to the cent, by their dates. */
export function printedSpans(spans: readonly PricedSpan[], days: readonly Day[]): { readonly [date: string]: Item } {
  const minutes = seenMinutesBy(days, spans[0]?.date.length ?? 0);
  return Object.fromEntries(
    spans.map((span) => [
      span.date,
      {
        ...countedIn(span, minutes.get(span.date) ?? 0),
        ...eurosIn(span, (euros) => roundedEuros(euros).toFixed(2)),
      },
    ]),
  );
}

/** A line of the bill as the product knows it: the peak power has the minute in which it occurred. */
export function toTheMinute<T extends Pick<Item, 'greatest'>>({ greatest, ...item }: T) {
  return { ...item, greatest: greatest && { va: greatest.va, atMs: greatest.atMs - (greatest.atMs % MINUTE_MS) } };
}

/** How many minutes of each day, month or year were seen, by its date of so many characters. */
export function seenMinutesBy(days: readonly Day[], dateLength: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { day, seenMinutes } of days) {
    const date = dateOf(day).slice(0, dateLength);
    sums.set(date, (sums.get(date) ?? 0) + seenMinutes);
  }
  return sums;
}

/** The money of a span, unrounded. */
export function moneyOf(span: PricedSpan): Euros<number> {
  return eurosIn(span, (euros) => euros);
}

/** The expected value of `moneyOf`, apart from rounding, from a bill with seven decimals. */
export function nearlyMoneyOf({ euros, subscription, given, eurosByPeriod }: Euros<string>): Euros<number> {
  const nearly = (text: string): number => expect.closeTo(Number(text), 6);
  return {
    euros: euros === undefined ? undefined : nearly(euros),
    subscription: subscription === undefined ? undefined : nearly(subscription),
    given: given === undefined ? undefined : nearly(given),
    eurosByPeriod: mapped(eurosByPeriod, nearly),
  };
}

/** The counted values of a span; the bill has 0 if nothing was read. */
export function countedIn(span: PricedSpan, seenMinutes: number): Counted {
  const { greatestVA: va, greatestAtMs: atMs } = span;
  return {
    drawnWh: span.energyWh ?? 0,
    drawnWhByPeriod: Object.fromEntries(Object.entries(span.energyWhByTariff).filter(([, wh]) => wh !== 0)),
    givenWh: span.givenWh ?? 0,
    unseenWh: span.unseenWh ?? 0,
    seenMinutes,
    greatest: va === undefined || atMs === undefined ? undefined : { va, atMs },
  };
}

function eurosIn<T>({ cost, givenWh }: PricedSpan, shown: (euros: number) => T): Euros<T> {
  const optional = (euros: number | undefined) => (euros === undefined ? undefined : shown(euros));
  return {
    euros: optional(cost?.euros),
    subscription: optional(cost?.subscriptionEuros),
    given: optional(cost?.givenEuros ?? (givenWh === undefined ? 0 : undefined)),
    eurosByPeriod: mapped(cost?.eurosByTariff ?? {}, shown),
  };
}

function mapped<A, B>(values: { readonly [name: string]: A }, to: (value: A) => B): { readonly [name: string]: B } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}
