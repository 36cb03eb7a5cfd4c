import type { Day } from '../energy/day.ts';
import type { NamedEnergy } from '../energy/energy.ts';
import { isTempoLine, onlyPeriodOf } from '../energy/period-clock.ts';
import { daysInMonthOf } from '../energy/span.ts';
import { byPeriodName, sumOfWh, withoutPeriodWh } from '../energy/watt-hours.ts';
import { dateOf } from '../paris-time.ts';
import { dependsOnDay, periodName } from '../periods.ts';
import { type LinesOfDate, linesOn, type Price, pricePer } from './price.ts';

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
  | { readonly kind: 'noHours'; readonly date: string }
  /** Energy of an imported curve on a day of Tempo whose colour is not known, or before 06:00 of the day after such a day. */
  | { readonly kind: 'noColour'; readonly date: string };

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

/** Energy that is to be priced: what was drawn, by tariff period, and what was given. */
export type PricedEnergy = Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff' | 'givenWh'> & Pick<Day, 'noHoursWh'>;

/** A day, in days since 1970-01-01, with its energy, which is absent where nothing was seen. Each day costs its subscription. */
export interface CostDay {
  readonly day: number;
  readonly seen?: PricedEnergy | undefined;
}

/**
 * What days cost, with their part of the subscription: the price of the month ÷ its days.
 * @param prices sorted by `from`, each of another date
 */
export function costOf(days: readonly CostDay[], prices: readonly Price[]): Cost {
  const bill = new Bill();
  for (const { day, seen } of days) {
    const date = dateOf(day);
    const lines = linesOn(date, prices);
    bill.addDay(date, lines.holding);
    if (seen) bill.addEnergy(seen, date, lines);
  }
  return bill.cost();
}

/** What energy costs at the prices of a date, without subscription: that of an hour, for example. */
export function costOfEnergy(energy: PricedEnergy, date: string, prices: readonly Price[]): Cost {
  const bill = new Bill();
  const lines = linesOn(date, prices);
  if (!lines.holding) bill.miss({ kind: 'noPrice', date });
  bill.addEnergy(energy, date, lines);
  const { subscriptionEuros: _, ...cost } = bill.cost();
  return cost;
}

/** What would tell the period of energy of a curve: hours in the prices, the colour of the day, or nothing, as of EJP. */
function whatCurvesLack(price: Price): 'noHours' | 'noColour' | 'unknownPeriod' {
  if (isTempoLine(price)) return 'noColour';
  return price.periods.some(({ name }) => dependsOnDay(name)) ? 'unknownPeriod' : 'noHours';
}

/** What one price line has to price. */
interface Demand {
  /** How many days, by month, such as `2026-08`. */
  readonly days: Map<string, number>;
  /** By tariff period, under the names that `periodName` gives. */
  readonly energyWhByPeriod: Map<string, number>;
  givenWh: number;
}

/**
 * Counts days and energy exactly, and makes money of them once, at the end. So ten years are as exact as a day, a whole
 * month costs exactly its subscription, and it does not matter how the days are grouped.
 */
class Bill {
  readonly #demands = new Map<Price, Demand>();
  #unpriced: Unpriced | undefined;
  #hasEveryDay = true;
  #isGiven = false;
  #isGivenPriced = true;

  addDay(date: string, price: Price | undefined): void {
    if (!price) {
      this.#hasEveryDay = false;
      this.miss({ kind: 'noPrice', date });
      return;
    }
    const { days } = this.#demandOf(price);
    const month = date.slice(0, 7);
    days.set(month, (days.get(month) ?? 0) + 1);
  }

