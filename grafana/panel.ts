import { type Query, TIME_ZONE } from './dialect.ts';
import { OTHER, OTHER_COLOUR, OWN_PERIODS, PERIODS, STANDARD, UNKNOWN, UNKNOWN_COLOUR } from './periods.ts';
import type { Texts } from './texts.ts';

/** A panel without its place, its number and its data source. */
export interface Panel extends Json {
  readonly type: string;
  readonly title: string;
  readonly targets: readonly Query[];
  /** In the grid's 24 columns and rows of 30 px. */
  readonly width: number;
  readonly height: number;
}

/** The settings that most panels have. */
export interface Shown {
  readonly title: string;
  readonly targets: readonly Query[];
  readonly unit: string;
  readonly width: number;
  readonly description?: string;
  /** The panel's own range, such as `now/M`; unless given, it has that of the dashboard. */
  readonly timeFrom?: string;
  readonly timeShift?: string;
}

/** A single number, or one for each series. */
export function stat(shown: Shown, noValue: string, options: StatOptions = {}): Panel {
  const { calc = 'lastNotNull', fields = '', defaults = {}, overrides = [], textMode = 'auto' } = options;
  const color = { mode: 'fixed', fixedColor: 'text' };
  return {
    ...panelOf(shown, 'stat', options.height ?? 4),
    fieldConfig: { defaults: { unit: shown.unit, noValue, color, ...defaults }, overrides },
    options: {
      reduceOptions: { values: false, calcs: [calc], fields },
      colorMode: 'value',
      graphMode: 'none',
      textMode,
    },
    ...(options.transformations ? { transformations: options.transformations } : {}),
  };
}

export interface StatOptions {
  readonly height?: number;
  readonly calc?: 'lastNotNull' | 'sum';
  /** A regular expression for the fields to show; unless given, these are the numbers. */
  readonly fields?: string;
  readonly defaults?: Json;
  readonly overrides?: readonly Json[];
  readonly textMode?: 'auto' | 'name' | 'value_and_name';
  readonly transformations?: readonly Json[];
}

/** A gauge from 0 to the value of the second query. */
export function gauge(shown: Shown, limit: string): Panel {
  const steps = [
    { color: 'green', value: null },
    { color: 'orange', value: 75 },
    { color: 'red', value: 90 },
  ];
  return {
    ...panelOf(shown, 'gauge', 8),
    fieldConfig: { defaults: { unit: shown.unit, min: 0, thresholds: { mode: 'percentage', steps } }, overrides: [] },
    options: { reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' }, showThresholdMarkers: true },
    transformations: [
      { id: 'configFromData', options: { configRefId: 'B', mappings: [{ fieldName: limit, handlerKey: 'max' }] } },
    ],
  };
}

/** More points than any range has, so that Grafana makes no step longer because the panel is narrow. */
export const EVERY_STEP = 20_000;

export interface Step {
  readonly interval: string;
  readonly maxDataPoints?: number;
}

/** Lines over time. Unless given, a step is as short as the screen and the interval of frames allow. */
export function curves(shown: Shown, overrides: readonly Json[] = [], step: Step = { interval: '10s' }): Panel {
  const custom = { drawStyle: 'line', lineWidth: 1, fillOpacity: 10, showPoints: 'auto', spanNulls: false };
  return {
    ...panelOf(shown, 'timeseries', 8),
    ...step,
    fieldConfig: { defaults: { unit: shown.unit, custom }, overrides },
    options: {
      tooltip: { mode: 'multi', sort: 'none' },
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
    },
  };
}

/** Stacked bars, one for each local day, month or year. The query has a step of an hour or a day. */
export function bars(shown: Shown, { format, step }: { format: string; step: string }, texts: Texts): Panel {
  const { injected, subscription, sold } = texts.series;
  return {
    ...panelOf(shown, 'barchart', 9),
    interval: step,
    maxDataPoints: EVERY_STEP,
    fieldConfig: {
      defaults: { unit: shown.unit, noValue: texts.nothing, custom: { fillOpacity: 80, lineWidth: 0 } },
      overrides: tariffs(texts),
    },
    options: {
      xField: 'Time',
      orientation: 'auto',
      stacking: 'normal',
      showValue: 'never',
      groupWidth: 0.8,
      tooltip: { mode: 'multi', sort: 'none' },
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
    },
    transformations: byPeriod(format, [
      ...namedSeries(texts).flatMap(({ series }) => series),
      injected,
      subscription,
      sold,
    ]),
  };
}

/** A pie chart. */
export function pie(shown: Shown, texts: Texts): Panel {
  return {
    ...panelOf(shown, 'piechart', 8),
    fieldConfig: { defaults: { unit: shown.unit, noValue: texts.nothing }, overrides: tariffs(texts) },
    options: {
      reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
      pieType: 'donut',
      displayLabels: [],
      legend: { showLegend: true, displayMode: 'table', placement: 'right', values: ['percent', 'value'] },
    },
  };
}

/** The transformations that join all series, turn their times into local days, months or years, and sum the values of each. */
function byPeriod(outputFormat: string, names: readonly string[]): readonly Json[] {
  const sums = names.map((name) => [name, { operation: 'aggregate', aggregations: ['sum'] }]);
  const fields = { Time: { operation: 'groupby', aggregations: [] }, ...Object.fromEntries(sums) };
  return [
    { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } },
    { id: 'formatTime', options: { timeField: 'Time', outputFormat, timezone: TIME_ZONE } },
    { id: 'groupBy', options: { fields } },
    { id: 'renameByRegex', options: { regex: '^(.*) \\(sum\\)$', renamePattern: '$1' } },
  ];
}

