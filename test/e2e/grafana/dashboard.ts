import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS, parisDayOf, parisInstant } from '../../../src/base/paris-time.ts';
import { PROJECT } from '../../../testbed/project.ts';

/** The part of a dashboard's JSON that the tests use. */
export interface Dashboard {
  readonly __inputs: readonly { readonly name: string; readonly type: string; readonly value?: string }[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
  /** 2 for a variable that the user does not see. */
  readonly hide: number;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
  readonly timeFrom?: string;
  readonly timeShift?: string;
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly transformations?: readonly { readonly id: string; readonly options: Readonly<Record<string, unknown>> }[];
}

/** InfluxQL has a `query` and an `alias`, PromQL an `expr`, a `legendFormat` and a kind. */
export interface Target {
  readonly refId: string;
  readonly query?: string;
  readonly alias?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
}

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A dashboard as Grafana stores it after the import, with the user's answers filled in: those of `given`, or else the
 * proposed ones.
 */
export async function imported(file: string, given: Readonly<Record<string, string>>): Promise<Dashboard> {
  const text = await readFile(join(PROJECT, `grafana/${file}`), 'utf8');
  const { __inputs } = JSON.parse(text) as Dashboard;
  const answers = new Map(__inputs.map(({ name, value }) => [name, given[name] ?? value ?? 'a-source']));
  const filled = text.replace(/\$\{((?:DS|VAR)_\w+)\}/g, (_, name: string) => answers.get(name) ?? `no ${name}`);
  return JSON.parse(filled) as Dashboard;
}

/** All panels with queries, also those in collapsed rows. */
export function panelsOf({ panels }: Dashboard): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ targets }) => targets !== undefined);
}

/** The value of a variable: a text, or the list of a variable with several values. */
export type Variables = Readonly<Record<string, string | readonly string[]>>;

/** A query with all of its variables replaced, in the format that each of them asks for. */
export function substituted(text: string, variables: Variables): string {
  return text.replace(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g, (_, bare?: string, braced?: string, format?: string) => {
    const name = bare ?? braced ?? '';
    const value = variables[name];
    if (value === undefined) {
      if (/^tag_(register|period|phase)$/.test(name)) return `$${name}`;
      throw new Error(`what is ${name}?`);
    }
    return formatted(value, format);
  });
}

function formatted(value: string | readonly string[], format: string | undefined): string {
  if (typeof value !== 'string') return value.join('|');
  return format === 'regex' ? value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&') : value;
}

/** Asks the data source for the values of a query variable. */
export type ValuesOf = (query: string) => Promise<readonly string[]>;

/** The values of the dashboard's hidden variables for a meter, which Grafana asks for when it opens the dashboard. */
export async function hiddenVariables(dashboard: Dashboard, meter: string, valuesOf: ValuesOf): Promise<Variables> {
  const known = { ...constantsOf(dashboard), meter };
  const asked = dashboard.templating.list.filter(({ type, hide }) => type === 'query' && hide === 2);
  const answers = asked.map(async ({ name, query }) => {
    const text = typeof query === 'string' ? query : query.query;
    return [name, await valuesOf(substituted(text, known))] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

function constantsOf({ templating }: Dashboard): Readonly<Record<string, string>> {
  return Object.fromEntries(
    templating.list.flatMap(({ name, type, query }) =>
      type === 'constant' && typeof query === 'string' ? [[name, query]] : [],
    ),
  );
}

/** The values of all variables, for a panel with this range. */
export function variablesOf(
  dashboard: Dashboard,
  meter: string,
  hidden: Variables,
  range: Range,
  stepMs: number,
): Variables {
  return {
    ...constantsOf(dashboard),
    ...hidden,
    meter,
    timeFilter: `time >= ${range.fromMs}ms and time <= ${range.toMs}ms`,
    __interval: `${stepMs / 1000}s`,
    __interval_ms: String(stepMs),
    __range: `${Math.round((range.toMs - range.fromMs) / 1000)}s`,
  };
}

/** The dashboard's last 24 hours, or the panel's own range. */
export function rangeOf(
  { timeFrom = 'now-24h', timeShift }: Pick<Panel, 'timeFrom' | 'timeShift'>,
  nowMs: number,
): Range {
  const fromMs = instantOf(timeFrom, nowMs);
  if (timeShift === undefined) return { fromMs, toMs: nowMs };
  return { fromMs: aYearBefore(fromMs), toMs: aYearBefore(nowMs) };
}

/** The length of a step: as many fit on a narrow screen, it is a round number, and not shorter than the panel's minimum. */
export function stepOf({ interval = '1s', maxDataPoints = 48 }: Panel, { fromMs, toMs }: Range): number {
  const least = Number.parseInt(interval, 10) * (UNITS[interval.slice(-1)] ?? Number.NaN);
  const wished = (toMs - fromMs) / maxDataPoints;
  return Math.max(least, ROUND_MS.find((round) => round >= wished) ?? DAY_MS);
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };
const ROUND_MS = [10_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000];

/** `now-5m`, `now/M`, `now-29d/d`. */
function instantOf(expression: string, nowMs: number): number {
  const parts = /^now(?:-(\d+)([smhdMy]))?(?:\/([dMy]))?$/.exec(expression);
  if (parts === null) throw new Error(`${expression} is no time`);
  const [, count = '0', unit = '', floor] = parts;
  if (floor === undefined) return nowMs - Number(count) * (UNITS[unit] ?? Number.NaN);
  const today = new Date(parisDayOf(nowMs) * DAY_MS);
  const back = (of: string) => (of === unit ? Number(count) : 0);
  const year = today.getUTCFullYear() - back('y');
  const month = floor === 'y' ? 0 : today.getUTCMonth() - back('M');
  const day = floor === 'd' ? today.getUTCDate() - back('d') : 1;
  return parisInstant(Date.UTC(year, month, day) / DAY_MS, 0);
}

/** The same local time one year earlier. */
function aYearBefore(atMs: number): number {
  const day = parisDayOf(atMs);
  const date = new Date(day * DAY_MS);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return parisInstant(date.getTime() / DAY_MS, (atMs - parisInstant(day, 0)) / 1000);
}
