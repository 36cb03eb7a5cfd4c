import {
  type Dialect,
  KNOWN_REGISTERS,
  priceOf,
  type Query,
  type Span,
  SUBSCRIPTION_AN_HOUR,
  TIME_ZONE,
  YEARS,
} from './dialect.ts';
import {
  HISTORIQUE,
  NAMED,
  OFF_PEAK_IN_HISTORIQUE,
  OTHER,
  OWN_PERIODS,
  PERIODS,
  STANDARD,
  UNKNOWN,
} from './periods.ts';

const IS_HISTORIQUE = `register=~"${HISTORIQUE}"`;
const IS_STANDARD = `register=~"${STANDARD.join('|')}"`;
/** A register of standard mode whose period is not known. */
const IS_UNKNOWN = `${IS_STANDARD},register!~"${KNOWN_REGISTERS}"`;
const IS_NAMED = `period=~"${NAMED}"`;
/** The names that the user has typed stand in backticks, in which nothing is escaped. */
const IS_OTHER = `period!~\`${[NAMED, ...OWN_PERIODS.map(({ key }) => `\${${key}:regex}`)].join('|')}\``;

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
  meters: labelValues('linky_refused_groups', 'meter'),

  known: labelValues(`linky_register_wh{meter="$meter",${IS_STANDARD}}`, 'register'),

  number: (field, how, name) => instant(`${OVER_TIME[how]}(${linky(field)}[$__range])`, name),
  curve: (field, how, name) => range(`${OVER_TIME[how]}(${linky(field)}[$__interval])`, name),
  phases: (field, name) =>
    range(`avg_over_time(linky_phase_${field}{meter="$meter"}[$__interval])`, `${name} {{phase}}`),
  indexes: () => [
    instant(
      `last_over_time(${indexes(`register=~"${HISTORIQUE}|total|injected"`)}[$__range]) / 1000 > 0 or (last_over_time(${indexes(IS_UNKNOWN)}[$__range]) unless on (register) last_over_time(linky_register_wh{meter="$meter"}[$__range])) / 1000 > 0`,
      '{{register}}',
    ),
    instant(
      `max by (period) (last_over_time(linky_register_wh{meter="$meter",${IS_STANDARD}}[$__range])) / 1000 > 0`,
      '{{period}}',
    ),
  ],
  energy: (register, span, name) => spanned(used(`register="${register}"`, span), span, name),
  energyByPeriod: (span) => {
    const own = OWN_PERIODS.map(({ key }) => asSeries(`sum(${usedAs(isOwn(key), span)})`, key));
    const others = asSeries(`sum(${usedAs(IS_OTHER, span)})`, OTHER);
    const all = [...byPeriod(span, IS_NAMED), ...own, others];
    return [spanned(within(`union(${all.join(', ')}) > 0`, span), span, '{{series}}')];
  },
  energyByIndex: (span) => spanned(within(`${used(IS_STANDARD, span)} > 0`, span), span, '{{register}}'),
  offPeakShare: (name) => [
    instant(shareOf(used(`register=~"${OFF_PEAK_IN_HISTORIQUE}"`, 'range'), used(IS_HISTORIQUE, 'range')), name),
    instant(shareOf(usedAs('off_peak="yes"', 'range'), usedAs('period!=""', 'range')), name),
  ],
  costs: (span, { subscription, sold }) => {
    const cost = (wh: string, key: string, name: string) => asSeries(`(sum(${wh}) > 0) * ${priceOf(key)} / 1000`, name);
    const all = [
      ...PERIODS.map(({ register }) => cost(used(`register="${register}"`, span), register, register)),
      ...PERIODS.map(({ name, register }) => cost(usedAs(`period="${name}"`, span), register, name)),
      ...OWN_PERIODS.map(({ key }) => cost(usedAs(isOwn(key), span), key, key)),
      cost(usedAs(IS_OTHER, span), OTHER, OTHER),
      cost(unnamed(span), OTHER, UNKNOWN),
    ];
    return [
      spanned(`union(${all.join(', ')})`, span, '{{series}}'),
      spanned(span === 'range' ? FEE_OF_THE_RANGE : FEE_OF_A_BAR, span, subscription),
      spanned(`(${used('register="injected"', span)} > 0) * ${priceOf('injected')} / -1000`, span, sold),
    ];
  },
  baseLoad: (name) =>
    range(
      `min_over_time(avg_over_time(${linky('power_va')}[30m])[6h:30m] offset -6h) and on() (hour(time() + timezone_offset("${TIME_ZONE}")) == 0)`,
      name,
    ),
  tariff: () => instant(`topk(1, union(${byPeriod('lately').join(', ')})) > 0`, '{{series}}'),
  offPeakHours: () => undefined,
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
  lately: '[10m]',
} as const satisfies { readonly [S in Span | 'lately']: string };

type Window = keyof typeof WINDOWS;

/** The first piece of a range of years may begin in the previous year. */
const IS_OF_THE_YEARS = `and on() (year(time() + 7200) > year(end()) - ${YEARS})`;

/** By how much indexes grew in each piece of a span, whatever they count. */
function used(which: string, span: Window): string {
  return `sum by (register) (increase(${indexes(which)}${WINDOWS[span]}))`;
}

/** By how much the indexes of standard mode grew by the periods that they counted, as far as these were known. */
function usedAs(which: string, span: Window): string {
  return `sum by (period) (increase(linky_register_wh{meter="$meter",${IS_STANDARD},${which}}${WINDOWS[span]}))`;
}

/**
 * By how much the registers grew whose period is unknown. Grafana asks for the values of a variable in the dashboard's range, in
 * which some may be missing that are known by now. So what has grown as a period is left out in any case.
 */
function unnamed(span: Window): string {
  const named = `increase(linky_register_wh{meter="$meter",${IS_STANDARD}}${WINDOWS[span]})`;
  return `(${used(IS_UNKNOWN, span)} unless on (register) ${named})`;
}

/** What grew in each register of historique, in each whose period is unknown, and in each period with such a name. */
function byPeriod(span: Window, which = 'period!=""'): readonly string[] {
  return [
    labelled(used(IS_HISTORIQUE, span), 'register'),
    labelled(unnamed(span), 'register'),
    labelled(usedAs(which, span), 'period'),
  ];
}

function within(expr: string, span: Span): string {
  return span === 'years' ? `(${expr}) ${IS_OF_THE_YEARS}` : expr;
}

function shareOf(part: string, all: string): string {
  return `100 * sum(${part}) / sum(${all}) < 100`;
}

/** Gives a series its name. */
function asSeries(expr: string, name: string): string {
  return `label_set(${expr}, "series", "${name}")`;
}

/** Gives each series the value of a label as its name. */
function labelled(expr: string, label: 'register' | 'period'): string {
  return `label_copy(${expr}, "${label}", "series")`;
}

function isOwn(key: string): string {
  return `period=\`\${${key}:raw}\``;
}

function labelValues(series: string, label: string): Readonly<Record<string, unknown>> {
  const query = `label_values(${series}, ${label})`;
  return { query: { query, refId: label }, definition: query };
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
