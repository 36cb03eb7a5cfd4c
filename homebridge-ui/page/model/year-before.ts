import { beginningOfDay, dateOf } from '../../../src/base/paris-time.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import { daysText } from './date-words.ts';
import { measureOf, type Unit } from './energy-measure.ts';
import { type BoundsOfWholeDays, dayBefore, type EnergyPeriod, type EnergyPeriodView } from './energy-period.ts';
import type { PageWords } from './page-words.ts';

/** The first and the last day, in days since 1970-01-01. */
type Range = readonly [number, number];

/** Days to compare, from the first to the last one, and the same days a year before. */
export interface ComparedDays {
  readonly days: Range;
  readonly before: Range;
  /** Whether it is the whole period that is compared. */
  readonly isWhole: boolean;
  /** Days among them are left out, since a file lacks them in one of the years. */
  readonly hasGaps?: true;
}

/** Time to which a file has added counts as whole when so much of it is known. */
const WHOLE_IN_FILES = 0.99;

/** Whether a file has told a part of a span, and nothing tells the rest: then the span is not compared. */
export function isToldInPart({ fromFilesWh, seen }: PricedSpan): boolean {
  return fromFilesWh !== undefined && seen < WHOLE_IN_FILES;
}

/**
 * Which days of a period can be compared with a year before: those that are over, and were whole days of the journal a year
 * before. Undefined where there are none.
 */
export function comparedDays(
  { view, from, to }: EnergyPeriod,
  { firstWhole, today }: Pick<BoundsOfWholeDays, 'firstWhole' | 'today'>,
): ComparedDays | undefined {
  if (view === 'all') return undefined;
  const pairs: (readonly [number, number])[] = [];
  for (let day = from; day <= Math.min(to, today - 1); day += 1) {
    const before = dayBefore(view, day);
    if (before !== undefined && before >= firstWhole) pairs.push([day, before]);
  }
  const [begin, end] = [pairs[0], pairs.at(-1)];
  if (!begin || !end) return undefined;
  return { days: [begin[0], end[0]], before: [begin[1], end[1]], isWhole: begin[0] === from && end[0] === to };
}

/** The spans that did not begin before everything was known. Of an hour, its `seen` tells that. */
export function sinceFirstWhole(
  spans: readonly PricedSpan[],
  { firstWhole }: Pick<BoundsOfWholeDays, 'firstWhole'>,
): readonly PricedSpan[] {
  return spans.filter(({ by, fromMs }) => by === 'hour' || fromMs >= beginningOfDay(firstWhole));
}

/** The spans of both years by day. */
export interface ComparedSpans {
  readonly now: readonly PricedSpan[];
  readonly before: readonly PricedSpan[];
}

/**
 * Of days to compare, those from the first to the last one that both years have. Energy of an absence counts for its last day:
 * what was used before the first of these days is left out on both sides, as is what was counted after the last one, and the days that
 * a file lacks. Undefined where no day is left.
 */
export function likeForLike(
  view: EnergyPeriodView,
  { days: [from, to], isWhole }: ComparedDays,
  { now, before }: ComparedSpans,
): (ComparedDays & { readonly spans: ComparedSpans }) | undefined {
  const [byDate, byDateBefore] = [now, before].map((spans) => new Map(spans.map((span) => [span.date, span])));
  const gaps = new Set([...gapsIn(now), ...gapsIn(before)]);
  const pairs = Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((day) => {
    const dayThen = dayBefore(view, day);
    if (dayThen === undefined) return [];
    const dates = [dateOf(day), dateOf(dayThen)] as const;
    return {
      days: [day, dayThen] as const,
      spans: [byDate?.get(dates[0]), byDateBefore?.get(dates[1])],
      isGap: dates.some((date) => gaps.has(date)),
    };
  });
  const begin = pairs.findIndex(({ spans }) => spans.every((span) => span?.energyWh !== undefined && !span.unseenWh));
  const end = pairs.findLastIndex(({ spans }) => spans.every((span) => span?.energyWh !== undefined));
  const [first, last] = [pairs[begin], pairs[end]];
  if (!first || !last || begin > end) return undefined;
  const [days, then] = [0, 1].map((side) => [first.days[side] ?? 0, last.days[side] ?? 0] as const) as [Range, Range];
  const leftOut = pairs.slice(begin, end + 1).filter(({ isGap }) => isGap);
  const [outNow, outBefore] = [0, 1].map((side) => new Set(leftOut.map((pair) => dateOf(pair.days[side] ?? 0))));
  return {
    ...{ days, before: then, isWhole: isWhole && begin === 0 && end === pairs.length - 1 && leftOut.length === 0 },
    ...(leftOut.length > 0 && { hasGaps: true }),
    spans: { now: within(now, days, outNow), before: within(before, then, outBefore) },
  };
}

/**
 * The dates whose energy is in no day, or in part only, since a file lacks it. That of an absence is in the day on which the meter was
 * heard again.
 */
function gapsIn(spans: readonly PricedSpan[]): readonly string[] {
  const gaps: string[] = [];
  let untold: string[] = [];
  for (const span of spans) {
    if (span.energyWh === undefined) {
      untold.push(span.date);
      continue;
    }
    if (span.unseenWh === undefined) gaps.push(...untold);
    if (isToldInPart(span)) gaps.push(span.date);
    untold = [];
  }
  return gaps;
}

function within(
  spans: readonly PricedSpan[],
  [from, to]: Range,
  leftOut: ReadonlySet<string> | undefined,
): readonly PricedSpan[] {
  return spans.filter(({ date }) => date >= dateOf(from) && date <= dateOf(to) && !leftOut?.has(date));
}

/** The difference from a year before, with both totals: `−4% (539.1 kWh against 561.6 kWh)`. Undefined where a total is unknown. */
export function comparisonText(spans: ComparedSpans, unit: Unit, words: PageWords): string | undefined {
  const [now, before] = [totalOf(spans.now, unit, words), totalOf(spans.before, unit, words)];
  if (now === undefined || before === undefined || before === 0) return undefined;
  const percent = Math.round(((now - before) / before) * 100);
  const sign = percent < 0 ? '−' : percent > 0 ? '+' : '±';
  const { write } = measureOf(unit, [], words);
  return words.texts.energy.change(sign + words.percent(Math.abs(percent) / 100), write(now), write(before));
}

/**
 * Which days are compared, where it is not the whole period with the same one of the year before.
 * @param isPresent whether the period has today in it, which is not compared
 */
export function comparedDaysText(
  { days, isWhole, hasGaps }: ComparedDays,
  view: EnergyPeriodView,
  isPresent: boolean,
  words: PageWords,
): string | undefined {
  const { comparedDays, comparedWeek, withoutGaps, withoutToday } = words.texts.energy;
  const compared = view === 'week' ? comparedWeek : comparedDays;
  if (view !== 'week' && isWhole) return undefined;
  const leftOut = [...(isPresent ? [withoutToday] : []), ...(hasGaps ? [withoutGaps] : [])];
  return [compared(daysText(...days, words)), ...leftOut].join(' ');
}

/** The sum of the totals; undefined where there are none, or one that counts is unknown. */
export function totalOf(spans: readonly PricedSpan[], unit: Unit, words: PageWords): number | undefined {
  const measure = measureOf(unit, [], words);
  // A day in which nothing was seen has no energy, yet it has a cost.
  const counted = spans.filter((span) => unit === 'euros' || span.energyWh !== undefined);
  const totals = counted.map(measure.total);
  return totals.length === 0 || totals.includes(undefined)
    ? undefined
    : totals.reduce<number>((sum, total) => sum + (total ?? 0), 0);
}
