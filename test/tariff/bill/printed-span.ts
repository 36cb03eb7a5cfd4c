import { expect } from 'vitest';
import { dateOf } from '../../../src/paris-time.ts';
import type { Day } from '../../../src/tariff/day.ts';
import type { EnergySpan } from '../../../src/tariff/energy-span.ts';
import { roundedEuros } from '../../../src/tariff/euros.ts';
import type { Item } from './independent/bill.ts';

type Euros<T> = { readonly [K in keyof Pick<Item, 'euros' | 'subscription' | 'given'>]: T | undefined } & {
  readonly eurosByPeriod: { readonly [period: string]: T };
};
type Counted = Omit<Item, keyof Euros<string>>;

/** A span of the product as the bill prints it, with euros to the cent. */
export function printedSpan(span: EnergySpan, days: readonly Day[]): Item {
  return { ...countedIn(span, days), ...eurosIn(span, (euros) => roundedEuros(euros).toFixed(2)) };
}

/** The money of a span, unrounded. */
export function moneyOf(span: EnergySpan): Euros<number> {
  return eurosIn(span, (euros) => euros);
}

/** What `moneyOf` is to be, but for rounding, by a bill with seven decimals. */
export function nearlyMoneyOf({ euros, subscription, given, eurosByPeriod }: Item): Euros<number> {
  const nearly = (text: string): number => expect.closeTo(Number(text), 6);
  return {
    euros: euros === undefined ? undefined : nearly(euros),
    subscription: subscription === undefined ? undefined : nearly(subscription),
    given: given === undefined ? undefined : nearly(given),
    eurosByPeriod: mapped(eurosByPeriod, nearly),
  };
}

/** What is counted in a span; the bill has 0 where nothing was seen. */
export function countedIn(span: EnergySpan, days: readonly Day[]): Counted {
  const { greatestVA: va, greatestAtMs: atMs } = span;
  const within = days.filter(({ day }) => dateOf(day).startsWith(span.date));
  return {
    drawnWh: span.energyWh ?? 0,
    drawnWhByPeriod: Object.fromEntries(Object.entries(span.energyWhByTariff).filter(([, wh]) => wh !== 0)),
    givenWh: span.givenWh ?? 0,
    unseenWh: span.unseenWh ?? 0,
    seenMinutes: within.reduce((sum, { seenMinutes }) => sum + seenMinutes, 0),
    greatest: va === undefined || atMs === undefined ? undefined : { va, atMs },
  };
}

function eurosIn<T>({ cost, givenWh }: EnergySpan, shown: (euros: number) => T): Euros<T> {
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
