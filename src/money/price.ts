import { dayOfDate } from '../base/paris-time.ts';
import { onlyPeriodOf, type PeriodHours, type TimedPeriod } from '../energy/period-clock.ts';
import { CONTRACTS, type ContractKind, isSamePeriod } from '../reading/periods.ts';

/** The price of a tariff period, including taxes. */
export interface PeriodPrice extends TimedPeriod {
  /** Euros per kWh. */
  readonly price: number;
}

/** A price line: what a supplier charges from a date on, including taxes. */
export interface Price extends PeriodHours {
  /** Euros per month. */
  readonly subscription: number;
  /** Euros paid to a producer for each exported kWh. */
  readonly given?: number;
  readonly periods: readonly PeriodPrice[];
}

/** The price lines that apply to the energy of a date. */
export interface LinesOfDate {
  /** The line in force. */
  readonly holding: Price | undefined;
  /** Lines that price a period that the one in force lacks. */
  readonly beside: readonly Price[];
}

/**
 * The last price line that begins on or before a date. If the contract changes with it, the meter is switched at some hour of the two days
 * where the lines meet, and the first Wh of a day may have been counted the evening before. So a period that the line lacks is priced by
 * the previous line on the line's first day, and by the next line on its last day.
 */
export function linesOn(date: string, prices: readonly Price[]): LinesOfDate {
  const index = prices.findLastIndex(({ from }) => from <= date);
  const [before, holding, next] = [prices[index - 1], prices[index], prices[index + 1]];
  if (!holding) return { holding, beside: [] };
  const isFirst = before && holding.from === date;
  const isLast = next && dayOfDate(next.from) === (dayOfDate(date) ?? Number.NaN) + 1;
  return { holding, beside: [...(isFirst ? [before] : []), ...(isLast ? [next] : [])] };
}

/** The line of a date that prices a period: the one in force, otherwise one beside it. */
export function lineThatPrices(period: string, { holding, beside }: LinesOfDate): Price | undefined {
  return [...(holding ? [holding] : []), ...beside].find((line) => pricePer(period, line) !== undefined);
}

/** The price of a period, in euros per kWh. The only price of a line applies to all energy, whatever its period is called. */
export function pricePer(period: string, price: Price): number | undefined {
  const one = onlyPeriodOf(price) ?? price.periods.find(({ name }) => isSamePeriod(name, period));
  return one?.price;
}

/** Whether a price line has exactly the periods of this contract. */
export function hasPeriodsOf(contract: ContractKind, { periods }: Price): boolean {
  const names = CONTRACTS[contract].periods;
  return periods.length === names.length && names.every((name) => periods.some((one) => isSamePeriod(one.name, name)));
}

/**
 * The same prices with `hours` for one period, in the notation of the settings. Other periods lose their hours, so that if there is one
 * other, it applies the rest of the time.
 */
export function withHours(price: Price, period: string, hours: string): Price {
  const periods = price.periods.map(({ hours: _, ...one }) =>
    isSamePeriod(one.name, period) ? { ...one, hours } : one,
  );
  return { ...price, periods };
}
