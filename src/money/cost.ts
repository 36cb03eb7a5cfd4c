import { dateOf } from '../base/paris-time.ts';
import type { Day } from '../energy/day.ts';
import type { NamedEnergy } from '../energy/energy.ts';
import { isTempoLine, onlyPeriodOf } from '../energy/period-clock.ts';
import { daysInMonthOf } from '../energy/span.ts';
import { byPeriodName, sumOfWh, withoutPeriodWh } from '../energy/watt-hours.ts';
import { dependsOnDay, periodName } from '../reading/periods.ts';
import { type LinesOfDate, linesOn, lineThatPrices, type Price, pricePer } from './price.ts';

/** Why the cost of a span is unknown. */
export type Unpriced =
  /** The first price line begins after this date, the first one of the span without a price. */
  | { readonly kind: 'noPrice'; readonly date: string }
  /** The price line in force on this date has no price for this tariff period. */
  | { readonly kind: 'noPeriod'; readonly date: string; readonly period: string }
  /** Energy of an unknown tariff period, where the price line has several. */
  | { readonly kind: 'unknownPeriod'; readonly date: string }
  /** A file has the exported energy of this date, and the imported energy is unknown. */
  | { readonly kind: 'unknownDrawn'; readonly date: string }
  /** Energy of an imported curve, which carries no tariff, and the `hours` of the price line's periods do not determine one. */
  | { readonly kind: 'noHours'; readonly date: string }
  /** Energy of an imported curve on a Tempo day of unknown colour, or before 06:00 of the day after such a day. */
  | { readonly kind: 'noColour'; readonly date: string };

/** Euros, not rounded. */
export interface Cost {
  /** Subscription and energy; absent if any part is unknown. A producer's income is not deducted. */
  readonly euros?: number;
  /** The share of the subscription for these days; absent if a day of the span has no price line, and for an hour. */
  readonly subscriptionEuros?: number;
  /** By tariff period, where priced. */
  readonly eurosByTariff: { readonly [period: string]: number };
  /** A producer's income for exported energy. */
  readonly givenEuros?: number;
  /** The first reason why `euros` is absent. */
  readonly unpriced?: Unpriced;
}

/** Energy to be priced: imported energy by tariff period, and exported energy. */
export type PricedEnergy = Pick<NamedEnergy, 'energyWh' | 'energyWhByTariff' | 'givenWh'> & Pick<Day, 'noHoursWh'>;

/** A day, in days since 1970-01-01, and its energy, absent if nothing was read. Every day costs its share of the subscription. */
export interface CostDay {
  readonly day: number;
  readonly seen?: PricedEnergy;
}

/**
 * The cost of days, including their share of the subscription: the price of the month divided by its number of days.
 * @param prices sorted by `from`, each with another date
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

/** The cost of energy at the prices of a date, without subscription: for an hour, for example. */
export function costOfEnergy(energy: PricedEnergy, date: string, prices: readonly Price[]): Cost {
  const bill = new Bill();
  const lines = linesOn(date, prices);
  if (!lines.holding) bill.miss({ kind: 'noPrice', date });
  bill.addEnergy(energy, date, lines);
  const { subscriptionEuros: _, ...cost } = bill.cost();
  return cost;
}

/**
 * What is missing to determine the period of a curve's energy: hours in the prices, the colour of the day, or, as for EJP, it cannot be
 * known.
 */
function whatCurvesLack(price: Price): 'noHours' | 'noColour' | 'unknownPeriod' {
  if (isTempoLine(price)) return 'noColour';
  return price.periods.some(({ name }) => dependsOnDay(name)) ? 'unknownPeriod' : 'noHours';
}

/** What is to be paid at one price line. */
interface Demand {
  /** The number of days, by month (`2026-08`). */
  readonly days: Map<string, number>;
  /** By tariff period, named by `periodName`. */
  readonly energyWhByPeriod: Map<string, number>;
  givenWh: number;
}

/**
 * Adds up days and energy exactly, and calculates euros once, at the end. So ten years are as exact as one day, a whole month costs exactly
 * its subscription, and the grouping of days does not matter.
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

  addEnergy(energy: PricedEnergy, date: string, lines: LinesOfDate): void {
    const { holding } = lines;
    this.#addGiven(energy.givenWh, holding);
    if (!holding) return;
    if (energy.energyWh === undefined && energy.givenWh !== undefined) this.miss({ kind: 'unknownDrawn', date });
    for (const { period, energyWh } of partsOf(energy, holding)) {
      const pays = period === undefined ? undefined : lineThatPrices(period, lines);
      if (period !== undefined && pays) this.#addPeriod(pays, period, energyWh);
      else if (period !== undefined) this.miss({ kind: 'noPeriod', date, period });
      else this.miss({ kind: energy.noHoursWh === undefined ? 'unknownPeriod' : whatCurvesLack(holding), date });
    }
  }

  /** Notes why something has no price. Only the first reason is kept. */
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
 * Energy by period, plus a part without a name for energy of unknown period. If the price line has only one period, that part belongs to
 * it, so that the parts add up to the total. Otherwise it is omitted where the periods have counted more than the total, as after a refused
 * group.
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

/** Adds up euros by name. */
function sumByName(amounts: readonly { readonly [name: string]: number }[]): { readonly [name: string]: number } {
  const sums = new Map<string, number>();
  for (const [name, amount] of amounts.flatMap((one) => Object.entries(one)))
    sums.set(name, (sums.get(name) ?? 0) + amount);
  return Object.fromEntries(sums);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
