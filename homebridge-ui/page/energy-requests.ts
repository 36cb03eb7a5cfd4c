import { slugOf } from '../../src/config/slug.ts';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/paris-time.ts';
import type { EnergySpan } from '../../src/tariff/energy-span.ts';
import type { EnergySpans, SpansRequest } from '../../src/ui/protocol.ts';
import { type ConfigBlock, metersOf } from './model/config-block.ts';
import {
  BAR_OF_VIEW,
  type Bounds,
  type EnergyPeriod,
  type EnergyPeriodView,
  periodBefore,
  periodOf,
} from './model/energy-period.ts';
import { pricesTyped } from './model/prices.ts';
import { type ComparedDays, type ComparedSpans, comparedDays, likeForLike } from './model/year-before.ts';
import type { Page } from './page.ts';

/** Everything that the energy view shows of a period. */
export interface ShownEnergy {
  readonly bounds: Bounds;
  readonly period: EnergyPeriod;
  /** The spans of the bars. */
  readonly spans: readonly EnergySpan[];
  /** Those of the period a year before, but for the one in which the journal began, which is not whole. */
  readonly before: readonly EnergySpan[];
  /** Spans that add up to the period, each at least a day long. */
  readonly whole: readonly EnergySpan[];
  readonly compared?: ComparedDays & { readonly spans: ComparedSpans };
  /** The last days, those of the present month and a week before it, and where the month is heading. */
  readonly recent: EnergySpans;
}

/** A span of time that has every day of a journal in it, and is as long as a request may be. */
export const ALWAYS = { from: '2000-01-01', to: '2099-12-31' } as const;
/** The days of the present month, and a week before it. */
const RECENT_DAYS = 38;

/**
 * Asks the server for the energy of a meter over a period, and a year before.
 * @param day a day of the period; today unless given
 * @returns undefined while the journal has nothing of the meter
 */
export async function askEnergy(
  { ask, settings }: Page,
  meter: string,
  view: EnergyPeriodView,
  day: number | undefined,
): Promise<ShownEnergy | undefined> {
  const prices = pricesOf(settings.block, meter);
  const spansIn = (by: SpansRequest['by'], from: string, to: string): Promise<EnergySpans> =>
    ask('/spans', { meter, by, from, to, ...(prices !== undefined && { prices }) });
  const daysIn = async (by: SpansRequest['by'], [from, to]: readonly [number, number]) =>
    (await spansIn(by, dateOf(from), dateOf(to))).spans;

  const years = await spansIn('year', ALWAYS.from, ALWAYS.to);
  const bounds = boundsOf(years);
  if (bounds === undefined) return undefined;
  const period = periodOf(view, within(day ?? bounds.today, bounds), bounds);
  const yearBefore = periodBefore(period);
  const comparable = comparedDays(period, bounds);
  const by = BAR_OF_VIEW[view];
  const [spans, before, whole, recent, comparedNow, comparedBefore] = await Promise.all([
    view === 'all' ? years.spans : daysIn(by, [period.from, period.to]),
    yearBefore ? daysIn(by, [yearBefore.from, yearBefore.to]) : [],
    view === 'day' ? daysIn('day', [period.from, period.to]) : undefined,
    spansIn('day', dateOf(bounds.today - RECENT_DAYS + 1), dateOf(bounds.today)),
    comparable ? daysIn('day', comparable.days) : [],
    comparable ? daysIn('day', comparable.before) : [],
  ]);
  const compared = comparable && likeForLike(view, comparable, { now: comparedNow, before: comparedBefore });
  return {
    ...{ bounds, period, spans, recent },
    before: before.filter(({ fromMs }) => fromMs > beginningOfDay(bounds.first)),
    whole: whole ?? spans,
    ...(compared && { compared }),
  };
}

/** The prices of a meter as they stand in the settings, unchecked; undefined where it has none. */
export function pricesOf(block: ConfigBlock, slug: string): unknown {
  const index = metersOf(block).findIndex(({ name }) => slugOf(name) === slug);
  const prices = index < 0 ? undefined : pricesTyped(block, index);
  return Array.isArray(prices) && prices.length > 0 ? prices : undefined;
}

function boundsOf({ first, today }: EnergySpans): Bounds | undefined {
  const [firstDay, lastDay] = [dayOfDate(first ?? ''), dayOfDate(today)];
  return firstDay === undefined || lastDay === undefined ? undefined : { first: firstDay, today: lastDay };
}

/** The clock of the journal may have been ahead once, so that its first day comes after today. */
function within(day: number, { first, today }: Bounds): number {
  return Math.max(Math.min(day, today), Math.min(first, today));
}
