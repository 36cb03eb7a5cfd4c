/** A panel's query as Grafana keeps it, but for its letter and its data source. */
export type Query = Readonly<Record<string, string | boolean>>;

/** A field of `linky`. */
export type Field =
  | 'power_va'
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
 * Energies piece by piece, for bars that Grafana sums up by local day and month (`bars`) or by year (`years`), or in one
 * for the whole range.
 */
export type Span = 'bars' | 'years' | 'range';

/** A name for what the fixed charge and the sale of energy come to, beside the registers' own. */
export interface CostNames {
  readonly subscription: string;
  readonly sold: string;
}

/**
 * What the panels ask a database, in its language. Energies are in Wh and survive a new meter, whose indexes start at
 * nothing; registers that did not move are left out.
 */
export interface Dialect {
  readonly name: 'influxql' | 'promql';
  /** The data source's plugin. */
  readonly plugin: { readonly id: string; readonly name: string };
  /** The variable's query for the meters there are. */
  readonly meters: Readonly<Record<string, unknown>>;

  /** One number for the range. */
  number(field: Field, how: 'last' | 'max' | 'sum', name: string): Query;
  curve(field: Field, how: 'mean' | 'max' | 'sum', name: string): Query;
  /** A curve for each phase, of three-phase meters alone. */
  phases(field: PhaseField, name: string): Query;
  /** Each index, in kWh. */
  indexes(): Query;
  /** `total` (drawn) or `injected`. */
  energy(register: 'total' | 'injected', span: Span, name: string): Query;
  energyByTariff(span: Span): Query;
  /** The share of the off-peak indexes, in %; nothing where all of it would be, as with a contract of one price. */
  offPeakShare(name: string): Query;
  /** In €, by register. */
  costs(span: Span, names: CostNames): readonly Query[];
  /** The quietest half hour between midnight and six, night by night, in VA. */
  baseLoad(name: string): Query;
  /** The tariff period that counts, or the register that counted most over the last ten minutes. */
  tariff(): Query;
  /** The contract's name, where the database keeps texts. */
  contract(): Query | undefined;
  /** When the last frame came. */
  lastFrame(): Query;
}

/** The days that the bars and the nights are cut by, wherever the browser is. */
export const TIME_ZONE = 'Europe/Paris';

/** How many years the bars by year show, this one included. */
export const YEARS = 5;

/** A variable as it was typed: else Grafana would escape what stands between two slashes of InfluxQL. */
function typed(variable: string): string {
  return `\${${variable}:raw}`;
}

/** The household's regular expression of what is off-peak. */
export const OFF_PEAK_NOW = typed('off_peak');

/** The subscription by the hour, in €: a year has 8766. */
export const SUBSCRIPTION_AN_HOUR = `${typed('subscription')} * 12 / 8766`;

/** What a kWh of a register costs or brings in, in €. */
export function priceOf(register: string): string {
  return typed(`price_${register}`);
}
