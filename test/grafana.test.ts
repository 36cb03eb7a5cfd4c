import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dashboardOf } from '../grafana/dashboard.ts';
import { dashboardFiles } from '../grafana/dashboard-files.ts';
import { influxql } from '../grafana/influxql.ts';
import { promql } from '../grafana/promql.ts';
import { TARIFFS } from '../grafana/tariff.ts';
import { TEXTS } from '../grafana/texts.ts';
import { REACTIVE, REGISTERS } from '../src/influx/points.ts';

test.each(dashboardFiles())('$name is the same as npm run grafana writes', async ({ name, text }) => {
  expect(await readFile(new URL(`../grafana/${name}`, import.meta.url), 'utf8')).toBe(text);
});

test('every billed index has a price, a colour and a name', () => {
  const billed = Object.values(REGISTERS).filter((register) => !REACTIVE.has(register) && !register.startsWith('d'));
  expect(TARIFFS.map(({ register }) => register)).toEqual(billed);
  for (const { registers } of Object.values(TEXTS))
    expect(Object.keys(registers)).toEqual([...billed, 'total', 'injected']);
});

test.each([influxql, promql])('the French and the English dashboard have the same queries ($name)', (ask) => {
  const asked = (texts: (typeof TEXTS)['en']) =>
    JSON.stringify(dashboardOf(ask, texts)).match(/"(?:query|expr|timeFrom|timeShift|interval)":"[^"]*(?:\\"[^"]*)*"/g);
  expect(asked(TEXTS.fr)?.length).toBeGreaterThan(50);
  expect(asked(TEXTS.fr)).toEqual(asked(TEXTS.en));
});

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
