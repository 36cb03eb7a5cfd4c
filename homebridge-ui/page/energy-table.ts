import { h } from './dom.ts';
import { headRow } from './elements.ts';
import type { EnergyBar, EnergyBars } from './model/energy-bars.ts';
import type { PageWords } from './model/page-words.ts';

/**
 * The bars as a table, with a column for each of their parts.
 * @param write formats a value of the bars
 */
export function energyTable(
  { bars, legend }: EnergyBars,
  caption: string,
  write: (value: number) => string,
  { texts: { energy: texts } }: PageWords,
): HTMLElement {
  const columns = [
    // A single part would only repeat the total.
    ...(legend.length > 1 ? legend : []).map(({ name }) => ({
      name,
      value: ({ parts, total }: EnergyBar) =>
        total === undefined ? undefined : (parts.find((part) => part.name === name)?.value ?? 0),
    })),
    { name: texts.total, value: ({ total }: EnergyBar) => total },
    { name: texts.facts.given, value: ({ given }: EnergyBar) => given },
    { name: texts.unseenColumn, value: ({ unseen }: EnergyBar) => unseen },
    { name: texts.importedColumn, value: ({ imported }: EnergyBar) => imported?.value },
    { name: texts.facts.yearBefore, value: ({ before }: EnergyBar) => before },
  ].filter(({ name, value }) => name === texts.total || bars.some((bar) => value(bar) !== undefined));
  const cell = (value: number | undefined) => h('td', {}, value === undefined ? '' : write(value));
  return h(
    'table',
    {},
    h('caption', {}, caption),
    headRow([texts.when, ...columns.map(({ name }) => name)]),
    h(
      'tbody',
      {},
      ...bars.map((bar) =>
        h('tr', {}, h('th', { scope: 'row' }, bar.name), ...columns.map(({ value }) => cell(value(bar)))),
      ),
    ),
  );
}
