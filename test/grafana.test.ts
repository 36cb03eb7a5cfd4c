import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dashboardOf } from '../grafana/dashboard.ts';
import { dashboardFiles } from '../grafana/dashboard-files.ts';
import { influxql } from '../grafana/influxql.ts';
import { type Json, tariffs } from '../grafana/panel.ts';
import { HISTORIQUE, OWN_PERIODS, PERIODS, STANDARD } from '../grafana/periods.ts';
import { promql } from '../grafana/promql.ts';
import { TEXTS } from '../grafana/texts.ts';
import { REACTIVE, REGISTERS } from '../src/influx/points.ts';
import { periodName } from '../src/reading/periods.ts';
import { PTEC } from '../src/tic/tariff.ts';

test.each(dashboardFiles())('$name is the same as npm run grafana writes', async ({ name, text }) => {
  expect(await readFile(new URL(`../grafana/${name}`, import.meta.url), 'utf8')).toBe(text);
});

test('every billed index is counted, and every period of historique has a name, its register, a price and a colour', () => {
  const billed = Object.values(REGISTERS).filter((register) => !REACTIVE.has(register) && !register.startsWith('d'));
  expect([...HISTORIQUE.split('|'), ...STANDARD]).toEqual(billed);
  const names = PERIODS.map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(PTEC).map(periodName).toSorted());
  for (const { periods } of Object.values(TEXTS)) expect(Object.keys(periods)).toEqual(names);
});

test.each([influxql, promql])(
  'the import of $name asks for a price of each period, and of five with names of their own',
  (ask) => {
    const { __inputs } = dashboardOf(ask, TEXTS.en) as { __inputs: readonly { name: string; type: string }[] };
    const asked = __inputs.filter(({ type }) => type === 'constant').map(({ name }) => name);
    const prices = [
      ...PERIODS.map(({ register }) => register),
      ...OWN_PERIODS.map(({ key }) => key),
      'other',
      'injected',
    ];
    expect(asked.filter((name) => name.startsWith('VAR_PRICE_'))).toEqual(
      prices.map((key) => `VAR_PRICE_${key.toUpperCase()}`),
    );
    expect(asked.filter((name) => name.startsWith('VAR_OWN_'))).toHaveLength(5);
  },
);

test.each([influxql, promql])('each query of a panel of $name has a letter of its own', (ask) => {
  const { panels } = dashboardOf(ask, TEXTS.en) as { panels: readonly { targets?: readonly { refId: string }[] }[] };
  for (const { targets = [] } of panels) {
    const letters = targets.map(({ refId }) => refId);
    expect(new Set(letters).size).toBe(letters.length);
    for (const letter of letters) expect(letter).toMatch(/^A?[A-Z]$/);
  }
});

test.each([influxql, promql])('the French and the English dashboard have the same queries ($name)', (ask) => {
  const asked = (texts: (typeof TEXTS)['en']) =>
    JSON.stringify(dashboardOf(ask, texts)).match(/"(?:query|expr|timeFrom|timeShift|interval)":"[^"]*(?:\\"[^"]*)*"/g);
  expect(asked(TEXTS.fr)?.length).toBeGreaterThan(50);
  expect(asked(TEXTS.fr)).toEqual(asked(TEXTS.en));
});

test('a period has its name and its colour in both modes, and each series is named once', () => {
  const looks = tariffs(TEXTS.en) as readonly Look[];
  const looksOf = (series: string) =>
    looks.filter(({ matcher: { id, options } }) =>
      id === 'byName' ? options === series : new RegExp(options.slice(1, -1)).test(series),
    );
  for (const { name, register, colour } of PERIODS) {
    const [look, ...others] = looksOf(register);
    expect(look?.properties.map(({ value }) => value)).toEqual([
      TEXTS.en.periods[name],
      { mode: 'fixed', fixedColor: colour },
    ]);
    expect(others).toEqual([]);
    expect(looksOf(name)).toEqual([look]);
  }
  for (const series of STANDARD) expect(looksOf(series)).toHaveLength(1);
});

interface Look extends Json {
  readonly matcher: { readonly id: 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: readonly { readonly value: unknown }[];
}

test.each([influxql, promql])('the bars of $name sum every series that a query names', (ask) => {
  const { panels } = dashboardOf(ask, TEXTS.fr) as {
    panels: readonly (Bars & { readonly panels?: readonly Bars[] })[];
  };
  const bars = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ type }) => type === 'barchart');
  expect(bars.length).toBeGreaterThan(8);
  for (const { targets, transformations } of bars) {
    const [summed] = transformations.flatMap(({ options: { fields } }) => (fields ? [Object.keys(fields)] : []));
    const names = targets.map(({ alias, legendFormat }) => alias ?? legendFormat ?? '');
    expect(summed).toEqual(expect.arrayContaining(names.filter((name) => !/\$tag_|\{\{/.test(name))));
  }
});

interface Bars {
  readonly type: string;
  readonly targets: readonly { readonly alias?: string; readonly legendFormat?: string }[];
  readonly transformations: readonly { readonly options: { readonly fields?: object } }[];
}

test.each([influxql, promql])('no panel of $name covers another', (ask) => {
  const { panels } = dashboardOf(ask, TEXTS.en) as { panels: readonly { gridPos: Place }[] };
  const cells = panels.flatMap(({ gridPos }) => cellsOf(gridPos));
  expect(new Set(cells).size).toBe(cells.length);
});

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function cellsOf({ x, y, w, h }: Place): string[] {
  return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`);
}
