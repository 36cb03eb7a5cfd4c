import type { Dialect } from './dialect.ts';
import { type Panel, stat } from './panel.ts';
import { A_YEAR, byDay, byMonth, shifted } from './period.ts';
import type { Texts } from './texts.ts';

const EURO = 'currencyEUR';

/** The same in €. */
export function cost(ask: Dialect, texts: Texts): Panel[] {
  const { panels, series, about, nothing } = texts;
  const bars = { targets: ask.costs('bars', series), unit: EURO };
  const sum = [{ id: 'reduce', options: { reducers: ['sum'] } }];
  const total = (title: string, timeFrom: string, shift?: string) =>
    stat(
      {
        title,
        description: about.cost,
        targets: ask.costs('range', series),
        unit: EURO,
        width: 8,
        timeFrom,
        ...shifted(shift),
      },
      nothing,
      { calc: 'sum', transformations: sum, defaults: { decimals: 2 } },
    );
  return [
    total(panels.costMonth, 'now/M'),
    total(panels.costMonthBefore, 'now/M', A_YEAR),
    total(panels.costYear, 'now/y'),
    byDay({ ...bars, title: panels.costDays }, texts),
    byMonth({ ...bars, title: panels.costMonths }, texts),
  ];
}
