import { dashboardOf } from './dashboard.ts';
import { influxql } from './influxql.ts';
import type { Json } from './panel.ts';
import { promql } from './promql.ts';
import { TEXTS } from './texts.ts';

/** The committed dashboards: one for each query language in English and in French. */
export function dashboardFiles(): readonly { readonly name: string; readonly text: string }[] {
  return [influxql, promql].flatMap((ask) =>
    Object.entries(TEXTS).map(([language, texts]) => ({
      name: `linky-${ask.name}.${language}.json`,
      text: oneLinePerItem(dashboardOf(ask, texts)),
    })),
  );
}

/**
 * JSON with one line for each panel and each variable, so that changes are easy to see. Indented JSON would be three
 * times as large.
 */
function oneLinePerItem(dashboard: Json): string {
  const members = Object.entries(dashboard).map(([key, value]) => `${JSON.stringify(key)}: ${listed(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

function listed(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
