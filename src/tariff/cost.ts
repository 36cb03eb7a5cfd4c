import { dateOf } from '../paris-time.ts';
import { daysInMonthOf } from './calendar.ts';
import type { CountedEnergy } from './day.ts';
import type { Cost, Unpriced } from './energy-span.ts';
import { byPeriodName, isSamePeriod, periodName, sumByName } from './period.ts';
import type { Price } from './price.ts';

/** What money is about: the energy drawn, by tariff period, and the energy given. */
export type PricedEnergy = Pick<CountedEnergy, 'energyWh' | 'energyWhByTariff' | 'givenWh'>;

/** A day that costs its subscription, in days since 1970-01-01, and its energy; absent where nothing was seen. */
export interface CostDay {
  readonly day: number;
  readonly energy?: PricedEnergy | undefined;
}

/** The price line that holds on a date: the last one that begins on it or before. `prices` are sorted by `from`. */
export function priceOn(date: string, prices: readonly Price[]): Price | undefined {
  return prices.findLast(({ from }) => from <= date);
}

/**
 * What days cost, with their part of the subscription: the price of the month ÷ its days.
 * @param prices sorted by `from`, each of another date
 */
export function costOf(days: readonly CostDay[], prices: readonly Price[]): Cost {
  const bill = new Bill();
  for (const { day, energy } of days) {
    const date = dateOf(day);
    const price = priceOn(date, prices);
    bill.addDay(date, price);
    if (energy) bill.addEnergy(energy, date, price);
  }
  return bill.cost();
}

/** What energy costs at the prices of a date, without subscription: that of an hour, for example. */
export function costOfEnergy(energy: PricedEnergy, date: string, prices: readonly Price[]): Cost {
  const bill = new Bill();
  const price = priceOn(date, prices);
  if (!price) bill.miss({ kind: 'noPrice', date });
  bill.addEnergy(energy, date, price);
  const { subscriptionEuros: _, ...cost } = bill.cost();
  return cost;
}

/** What one price line is asked for. */
interface Demand {
  /** How many days of each month, such as `2026-08`. */
  readonly days: Map<string, number>;
  /** By the period that pays, as the meter names it. */
  readonly periods: Map<string, { readonly price: number; energyWh: number }>;
  givenWh: number;
}

/**
 * Counts days and Wh, which are integers, and makes money of them once, at the end. So ten years are as exact as a day, a whole
 * month costs exactly its subscription, and it does not matter how the days are grouped.
 */
class Bill {
  readonly #demands = new Map<Price, Demand>();
  #unpriced: Unpriced | undefined;
  #hasEveryDay = true;
  #givenWh: number | undefined;
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

  addEnergy(energy: PricedEnergy, date: string, price: Price | undefined): void {
    const { givenWh } = energy;
    if (givenWh !== undefined) {
      this.#givenWh = (this.#givenWh ?? 0) + givenWh;
      if (price) this.#demandOf(price).givenWh += givenWh;
      if (givenWh !== 0 && price?.given === undefined) this.#isGivenPriced = false;
    }
    if (!price) return;
    for (const { period, energyWh } of partsOf(energy, price)) {
      const known = period === undefined ? undefined : pricePer(period, price);
      if (period !== undefined && known !== undefined) this.#addPeriod(price, period, known, energyWh);
      else this.miss(period === undefined ? { kind: 'unknownPeriod', date } : { kind: 'noPeriod', date, period });
    }
  }

  /** Notes why something has no price. Only the first reason is told. */
  miss(reason: Unpriced): void {
    this.#unpriced ??= reason;
  }

  cost(): Cost {
    const demands = [...this.#demands];
    const subscription = sum(demands.flatMap(([price, { days }]) => subscriptionParts(price, days)));
    const eurosByTariff = sumByName(demands.map(([, { periods }]) => eurosOf(periods)));
    const given = sum(demands.map(([price, { givenWh }]) => (givenWh / 1000) * (price.given ?? 0)));
    return {
      ...(this.#unpriced
        ? { unpriced: this.#unpriced }
        : { euros: sum([subscription, ...Object.values(eurosByTariff)]) }),
      ...(this.#hasEveryDay && { subscriptionEuros: subscription }),
      eurosByTariff,
      ...(this.#givenWh !== undefined && this.#isGivenPriced && { givenEuros: given }),
    };
  }

  #addPeriod(price: Price, period: string, perKWh: number, energyWh: number): void {
    const { periods } = this.#demandOf(price);
    const counted = periods.get(period) ?? { price: perKWh, energyWh: 0 };
    counted.energyWh += energyWh;
    periods.set(period, counted);
  }

  #demandOf(price: Price): Demand {
    const known = this.#demands.get(price) ?? { days: new Map(), periods: new Map(), givenWh: 0 };
    this.#demands.set(price, known);
    return known;
  }
}

/**
 * Energy by period, and what is of no known period. A price line with one period gives the unknown energy to that one. Where the
 * periods have counted more than the total, as when a group was refused, there is nothing unknown.
 */
function partsOf(
  { energyWh, energyWhByTariff }: PricedEnergy,
  { periods }: Price,
): readonly { readonly period?: string; readonly energyWh: number }[] {
  const known = Object.entries(byPeriodName(energyWhByTariff)).map(([period, energyWh]) => ({ period, energyWh }));
  const unknownWh = energyWh === undefined ? 0 : energyWh - sum(known.map((part) => part.energyWh));
  const [only, ...others] = periods;
  const unknown =
    only && others.length === 0
      ? { period: periodName(only.name), energyWh: unknownWh }
      : { energyWh: Math.max(0, unknownWh) };
  return [...known, unknown].filter((part) => part.energyWh !== 0);
}

/** Euros a kWh of a period. The price of a line that has only one is for all energy, whatever its period is called. */
function pricePer(period: string, { periods }: Price): number | undefined {
  const [only, ...others] = periods;
  if (only && others.length === 0) return only.price;
  return periods.find(({ name }) => isSamePeriod(name, period))?.price;
}

function subscriptionParts({ subscription }: Price, days: Demand['days']): readonly number[] {
  return [...days].map(([month, count]) => (subscription * count) / daysInMonthOf(month));
}

function eurosOf(periods: Demand['periods']): { readonly [period: string]: number } {
  return Object.fromEntries([...periods].map(([period, { price, energyWh }]) => [period, (energyWh * price) / 1000]));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
