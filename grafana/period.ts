import { type Query, YEARS } from './dialect.ts';
import { bars, type Panel } from './panel.ts';
import type { Texts } from './texts.ts';

export const A_YEAR = '1y';

interface Bars {
  readonly title: string;
  readonly targets: readonly Query[];
  readonly unit: string;
  readonly timeShift?: string;
}

/** A bar for each of the last thirty days. */
export function byDay(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: 'now-29d/d' }, { format: 'DD/MM', step: '1h' }, texts);
}

/** A bar for each of the last twelve months. */
export function byMonth(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: 'now-11M/M' }, { format: 'MM/YYYY', step: '1h' }, texts);
}

/** A bar for each of the last years. By the hour they would be more points than Grafana takes. */
export function byYear(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: `now-${YEARS - 1}y/y` }, { format: 'YYYY', step: '6h' }, texts);
}

/** The panel's shift in time, where it has one. */
export function shifted(timeShift: string | undefined): { timeShift?: string } {
  return timeShift === undefined ? {} : { timeShift };
}
