import { DAY_MS, parisDayOf } from '../../../src/base/paris-time.ts';
import type { Influx, Row, Victoria } from '../../../testbed/databases/servers.ts';
import {
  type Dashboard,
  hiddenVariables,
  type Panel,
  panelsOf,
  rangeOf,
  stepOf,
  substituted,
  type Target,
  type ValuesOf,
  type Variables,
  variablesOf,
} from './dashboard.ts';

/** One series of a panel: values by time in ms, or sums by day, month or year for bars. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [at: number | string, value: number | string])[];
}

/** A database, asked as by Grafana's data source. */
export interface DataSource {
  /** For one target of a panel. */
  readonly ask: (target: Target, variables: Variables, steps: Steps) => Promise<readonly Series[]>;
  /** For the values of a variable. */
  readonly valuesOf: ValuesOf;
}

interface Steps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** The series of a panel after its transformations, without empty series. */
export async function seriesOf(
  { ask, valuesOf }: DataSource,
  dashboard: Dashboard,
  panel: Panel,
  meter: string,
  nowMs: number,
): Promise<readonly Series[]> {
  const range = rangeOf(panel, nowMs);
  const stepMs = stepOf(panel, range);
  const hidden = await hiddenVariables(dashboard, meter, valuesOf);
  const variables = variablesOf(dashboard, meter, hidden, range, stepMs);
  const answers = await Promise.all(
    (panel.targets ?? []).map((target) => ask(target, variables, { ...range, stepMs })),
  );
  const series = answers.flat().filter(({ points }) => points.length > 0);
  const format = panel.transformations?.find(({ id }) => id === 'formatTime')?.options['outputFormat'];
  return format === undefined ? series : series.map((one) => byPeriod(one, String(format)));
}

/** For each name of a series, its values by time or period. */
export type ValuesByName = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

export function valuesByName(series: readonly Series[]): ValuesByName {
  return Object.fromEntries(series.map(({ name, points }) => [name, Object.fromEntries(points)]));
}

/** The first number of each series, for panels that show only one. */
export function numbersOf(series: readonly Series[]): Record<string, number> {
  return Object.fromEntries(series.map(({ name, points }) => [name, Number(points[0]?.[1])]));
}

/** The panel with this title. */
export function panelOf(dashboard: Dashboard, title: string): Panel {
  const found = panelsOf(dashboard).filter((panel) => panel.title === title);
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} panels are called ${title}`);
  return found[0];
}

/** The data source for InfluxDB. Each set of tags is a series, whose name comes from the alias. */
export function influxSource(influx: Influx): DataSource {
  return {
    async ask({ query = '', alias = '' }, variables) {
      const rows = await influx.query(substituted(query, variables), 'linky');
      const named = Map.groupBy(rows, (row) => alias.replace(/\$tag_(\w+)/, (_, tag: string) => String(row[tag])));
      return [...named].map(([name, of]) => ({ name, points: of.flatMap(pointOf) }));
    },
    async valuesOf(query) {
      return [...new Set((await influx.query(query, 'linky')).map(({ value }) => String(value)))];
    },
  };
}

/**
 * The data source for Prometheus. A range is queried in whole steps, a single number at the end of the range, and the values of a
 * label in the dashboard's range.
 * @param nowMs when the dashboard is opened
 */
export function victoriaSource({ url }: Victoria, nowMs: number): DataSource {
  return {
    async ask({ expr = '', legendFormat = '', instant }, variables, { fromMs, toMs, stepMs }) {
      const floor = (ms: number) => String((Math.floor(ms / stepMs) * stepMs) / 1000);
      const query = substituted(expr, variables);
      const span = { start: floor(fromMs), end: floor(toMs), step: String(stepMs / 1000) };
      const body = new URLSearchParams(instant ? { query, time: String(toMs / 1000) } : { query, ...span });
      const answer = await fetch(`${url}/api/v1/${instant ? 'query' : 'query_range'}`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}: ${query}`);
      const { data } = (await answer.json()) as PromAnswer;
      return data.result.map(({ metric, value, values = value ? [value] : [] }) => ({
        name: legendFormat.replace(/\{\{(\w+)\}\}/, (_, label: string) => metric[label] ?? ''),
        points: values.map(([at, text]) => [at * 1000, Number(text)] as const),
      }));
    },
    async valuesOf(query) {
      const [, match = '', label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
      const range = rangeOf({}, nowMs);
      const span = { 'match[]': match, start: String(range.fromMs / 1000), end: String(range.toMs / 1000) };
      const answer = await fetch(`${url}/api/v1/label/${label}/values?${new URLSearchParams(span)}`);
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}: ${query}`);
      return ((await answer.json()) as { data: string[] }).data;
    },
  };
}

interface PromAnswer {
  readonly data: { readonly result: readonly PromSeries[] };
}

interface PromSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** The only value of a row, with its time. */
function pointOf({ time, register: _, period: __, phase: ___, ...row }: Row): (readonly [number, number | string])[] {
  const [value, ...others] = Object.values(row);
  if (others.length > 0) throw new Error('more than one value in a row');
  return value === null || value === undefined ? [] : [[Number(time), value]];
}

/** The values of a series, summed by local day, month or year. */
function byPeriod({ name, points }: Series, format: string): Series {
  const sums = new Map<string, number>();
  for (const [at, value] of points) {
    const period = periodOf(Number(at), format);
    sums.set(period, (sums.get(period) ?? 0) + Number(value));
  }
  return { name, points: [...sums] };
}

/** `DD/MM`, `MM/YYYY` or `YYYY` of the local date. */
export function periodOf(atMs: number, format: string): string {
  const [year = '', month = '', day = ''] = new Date(parisDayOf(atMs) * DAY_MS).toISOString().slice(0, 10).split('-');
  return format.replace('YYYY', year).replace('MM', month).replace('DD', day);
}
