import { dashboardOf } from './dashboard.ts';
import type { Json } from './field.ts';
import { influxql } from './influxql.ts';
import { promql } from './promql.ts';
import { TEXTS } from './texts.ts';

/** The dashboards as they are committed: one for each language of databases and of people. */
export function files(): readonly { readonly name: string; readonly text: string }[] {
  return [influxql, promql].flatMap((ask) =>
    Object.entries(TEXTS).map(([language, texts]) => ({
      name: `linky-${ask.name}.${language}.json`,
      text: written(dashboardOf(ask, texts)),
    })),
  );
}

/** A line for each panel and each variable: a change is easily seen, and the file is a third of what it would be. */
function written(dashboard: Json): string {
  const members = Object.entries(dashboard).map(([key, value]) => `${JSON.stringify(key)}: ${listed(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

function listed(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
