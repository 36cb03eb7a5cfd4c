/** The price of a tariff period, all taxes in. */
export interface PeriodPrice {
  /** As the meter names the period (`HP`, `HC`, `BASE`, `HCJB`, a supplier's own name): see `period.ts`. */
  readonly name: string;
  /** Euros a kWh. */
  readonly price: number;
  /** The hours of the period, as `22:30-06:30,12:00-14:00`. They are for curves from files, which know no tariff; no day needs them. */
  readonly hours?: string;
}

/** A price line: what a supplier charges from a date on, all taxes in. */
export interface Price {
  /** A date such as `2026-08-01`: from midnight in Paris on. */
  readonly from: string;
  /** Euros a month. */
  readonly subscription: number;
  /** Euros that a producer gets for each kWh given. */
  readonly given?: number;
  readonly periods: readonly PeriodPrice[];
}
