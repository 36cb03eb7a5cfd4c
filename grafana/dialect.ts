/** A panel's query as Grafana stores it, without its letter and its data source. */
export type Query = Readonly<Record<string, string | boolean>>;

/** A field of the measurement `linky`. */
export type Field =
  | 'power_va'
  | 'power_w'
  | 'inject_va'
  | 'current_a'
  | 'voltage_v'
  | 'subscribed_va'
  | 'overload'
  | 'color_today'
  | 'color_tomorrow'
  | 'refused_groups';

export type PhaseField = 'power_va' | 'current_a' | 'voltage_v';

/**
 * The resolution of energies: in pieces, which Grafana sums up by local day and month (`bars`) or by year (`years`), or
 * one number for the whole range.
 */
export type Span = 'bars' | 'years' | 'range';

/** The names of the fixed charge and of the sale of energy, beside those of the registers. */
export interface CostNames {
  readonly subscription: string;
  readonly sold: string;
}

/**
 * The queries of the panels in the language of a database. Energies are in Wh. They are right across a replacement of
 * the meter, whose indexes begin at 0. Registers that did not change are left out.
 */
export interface Dialect {
  readonly name: 'influxql' | 'promql';
  /** The plugin of the data source. */
  readonly plugin: { readonly id: string; readonly name: string };
  /** The query of the variable with the list of meters. */
  readonly meters: Readonly<Record<string, unknown>>;

  /** One number for the whole range. */
  number(field: Field, how: 'last' | 'max' | 'sum', name: string): Query;
  curve(field: Field, how: 'mean' | 'max' | 'sum', name: string): Query;
  /** A curve for each phase, for three-phase meters only. */
  phases(field: PhaseField, name: string): Query;
  /** Each index, in kWh. */
  indexes(): Query;
  /** `total` (drawn) or `injected`. */
  energy(register: 'total' | 'injected', span: Span, name: string): Query;
  energyByTariff(span: Span): Query;
  /** The share of the off-peak indexes in %. Nothing if that would be 100 %, as for a contract with a single price. */
  offPeakShare(name: string): Query;
  /** In €, by register. */
  costs(span: Span, names: CostNames): readonly Query[];
  /** For each night, the mean power of the half hour with the least energy between 00:00 and 06:00, in VA. */
  baseLoad(name: string): Query;
  /** The current tariff period, or the register that counted most in the last ten minutes. */
  tariff(): Query;
  /** The name of the contract, if the database stores texts. */
  contract(): Query | undefined;
  /** The time of the last frame. */
  lastFrame(): Query;
}

/** The time zone of days and nights, wherever the browser is. */
export const TIME_ZONE = 'Europe/Paris';

/** How many years the bars by year show, including the current one. */
export const YEARS = 5;

/** A variable without escaping: otherwise Grafana would escape it in a regular expression of InfluxQL. */
function typed(variable: string): string {
  return `\${${variable}:raw}`;
}

/** The user's regular expression for the off-peak registers. */
export const OFF_PEAK_NOW = typed('off_peak');

/** The subscription for an hour in €. A year has 8766 hours. */
export const SUBSCRIPTION_AN_HOUR = `${typed('subscription')} * 12 / 8766`;

/** The price of a kWh of a register in €, drawn or sold. */
export function priceOf(register: string): string {
  return typed(`price_${register}`);
}
