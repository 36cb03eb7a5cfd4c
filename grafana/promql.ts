import {
  type Dialect,
  OFF_PEAK_NOW,
  priceOf,
  type Query,
  type Span,
  SUBSCRIPTION_AN_HOUR,
  TIME_ZONE,
  YEARS,
} from './dialect.ts';
import { BILLED, TARIFFS } from './tariff.ts';

const OVER_TIME = {
  last: 'last_over_time',
  mean: 'avg_over_time',
  max: 'max_over_time',
  sum: 'sum_over_time',
} as const;

const FEE_OF_A_BAR = `0 * count_over_time(${linky('refused_groups')}[$__interval] offset -$__interval) + ${SUBSCRIPTION_AN_HOUR} * $__interval_ms / 3600000`;
const FEE_OF_THE_RANGE = `sum_over_time((0 * count_over_time(${linky('refused_groups')}[1h]) + ${SUBSCRIPTION_AN_HOUR})[$__range:1h])`;

/**
 * For VictoriaMetrics, through Grafana's Prometheus data source. Unlike in Prometheus, `increase` does not extrapolate
 * there.
 */
export const promql: Dialect = {
  name: 'promql',
  plugin: { id: 'prometheus', name: 'Prometheus' },
  meters: {
    query: { query: 'label_values(linky_refused_groups, meter)', refId: 'meter' },
    definition: 'label_values(linky_refused_groups, meter)',
  },

  number: (field, how, name) => instant(`${OVER_TIME[how]}(${linky(field)}[$__range])`, name),
  curve: (field, how, name) => range(`${OVER_TIME[how]}(${linky(field)}[$__interval])`, name),
  phases: (field, name) =>
    range(`avg_over_time(linky_phase_${field}{meter="$meter"}[$__interval])`, `${name} {{phase}}`),
  indexes: () =>
    instant(`last_over_time(${indexes(`register=~"${BILLED}|total|injected"`)}[$__range]) / 1000 > 0`, '{{register}}'),
  energy: (register, span, name) => spanned(used(`register="${register}"`, span), span, name),
  energyByTariff: (span) => {
    const moved = `${used(`register=~"${BILLED}"`, span)} > 0`;
    return spanned(span === 'years' ? `(${moved}) ${IS_OF_THE_YEARS}` : moved, span, '{{register}}');
  },
  offPeakShare: (name) =>
    instant(
      `100 * sum(${used(`register=~"${OFF_PEAK_NOW}"`, 'range')}) / sum(${used(`register=~"${BILLED}"`, 'range')}) < 100`,
      name,
    ),
  costs: (span, { subscription, sold }) => [
    spanned(TARIFFS.map(({ register }) => cost(register, span)).join(' or '), span, '{{register}}'),
    spanned(span === 'range' ? FEE_OF_THE_RANGE : FEE_OF_A_BAR, span, subscription),
    spanned(`(${used('register="injected"', span)} > 0) * ${priceOf('injected')} / -1000`, span, sold),
  ],
  baseLoad: (name) =>
    range(
      `min_over_time(avg_over_time(${linky('power_va')}[30m])[6h:30m] offset -6h) and on() (hour(time() + timezone_offset("${TIME_ZONE}")) == 0)`,
      name,
    ),
  tariff: () =>
    instant(`topk(1, sum by (register) (increase(${indexes(`register=~"${BILLED}"`)}[10m]))) > 0`, '{{register}}'),
  contract: () => undefined,
  lastFrame: () => instant(`1000 * tlast_over_time(${linky('refused_groups')}[$__range])`, 'last'),
};

function linky(field: string): string {
  return `linky_${field}{meter="$meter"}`;
}

function indexes(which: string): string {
  return `linky_energy_wh{meter="$meter",${which}}`;
}

/**
 * The offsets of the bars. A bar is for the span that begins at its time, while `increase` looks at the span that ends
 * there. The pieces of a year are six hours long and begin at 23:00 UTC, when a year begins in Paris.
 */
const WINDOWS = {
  bars: '[$__interval] offset -$__interval',
  years: '[6h] offset -5h',
  range: '[$__range]',
} as const satisfies { readonly [S in Span]: string };

/** The first piece of a range of years may begin in the previous year. */
const IS_OF_THE_YEARS = `and on() (year(time() + 7200) > year(end()) - ${YEARS})`;

function used(which: string, span: Span): string {
  return `sum by (register) (increase(${indexes(which)}${WINDOWS[span]}))`;
}

function cost(register: string, span: Span): string {
  return `(${used(`register="${register}"`, span)} > 0) * ${priceOf(register)} / 1000`;
}

function spanned(expr: string, span: Span, name: string): Query {
  return span === 'range' ? instant(expr, name) : range(expr, name);
}

function range(expr: string, legendFormat: string): Query {
  return { expr, legendFormat, editorMode: 'code', format: 'time_series', range: true, instant: false };
}

function instant(expr: string, legendFormat: string): Query {
  return { expr, legendFormat, editorMode: 'code', format: 'time_series', range: false, instant: true };
}
