import { contract, house } from './current-value-panels.ts';
import { type Dialect, KNOWN_VARIABLE, TIME_ZONE } from './dialect.ts';
import { byIndex, cost, energy, totals } from './energy-panels.ts';
import type { Json, Panel } from './panel.ts';
import { NO_NAME, OTHER, OWN_PERIODS, PERIODS } from './periods.ts';
import { line, power } from './power-panels.ts';
import type { Texts } from './texts.ts';

/** A value that Grafana asks for when the dashboard is imported, and stores as a constant in the dashboard's variables. */
interface Constant {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

const COLUMNS = 24;
const SOURCE = 'DS_LINKY';
/** The last version of Grafana's classic dashboard schema, which Grafana 10 and later read. */
const SCHEMA_VERSION = 42;
const OLDEST_GRAFANA = '10.0.0';

/** A dashboard in the form for Grafana's import, which asks the user for the data source and for the prices. */
export function dashboardOf(ask: Dialect, texts: Texts): Json {
  const source = { type: ask.plugin.id, uid: `\${${SOURCE}}` };
  const constants = constantsOf(texts);
  const panels = placed(rowsOf(ask, texts), source);
  return {
    __inputs: [
      {
        name: SOURCE,
        label: ask.plugin.name,
        type: 'datasource',
        pluginId: ask.plugin.id,
        pluginName: ask.plugin.name,
      },
      ...constants.map(({ name, label, value }) => ({ name: inputOf(name), type: 'constant', label, value })),
    ],
    __requires: [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: OLDEST_GRAFANA },
      { type: 'datasource', id: ask.plugin.id, name: ask.plugin.name, version: '1.0.0' },
    ],
    title: texts.title,
    description: texts.description,
    tags: ['linky'],
    timezone: TIME_ZONE,
    weekStart: 'monday',
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-24h', to: 'now' },
    templating: {
      list: [meterVariable(ask, texts, source), ...constants.map(constantVariable), knownVariable(ask, source)],
    },
    annotations: { list: [] },
    links: [],
    panels,
  };
}

function constantsOf({ variables, periods }: Texts): readonly Constant[] {
  return [
    { name: 'subscription', label: variables.subscription, value: '0' },
    ...PERIODS.map(({ name, register, price }) => ({
      name: `price_${register}`,
      label: variables.price(periods[name]),
      value: String(price),
    })),
    ...OWN_PERIODS.flatMap(({ key }, at) => [
      { name: key, label: variables.own(at + 1), value: NO_NAME },
      { name: `price_${key}`, label: variables.ownPrice(at + 1), value: '0' },
    ]),
    { name: `price_${OTHER}`, label: variables.otherPrice, value: String(PERIODS[0]?.price) },
    { name: 'price_injected', label: variables.injected, value: '0' },
  ];
}

function meterVariable(ask: Dialect, { variables }: Texts, datasource: Json): Json {
  return {
    type: 'query',
    name: 'meter',
    label: variables.meter,
    datasource,
    ...ask.meters,
    refresh: 1,
    sort: 1,
    hide: 0,
  };
}

/** The hidden variable whose values are all registers that the database has for it. */
function knownVariable(ask: Dialect, datasource: Json): Json {
  const all = { selected: true, text: ['All'], value: ['$__all'] };
  return {
    ...{ type: 'query', name: KNOWN_VARIABLE, datasource, ...ask.known },
    ...{ multi: true, includeAll: true, current: all, refresh: 1, sort: 0, hide: 2 },
  };
}

function constantVariable({ name, label }: Constant): Json {
  const value = `\${${inputOf(name)}}`;
  const current = { selected: true, text: value, value };
  return { type: 'constant', name, label, query: value, current, options: [current], hide: 2, skipUrlSync: true };
}

function inputOf(name: string): string {
  return `VAR_${name.toUpperCase()}`;
}

/**
 * Places the rows from top to bottom. Each panel gets the highest and then leftmost free place of its row. Panels are
 * numbered in order.
 */
function placed(rows: readonly Row[], source: Json): readonly Json[] {
  let id = 0;
  let y = 0;
  return rows.flatMap(({ title, collapsed, panels }) => {
    id += 1;
    const row = { type: 'row', id, title, collapsed, gridPos: { x: 0, y, w: COLUMNS, h: 1 } };
    const filled = new Array<number>(COLUMNS).fill(y + 1);
    const inside = panels.map((panel) => {
      id += 1;
      return filledIn(panel, id, take(filled, panel), source);
    });
    y = Math.max(...filled);
    return collapsed ? [{ ...row, panels: inside }] : [{ ...row, panels: [] }, ...inside];
  });
}

/** @param filled for each column, from where on it is free; updated for the new panel */
function take(filled: number[], { width, height }: Panel): { x: number; y: number; w: number; h: number } {
  const freeAt = (x: number) => Math.max(...filled.slice(x, x + width));
  const places = Array.from({ length: COLUMNS - width + 1 }, (_, x) => x);
  const x = places.reduce((best, other) => (freeAt(other) < freeAt(best) ? other : best));
  const y = freeAt(x);
  filled.fill(y + height, x, x + width);
  return { x, y, w: width, h: height };
}

function filledIn(
  { width: _, height: __, targets, ...panel }: Panel,
  id: number,
  gridPos: Json,
  datasource: Json,
): Json {
  const lettered = targets.map((target, at) => ({ refId: letters(at), datasource, ...target }));
  return { id, ...panel, gridPos, datasource, targets: lettered };
}

/** `A` to `Z`, then `AA` to `AZ`, as Grafana names queries. */
function letters(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : `A${letters(at - 26)}`;
}

interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}

/** All panels, row by row. */
function rowsOf(ask: Dialect, texts: Texts): readonly Row[] {
  const { rows } = texts;
  return [
    { title: rows.now, collapsed: false, panels: [...house(ask, texts), ...contract(ask, texts)] },
    { title: rows.power, collapsed: false, panels: power(ask, texts) },
    { title: rows.energy, collapsed: false, panels: [...totals(ask, texts), ...energy(ask, texts)] },
    { title: rows.cost, collapsed: false, panels: cost(ask, texts) },
    { title: rows.indexes, collapsed: true, panels: byIndex(ask, texts) },
    { title: rows.phases, collapsed: true, panels: line(ask, texts) },
  ];
}
