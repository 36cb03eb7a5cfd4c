import type { Dialect, Query } from './dialect.ts';
import { gauge, type Json, mapped, type Panel, stat, tariffs } from './panel.ts';
import type { Texts } from './texts.ts';

/** Long enough to contain a frame, and so short that a silent meter shows nothing rather than its last number. */
const LATELY = 'now-5m';
/** The texts of the contract are written once an hour. */
const TWO_HOURS = 'now-2h';
const VA = 'voltamp';

/** The current values of the house. */
export function house(ask: Dialect, texts: Texts): Panel[] {
  const { panels, series, about, nothing } = texts;
  const now = (title: string, target: Query, unit: string, timeFrom = LATELY, description?: string) =>
    stat({ title, description, targets: [target], unit, width: 3, timeFrom }, nothing);
  const limit = ask.number('subscribed_va', 'last', series.subscribed);
  const drawn = ask.number('power_va', 'last', panels.power);
  return [
    gauge(
      { title: panels.power, description: about.power, targets: [drawn, limit], unit: VA, width: 6, timeFrom: LATELY },
      series.subscribed,
    ),
    now(panels.active, ask.number('power_w', 'last', series.active), 'watt', LATELY, about.active),
    now(panels.injection, ask.number('inject_va', 'last', series.injected), VA),
    now(panels.current, ask.number('current_a', 'last', series.current), 'amp'),
    now(panels.subscribed, limit, VA),
    now(panels.highest, ask.number('power_va', 'max', series.highest), VA, 'now/d'),
    now(panels.refused, ask.number('refused_groups', 'sum', series.refused), 'short', 'now-24h'),
    stat(
      { title: panels.lastFrame, targets: [ask.lastFrame()], unit: 'dateTimeFromNow', width: 3, timeFrom: 'now-7d' },
      nothing,
      ask.name === 'influxql' ? { fields: '/^Time$/' } : {},
    ),
  ];
}

/** The current state of the contract. */
export function contract(ask: Dialect, texts: Texts): Panel[] {
  const { panels, nothing } = texts;
  const shown = { unit: 'none', width: 3, timeFrom: LATELY };
  const word = (title: string, target: Query, mappings: readonly Json[]) =>
    stat({ ...shown, title, targets: [target] }, nothing, { defaults: { mappings } });
  /** A panel with a text of `linky_info`; none where the database stores no texts. */
  const words = (title: string, target: Query | undefined, width: number) =>
    target ? [stat({ ...shown, title, targets: [target], width, timeFrom: TWO_HOURS }, nothing, TEXT)] : [];
  return [
    ask.name === 'influxql'
      ? stat({ ...shown, title: panels.tariff, targets: [ask.tariff()], timeFrom: TWO_HOURS }, nothing, TEXT)
      : stat({ ...shown, width: 6, title: panels.tariff, targets: [ask.tariff()] }, nothing, {
          textMode: 'name',
          overrides: tariffs(texts),
        }),
    ...words(panels.contract, ask.contract(), 3),
    word(panels.today, ask.number('color_today', 'last', panels.today), colours(texts)),
    word(panels.tomorrow, ask.number('color_tomorrow', 'last', panels.tomorrow), colours(texts)),
    word(panels.overload, ask.number('overload', 'last', panels.overload), overloads(texts)),
    ...words(panels.offPeakToday, ask.offPeakHours('today'), 6),
    ...words(panels.offPeakTomorrow, ask.offPeakHours('tomorrow'), 6),
  ];
}

/** The regular expression that selects the field with the text, and not the time. */
const TEXT = { fields: '/^(contract|tariff|off_peak|off_peak_tomorrow)$/' } as const;

function colours({ colours: { none, blue, white, red } }: Texts): readonly Json[] {
  return mapped([none, 'text'], [blue, 'blue'], [white, '#e5e5e5'], [red, 'red']);
}

function overloads({ overloads: { no, yes } }: Texts): readonly Json[] {
  return mapped([no, 'green'], [yes, 'red']);
}