function panelOf(
  { title, description, targets, width, timeFrom, timeShift }: Shown,
  type: string,
  height: number,
): Panel {
  return { type, title, description, targets, width, height, timeFrom, timeShift };
}

export type Json = Readonly<Record<string, unknown>>;

/** Shows each period, and each register that counts an unknown one, with its readable name and in its colour. */
export function tariffs(texts: Texts): readonly Json[] {
  return namedSeries(texts).map(({ series, name, colour }) =>
    named(series, [property('displayName', name), ...(colour ? [coloured(colour)] : [])]),
  );
}

interface NamedSeries {
  readonly series: readonly string[];
  readonly name: string;
  readonly colour?: string;
}

/** Of different lightness, so that two of them beside each other can be told apart. */
const INDEX_COLOURS = [
  '#1f60c4',
  '#8ab8ff',
  '#a7a7a7',
  '#e5e5e5',
  '#c4162a',
  '#ff7383',
  '#37872d',
  '#96d98d',
  '#8f3bb8',
  '#ca95e5',
];

/**
 * All series that panels have by tariff, in the order of the bars. A period has two, since it comes from another measurement in
 * *historique*: both look the same.
 */
function namedSeries({ periods, series }: Texts): readonly NamedSeries[] {
  return [
    ...PERIODS.map(({ name, register, colour }) => ({ series: [register, name], name: periods[name], colour })),
    ...OWN_PERIODS.map(({ key, colour }) => ({ series: [key], name: `\${${key}}`, colour })),
    { series: [OTHER], name: series.other, colour: OTHER_COLOUR },
    ...STANDARD.map((register, at) => ({
      ...{ series: [register], name: `${series.index} ${at + 1}` },
      colour: INDEX_COLOURS[at] ?? UNKNOWN_COLOUR,
    })),
    { series: [UNKNOWN], name: series.unknown, colour: UNKNOWN_COLOUR },
    { series: ['total'], name: series.total },
    { series: ['injected'], name: series.injected },
  ];
}

/** Sets properties of the series with this name, or with any of these, which are of letters, digits and `_`. */
export function named(name: string | readonly string[], properties: readonly Json[]): Json {
  const [first, ...others] = [name].flat();
  const matcher =
    others.length === 0
      ? { id: 'byName', options: first }
      : { id: 'byRegexp', options: `/^(${[first, ...others].join('|')})$/` };
  return { matcher, properties };
}

export function property(id: string, value: unknown): Json {
  return { id, value };
}

export function coloured(fixedColor: string): Json {
  return property('color', { mode: 'fixed', fixedColor });
}

/** Maps the values 0, 1, 2 … to texts, each in its colour. */
export function mapped(...words: readonly (readonly [text: string, color: string])[]): readonly Json[] {
  const options = Object.fromEntries(words.map(([text, color], index) => [index, { text, color, index }]));
  return [{ type: 'value', options }];
}
