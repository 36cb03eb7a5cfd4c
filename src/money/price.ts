import type { PeriodHours, TimedPeriod } from '../energy/period-hours.ts';

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
