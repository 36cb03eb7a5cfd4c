import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import type { PricedSpan } from '../../src/money/priced-spans.ts';
import type { EnergySpans, SpansOfDays } from '../../src/ui/protocol.ts';
import {
  BAR_OF_VIEW,
  type BoundsOfWholeDays,
  dateParts,
  dayAt,
  type EnergyPeriod,
  type EnergyPeriodView,
  firstView,
  periodBefore,
  periodOf,
} from './model/energy-period.ts';
import {
  type ComparedDays,
  type ComparedSpans,
  comparedDays,
  likeForLike,
  sinceFirstWhole,
} from './model/year-before.ts';
import type { Page } from './page.ts';

/** The data of the energy tab. */
export interface ShownEnergy {
  readonly bounds: BoundsOfWholeDays;
  readonly period: EnergyPeriod;
  /** The spans of the bars. */
  readonly spans: readonly PricedSpan[];
  /** The spans of the period a year before, without the one in which the meter was first heard. */
  readonly before: readonly PricedSpan[];
  /** Spans that add up to the period, each at least a day long. */
  readonly whole: readonly PricedSpan[];
  readonly compared?: ComparedDays & { readonly spans: ComparedSpans };
  /** The last days (those of the present month and at least a week before it), and the forecast for the month. */
  readonly recent: EnergySpans;
  /** The present month and the twelve before it. */
  readonly months: EnergySpans;
  readonly years: EnergySpans;
}

/** A range that includes every day of a journal, and is as long as a request may be. */
const YEARS: SpansOfDays = { by: 'year', from: '2000-01-01', to: '2099-12-31' };
/** The days of the present month, and a week before it. */
const RECENT_DAYS = 38;
const MONTHS = 13;

/**
 * Requests the energy of a meter over a period, and a year before; with a single question once the range of the journal's days is known.
 * @param chosen the view that the user has chosen; by default the most informative one
 * @param day a day of the period; by default today
 * @param known the bounds from an earlier answer about the meter
 * @returns undefined while the journal has no data of the meter
 */
export async function askEnergy(
  page: Page,
  meter: string,
  chosen: EnergyPeriodView | undefined,
  day: number | undefined,
  known?: BoundsOfWholeDays,
): Promise<ShownEnergy | undefined> {
  const { ask, meters } = page;
  const bounds = known ?? boundsOf(await ask('/spans', { meter, ...YEARS }));
  if (bounds === undefined) return undefined;
  const view = chosen ?? firstView(bounds);
  const period = periodOf(view, within(day ?? bounds.today, bounds), bounds);
  const beside = spansBeside(period, bounds);
  const names = Object.keys(beside);
  const {
    spans,
    beside: lists = [],
    ...facts
  } = await ask('/spans', {
    ...{ meter, ...rangeOf(BAR_OF_VIEW[view], [period.from, period.to]), beside: Object.values(beside) },
    ...meters.typedPrices(meter),
  });
  // The forecast changes every minute, and only the card of the month shows it.
  const { outlook: _, ...told } = facts;
  const found = boundsOf(facts);
  // A new day has begun, or a file has added older days.
  if (JSON.stringify(found) !== JSON.stringify(bounds)) return found && askEnergy(page, meter, chosen, day, found);
  const listOf = (name: keyof ReturnType<typeof spansBeside>) => lists[names.indexOf(name)] ?? [];
  const comparable = comparedDays(period, bounds);
  const compared = comparable && likeForLike(view, comparable, { now: listOf('present'), before: listOf('yearAgo') });
  return {
    ...{ bounds, period, spans },
    before: sinceFirstWhole(listOf('before'), bounds),
    whole: view === 'day' ? listOf('whole') : spans,
    compared,
    recent: { ...facts, spans: listOf('recent') },
    months: { ...told, spans: listOf('months') },
    years: { ...told, spans: listOf('years') },
  };
}

/** The spans that are requested together with those of the bars. */
function spansBeside(period: EnergyPeriod, bounds: BoundsOfWholeDays) {
  const { view, from, to } = period;
  const yearBefore = periodBefore(period);
  const comparable = comparedDays(period, bounds);
  const { today } = bounds;
  const { year, month } = dateParts(today);
  return {
    years: YEARS,
    months: rangeOf('month', [dayAt(year, month - (MONTHS - 1)), dayAt(year, month + 1) - 1]),
    recent: rangeOf('day', [today - RECENT_DAYS + 1, today]),
    ...(yearBefore && { before: rangeOf(BAR_OF_VIEW[view], [yearBefore.from, yearBefore.to]) }),
    ...(view === 'day' && { whole: rangeOf('day', [from, to]) }),
    ...(comparable && { present: rangeOf('day', comparable.days), yearAgo: rangeOf('day', comparable.before) }),
  };
}

function rangeOf(by: SpansOfDays['by'], [from, to]: readonly [number, number]): SpansOfDays {
  return { by, from: dateOf(from), to: dateOf(to) };
}

function boundsOf(told: Pick<EnergySpans, 'first' | 'firstWhole' | 'today'>): BoundsOfWholeDays | undefined {
  const [first, firstWhole, today] = [told.first ?? '', told.firstWhole ?? '', told.today].map(dayOfDate);
  if (first === undefined || firstWhole === undefined || today === undefined) return undefined;
  return { first, firstWhole, today };
}

/** The first day may be later than today, if the clock was ahead at that time. */
function within(day: number, { first, today }: BoundsOfWholeDays): number {
  return Math.max(Math.min(day, today), Math.min(first, today));
}
