import { type Dialect, type Query, YEARS } from './dialect.ts';
import { bars, curves, EVERY_STEP, named, type Panel, pie, property, stat, tariffs } from './panel.ts';
import type { Texts } from './texts.ts';

const WH = 'watth';
const VA = 'voltamp';

/** The energy drawn today, this month and this year, each above the same time a year ago. */
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

/** Energy as bars and as shares. */
export function energy(ask: Dialect, texts: Texts): Panel[] {
  const { panels, series, about, nothing } = texts;
  const byTariff = { targets: ask.energyByPeriod('bars'), unit: WH };
  const injected = { targets: [ask.energy('injected', 'bars', series.injected)], unit: WH };
  const month = { unit: 'percent', width: 6, timeFrom: 'now/M' };
  return [
    byDay({ ...byTariff, title: panels.days, description: about.tariffs }, texts),
    byDay({ ...byTariff, title: panels.daysBefore, timeShift: A_YEAR }, texts),
    byMonth({ ...byTariff, title: panels.months }, texts),
    byYear({ title: panels.years, targets: ask.energyByPeriod('years'), unit: WH }, texts),
    stat(
      { ...month, title: panels.share, description: about.share, targets: ask.offPeakShare(series.share) },
      nothing,
      { height: 8 },
    ),
    pie({ ...month, title: panels.split, targets: ask.energyByPeriod('range'), unit: WH, width: 9 }, texts),
    stat(
      { title: panels.indexes, targets: ask.indexes(), unit: 'suffix:kWh', width: 9, timeFrom: 'now-24h' },
      nothing,
      { height: 8, textMode: 'value_and_name', overrides: tariffs(texts), defaults: { decimals: 0 } },
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

/** Energy by register of standard mode, whatever each of them counts. */
export function byIndex(ask: Dialect, texts: Texts): Panel[] {
  const { panels, about } = texts;
  const drawn = { targets: [ask.energyByIndex('bars')], unit: WH };
  return [
    byDay({ ...drawn, title: panels.indexDays, description: about.byIndex }, texts),
    byMonth({ ...drawn, title: panels.indexMonths }, texts),
    byYear({ title: panels.indexYears, targets: [ask.energyByIndex('years')], unit: WH }, texts),
  ];
}

const A_YEAR = '1y';

interface Bars {
  readonly title: string;
  readonly targets: readonly Query[];
  readonly unit: string;
  readonly description?: string;
  readonly timeShift?: string;
}

/** A bar for each of the last thirty days. */
function byDay(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: 'now-29d/d' }, { format: 'DD/MM', step: '1h' }, texts);
}

/** A bar for each of the last twelve months. */
function byMonth(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: 'now-11M/M' }, { format: 'MM/YYYY', step: '1h' }, texts);
}

/** A bar for each of the last years. Points by the hour would be more than Grafana accepts. */
function byYear(drawn: Bars, texts: Texts): Panel {
  return bars({ ...drawn, width: 12, timeFrom: `now-${YEARS - 1}y/y` }, { format: 'YYYY', step: '6h' }, texts);
}

/** The panel's time shift, if it has one. */
function shifted(timeShift: string | undefined): { timeShift?: string } {
  return timeShift === undefined ? {} : { timeShift };
}

const EURO = 'currencyEUR';

/** The same figures and bars as cost in €. */
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