  addEnergy(energy: PricedEnergy, date: string, { holding, beside }: LinesOfDate): void {
    this.#addGiven(energy.givenWh, holding);
    if (!holding) return;
    if (energy.energyWh === undefined && energy.givenWh !== undefined) this.miss({ kind: 'unknownDrawn', date });
    for (const { period, energyWh } of partsOf(energy, holding)) {
      const pays =
        period === undefined ? undefined : [holding, ...beside].find((line) => pricePer(period, line) !== undefined);
      if (period !== undefined && pays) this.#addPeriod(pays, period, energyWh);
      else if (period !== undefined) this.miss({ kind: 'noPeriod', date, period });
      else this.miss({ kind: energy.noHoursWh === undefined ? 'unknownPeriod' : whatCurvesLack(holding), date });
    }
  }

  /** Notes why something has no price. Only the first reason is told. */
  miss(reason: Unpriced): void {
    this.#unpriced ??= reason;
  }

  cost(): Cost {
    const demands = [...this.#demands];
    const subscription = sum(demands.flatMap(([price, { days }]) => subscriptionParts(price, days)));
    const eurosByTariff = sumByName(demands.map(([price, { energyWhByPeriod }]) => eurosOf(price, energyWhByPeriod)));
    const given = sum(demands.map(([price, { givenWh }]) => (givenWh / 1000) * (price.given ?? 0)));
    return {
      ...(this.#unpriced
        ? { unpriced: this.#unpriced }
        : { euros: sum([subscription, ...Object.values(eurosByTariff)]) }),
      ...(this.#hasEveryDay && { subscriptionEuros: subscription }),
      eurosByTariff,
      ...(this.#isGiven && this.#isGivenPriced && { givenEuros: given }),
    };
  }

  #addGiven(givenWh: number | undefined, price: Price | undefined): void {
    if (givenWh === undefined) return;
    this.#isGiven = true;
    if (price) {
      const demand = this.#demandOf(price);
      demand.givenWh = sumOfWh([demand.givenWh, givenWh]);
    }
    if (givenWh !== 0 && price?.given === undefined) this.#isGivenPriced = false;
  }

  #addPeriod(price: Price, period: string, energyWh: number): void {
    const { energyWhByPeriod } = this.#demandOf(price);
    energyWhByPeriod.set(period, sumOfWh([energyWhByPeriod.get(period) ?? 0, energyWh]));
  }

  #demandOf(price: Price): Demand {
    const known = this.#demands.get(price) ?? { days: new Map(), energyWhByPeriod: new Map(), givenWh: 0 };
    this.#demands.set(price, known);
    return known;
  }
}

/**
 * Energy by period, and a part without a name for what is of no known period. Where the price line has one period only, that part
 * is of this period, so that the parts add up to the total. Else there is no such part where the periods have counted more than
 * the total, as when a group was refused.
 */
function partsOf(
  energy: PricedEnergy,
  price: Price,
): readonly { readonly period?: string; readonly energyWh: number }[] {
  const known = Object.entries(byPeriodName(energy.energyWhByTariff)).map(([period, energyWh]) => ({
    period,
    energyWh,
  }));
  const restWh = energy.energyWh === undefined ? 0 : withoutPeriodWh(energy);
  const only = onlyPeriodOf(price);
  const unknown = only ? { period: periodName(only.name), energyWh: restWh } : { energyWh: Math.max(0, restWh) };
  return [...known, unknown].filter((part) => part.energyWh !== 0);
}

function subscriptionParts({ subscription }: Price, days: Demand['days']): readonly number[] {
  return [...days].map(([month, count]) => (subscription * count) / daysInMonthOf(month));
}

function eurosOf(price: Price, energyWhByPeriod: Demand['energyWhByPeriod']): { readonly [period: string]: number } {
  const parts = [...energyWhByPeriod].map(([period, wh]) => [period, (wh * (pricePer(period, price) ?? 0)) / 1000]);
  return Object.fromEntries(parts);
}

/** Adds up euros of the same name. */
function sumByName(amounts: readonly { readonly [name: string]: number }[]): { readonly [name: string]: number } {
  const sums = new Map<string, number>();
  for (const [name, amount] of amounts.flatMap((one) => Object.entries(one)))
    sums.set(name, (sums.get(name) ?? 0) + amount);
  return Object.fromEntries(sums);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
