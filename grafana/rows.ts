import { cost } from './cost.ts';
import type { Dialect } from './dialect.ts';
import { energy, totals } from './energy.ts';
import { contract, house } from './now.ts';
import type { Panel } from './panel.ts';
import { line, power } from './power.ts';
import type { Texts } from './texts.ts';

export interface Row {
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}

/** All that is drawn, row by row. */
export function rowsOf(ask: Dialect, texts: Texts): readonly Row[] {
  const { rows } = texts;
  return [
    { title: rows.now, collapsed: false, panels: [...house(ask, texts), ...contract(ask, texts)] },
    { title: rows.power, collapsed: false, panels: power(ask, texts) },
    { title: rows.energy, collapsed: false, panels: [...totals(ask, texts), ...energy(ask, texts)] },
    { title: rows.cost, collapsed: false, panels: cost(ask, texts) },
    { title: rows.phases, collapsed: true, panels: line(ask, texts) },
  ];
}
