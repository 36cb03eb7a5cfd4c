import { type Query, TIME_ZONE } from './dialect.ts';
import { type Json, registers } from './field.ts';
import type { Texts } from './texts.ts';

/** A panel before it has a place, a number and a data source. */
export interface Panel extends Json {
  readonly type: string;
  readonly title: string;
  readonly targets: readonly Query[];
  /** In the grid's 24 columns and rows of 30 px. */
  readonly width: number;
  readonly height: number;
}

/** What most panels have in common. */
export interface Shown {
  readonly title: string;
  readonly targets: readonly Query[];
  readonly unit: string;
  readonly width: number;
  readonly description?: string;
  /** The panel's own range, such as `now/M`, where it is not the dashboard's. */
  readonly timeFrom?: string;
  readonly timeShift?: string;
}

/** One number, or one for each series. */
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
  /** A regular expression of the fields, where they are not the numbers. */
  readonly fields?: string;
  readonly defaults?: Json;
  readonly overrides?: readonly Json[];
  readonly textMode?: 'auto' | 'name' | 'value_and_name';
  readonly transformations?: readonly Json[];
}

/** A needle between 0 and what the second query says. */
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

/** More points than any range has: Grafana must not make a step longer because the panel is narrow. */
export const EVERY_STEP = 20_000;

export interface Step {
  readonly interval: string;
  readonly maxDataPoints?: number;
}

/** Lines over time; as fine as the screen and frames every few seconds allow, unless said otherwise. */
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

/** Stacked bars, one for each local day, month or year: the database is asked by the hour or the day. */
export function bars(shown: Shown, { format, step }: { format: string; step: string }, texts: Texts): Panel {
  return {
    ...panelOf(shown, 'barchart', 9),
    interval: step,
    maxDataPoints: EVERY_STEP,
    fieldConfig: {
      defaults: { unit: shown.unit, noValue: texts.nothing, custom: { fillOpacity: 80, lineWidth: 0 } },
      overrides: registers(texts),
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
    transformations: byPeriod(format, [...Object.keys(texts.registers), ...Object.values(texts.series)]),
  };
}

/** Shares of a whole. */
export function pie(shown: Shown, texts: Texts): Panel {
  return {
    ...panelOf(shown, 'piechart', 8),
    fieldConfig: { defaults: { unit: shown.unit, noValue: texts.nothing }, overrides: registers(texts) },
    options: {
      reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
      pieType: 'donut',
      displayLabels: [],
      legend: { showLegend: true, displayMode: 'table', placement: 'right', values: ['percent', 'value'] },
    },
  };
}

/** All series side by side, their times as local days, months or years, and each of these summed up. */
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
  return {
    type,
    title,
    ...(description === undefined ? {} : { description }),
    targets,
    width,
    height,
    ...(timeFrom === undefined ? {} : { timeFrom }),
    ...(timeShift === undefined ? {} : { timeShift }),
  };
}
