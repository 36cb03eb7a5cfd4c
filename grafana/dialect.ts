/** A panel's query as Grafana stores it, without its letter and its data source. */
export type Query = Readonly<Record<string, string | boolean>>;

/** A field of the measurement `linky`. */
type Field =
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

type PhaseField = 'power_va' | 'current_a' | 'voltage_v';

/**
 * The resolution of energies: in pieces, which Grafana sums up by local day and month (`bars`) or by year (`years`), or
 * one number for the whole range.
 */
export type Span = 'bars' | 'years' | 'range';

/** The names of the fixed charge and of the sale of energy, beside those of the periods. */
interface CostNames {
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
  /** The query of the hidden variable with the registers of standard mode whose period is known, or was. */
  readonly known: Readonly<Record<string, unknown>>;

  /** One number for the whole range. */
  number(field: Field, how: 'last' | 'max' | 'sum', name: string): Query;
  curve(field: Field, how: 'mean' | 'max' | 'sum', name: string): Query;
  /** A curve for each phase, for three-phase meters only. */
  phases(field: PhaseField, name: string): Query;
  /**
   * Each index, in kWh: in *historique* by register; in standard mode by the period that it counts, or by register where that is
   * unknown.
   */
  indexes(): readonly Query[];
  /** `total` (drawn) or `injected`. */
  energy(register: 'total' | 'injected', span: Span, name: string): Query;
  /** By tariff period, as `indexes`. A period of the supplier's own has the name of its variable, or is among the others. */
  energyByPeriod(span: Span): readonly Query[];
  /** By register, standard mode only. */
  energyByIndex(span: Span): Query;
  /** The share of the off-peak periods in %. Nothing if that would be 100 %, as for a contract with a single price. */
  offPeakShare(name: string): readonly Query[];
  /** In €, by tariff period. */
  costs(span: Span, names: CostNames): readonly Query[];
  /** For each night, the mean power of the half hour with the least energy between 00:00 and 06:00, in VA. */
  baseLoad(name: string): Query;
  /** The current tariff period, or the one that counted most in the last ten minutes. */
  tariff(): Query;
  /** The off-peak hours of a day, if the database stores texts. Nothing while they are unknown. */
  offPeakHours(day: 'today' | 'tomorrow'): Query | undefined;
  /** The name of the contract, if the database stores texts. */
  contract(): Query | undefined;
  /** The time of the last frame. */
  lastFrame(): Query;
}

/** The time zone of days and nights, wherever the browser is. */
export const TIME_ZONE = 'Europe/Paris';

/** How many years the bars by year show, including the current one. */
export const YEARS = 5;

/** The price of a kWh in €: of a register of *historique*, of a period of the supplier's own, of all others, or sold. */
export function priceOf(key: string): string {
  return typed(`price_${key}`);
}

/** The subscription for an hour in €. A year has 8766 hours. */
export const SUBSCRIPTION_AN_HOUR = `${typed('subscription')} * 12 / 8766`;

/** The hidden variable with the registers of standard mode whose period is known. */
export const KNOWN_VARIABLE = 'known';

/** Its registers for a regular expression without anchors; an empty text while there are none. */
export const KNOWN_REGISTERS = `\${${KNOWN_VARIABLE}:pipe}`;

/** A variable without escaping: otherwise Grafana would escape it in a regular expression of InfluxQL. */
function typed(variable: string): string {
  return `\${${variable}:raw}`;
}
