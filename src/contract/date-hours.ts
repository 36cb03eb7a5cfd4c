import { type ClockSpan, clockSpansIn, clockText, MINUTES_A_DAY } from '../reading/hours.ts';

/** Hours of one date: spans in order that neither overlap nor touch. */
export type Hours = readonly ClockSpan[];

/** The spans in order, with those that overlap or touch merged. Empty ones are left out. */
export function joinedHours(spans: Hours): Hours {
  const joined: ClockSpan[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (span.to <= span.from) continue;
    if (last && span.from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

/**
 * Hours as if the date were circular: if spans touch both midnights, they are joined to one that ends after midnight, at up to 2 880
 * minutes. This is how a household would state it.
 */
export function roundHours(hours: Hours): Hours {
  const [first, last] = [hours[0], hours.at(-1)];
  const goesRound = first?.from === 0 && last?.to === MINUTES_A_DAY && first !== last;
  return goesRound ? [...hours.slice(1, -1), { from: last.from, to: MINUTES_A_DAY + first.to }] : hours;
}

/** Hours in the circular format of `ContractCalendar`: `11:56-14:56,22:00-06:00`. */
export function hoursText(hours: Hours): string {
  return roundHours(hours)
    .map(({ from, to }) => `${clockText(from)}-${clockText(to % MINUTES_A_DAY)}`)
    .join(',');
}

/** The hours that `hoursText` wrote; empty for any other text. */
export function hoursIn(text: string): Hours {
  return joinedHours(clockSpansIn(text) ?? []);
}

/** Whether the hours include a minute, counted from midnight. */
export function isInHours(hours: Hours, minute: number): boolean {
  return hours.some(({ from, to }) => minute >= from && minute < to);
}

/** By how many minutes hours must differ to count as different: the clocks of the meter and of this machine may differ slightly. */
export const LEAST_MOVE = 5;

/** Whether two dates have the same hours, allowing each edge to be off by less than `LEAST_MOVE` minutes. */
export function areSameHours(one: Hours, other: Hours): boolean {
  const edges = [...one, ...other].flatMap(({ from, to }) => [from, to]).toSorted((a, b) => a - b);
  return edges.every((edge, nth) => {
    const next = edges[nth + 1] ?? edge;
    return next - edge < LEAST_MOVE || isInHours(one, edge) === isInHours(other, edge);
  });
}

/** The total length of the hours, in minutes. */
export function lengthOfHours(hours: Hours): number {
  return hours.reduce((sum, { from, to }) => sum + to - from, 0);
}
