import type { Dialect } from './dialect.ts';
import { named, property, registers } from './field.ts';
import { curves, EVERY_STEP, type Panel, pie, stat } from './panel.ts';
import { A_YEAR, byDay, byMonth, byYear, shifted } from './period.ts';
import type { Texts } from './texts.ts';

const WH = 'watth';
const VA = 'voltamp';

/** What was drawn today, this month and this year, each above the same time a year ago. */
export function totals(ask: Dialect, { panels, series, about, nothing }: Texts): Panel[] {
  const targets = [ask.energy('total', 'range', series.energy)];
  const used = (title: string, timeFrom: string, shift?: string) =>
    stat({ title, description: about.energy, targets, unit: WH, width: 8, timeFrom, ...shifted(shift) }, nothing);
  return [
    used(panels.usedToday, 'now/d'),
    used(panels.usedMonth, 'now/M'),
    used(panels.usedYear, 'now/y'),
    used(panels.usedTodayBefore, 'now/d', A_YEAR),
    used(panels.usedMonthBefore, 'now/M', A_YEAR),
    used(panels.usedYearBefore, 'now/y', A_YEAR),
  ];
}

/** Energy in bars and shares. */
export function energy(ask: Dialect, texts: Texts): Panel[] {
  const { panels, series, about, nothing } = texts;
  const tariffs = { targets: [ask.energyByTariff('bars')], unit: WH };
  const injected = { targets: [ask.energy('injected', 'bars', series.injected)], unit: WH };
  const month = { unit: 'percent', width: 6, timeFrom: 'now/M' };
  return [
    byDay({ ...tariffs, title: panels.days }, texts),
    byDay({ ...tariffs, title: panels.daysBefore, timeShift: A_YEAR }, texts),
    byMonth({ ...tariffs, title: panels.months }, texts),
    byYear({ title: panels.years, targets: [ask.energyByTariff('years')], unit: WH }, texts),
    stat(
      { ...month, title: panels.share, description: about.share, targets: [ask.offPeakShare(series.share)] },
      nothing,
      { height: 8 },
    ),
    pie({ ...month, title: panels.split, targets: [ask.energyByTariff('range')], unit: WH, width: 9 }, texts),
    stat(
      { title: panels.indexes, targets: [ask.indexes()], unit: 'suffix:kWh', width: 9, timeFrom: 'now-24h' },
      nothing,
      { height: 8, textMode: 'value_and_name', overrides: registers(texts), defaults: { decimals: 0 } },
    ),
    curves(
      {
        title: panels.baseLoad,
        description: about.baseLoad,
        targets: [ask.baseLoad(series.baseLoad)],
        unit: VA,
        width: 24,
        timeFrom: 'now-89d/d',
      },
      [named(series.baseLoad, [property('custom.drawStyle', 'points'), property('custom.pointSize', 6)])],
      { interval: '1h', maxDataPoints: EVERY_STEP },
    ),
    byDay({ ...injected, title: panels.injectedDays }, texts),
    byMonth({ ...injected, title: panels.injectedMonths }, texts),
  ];
}
