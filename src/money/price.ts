import { onlyPeriodOf, type PeriodHours, type TimedPeriod } from '../energy/period-clock.ts';
import { dayOfDate } from '../paris-time.ts';
import { CONTRACTS, type ContractKind, isSamePeriod } from '../periods.ts';

/** The price of a tariff period, all taxes in. */
export interface PeriodPrice extends TimedPeriod {
  /** Euros a kWh. */
  readonly price: number;
}

/** A price line: what a supplier charges from a date on, all taxes in. */
export interface Price extends PeriodHours {
  /** Euros a month. */
  readonly subscription: number;
  /** Euros that a producer gets for each kWh given. */
  readonly given?: number;
  readonly periods: readonly PeriodPrice[];
}

/** The price lines for the energy of a date. */
export interface LinesOfDate {
  /** The one that holds. */
  readonly holding: Price | undefined;
  /** Those that price a period which the holding one lacks. */
  readonly beside: readonly Price[];
}

/**
 * The last price line that begins on a date or before. Where the contract changes with it, the meter is switched at some hour of
 * the two days where they meet, and the first Wh of a day may have been counted the evening before. So a period that the line lacks is priced by the
 * line before on its first day, and by the next line on its last one.
 */
export function linesOn(date: string, prices: readonly Price[]): LinesOfDate {
  const index = prices.findLastIndex(({ from }) => from <= date);
  const [before, holding, next] = [prices[index - 1], prices[index], prices[index + 1]];
  if (!holding) return { holding, beside: [] };
  const isFirst = before && holding.from === date;
  const isLast = next && dayOfDate(next.from) === (dayOfDate(date) ?? Number.NaN) + 1;
  return { holding, beside: [...(isFirst ? [before] : []), ...(isLast ? [next] : [])] };
}

/** Euros a kWh of a period. The price of a line that has only one is for all energy, whatever its period is called. */
export function pricePer(period: string, price: Price): number | undefined {
  const one = onlyPeriodOf(price) ?? price.periods.find(({ name }) => isSamePeriod(name, period));
  return one?.price;
}

/** Whether a price line has the periods of this contract, and no others. */
export function isOf(contract: ContractKind, { periods }: Price): boolean {
  const names = CONTRACTS[contract].periods;
  return periods.length === names.length && names.every((name) => periods.some((one) => isSamePeriod(one.name, name)));
}

/** The same prices with these hours of one period, as the settings write hours; the others have none, so that the only other one has the rest. */
export function withHours(price: Price, period: string, hours: string): Price {
  const periods = price.periods.map(({ hours: _, ...one }) =>
    isSamePeriod(one.name, period) ? { ...one, hours } : one,
  );
  return { ...price, periods };
}
