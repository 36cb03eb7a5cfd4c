import { type HourSpan, type Hours, joinedHours, LEAST_MOVE, lengthOfHours, MINUTES_A_DAY } from './hours.ts';

/** `unknown`: nobody looked for so long that the meter may have switched twice, or a switch is not known to the minute. */
export type SeenState = 'offPeak' | 'peak' | 'unknown';

/** From a minute on, in minutes of the local clock since 1970-01-01T00:00, the meter was seen in a state. */
export interface SeenMark {
  readonly at: number;
  readonly is: SeenState;
}

/** What was seen of the meter's switches, in order. Before the first mark it is unknown; the last one still holds. */
export type SeenTape = readonly SeenMark[];

/** A part of a tape in which the state was the same. */
export interface SeenStretch extends HourSpan {
  readonly is: SeenState;
}

/** The tape with one mark more. A mark at the minute of the last one replaces it, and one that changes nothing is left out. */
export function marked(tape: SeenTape, mark: SeenMark): SeenTape {
  const kept = tape.filter(({ at }) => at < mark.at);
  return kept.at(-1)?.is === mark.is ? kept : [...kept, mark];
}

/** The tape without what was before a minute. */
export function tapeFrom(tape: SeenTape, minute: number): SeenTape {
  const first = tape.findLastIndex(({ at }) => at <= minute);
  return first > 0 ? tape.slice(first) : tape;
}

/** What was seen from a minute up to another one, without a hole between the stretches. */
export function stretchesOf(tape: SeenTape, from: number, to: number): readonly SeenStretch[] {
  const marks: SeenTape = [{ at: from, is: 'unknown' }, ...tape];
  return marks
    .map(({ at, is }, nth) => ({
      from: Math.max(at, from),
      to: Math.min(Math.max(marks[nth + 1]?.at ?? to, from), to),
      is,
    }))
    .filter((stretch) => stretch.from < stretch.to);
}

/** The off-peak hours of the day of minutes that ends at one, as those of a date; undefined when something of it is unknown. */
export function wholeHours(tape: SeenTape, end: number): Hours | undefined {
  const stretches = stretchesOf(tape, end - MINUTES_A_DAY, end);
  if (stretches.some(({ is }) => is === 'unknown')) return undefined;
  return longEnough(stretches.filter(({ is }) => is === 'offPeak').flatMap(partsByDate));
}

/** A span of at most a day, in minutes after the midnights of the one or two dates that it is of. */
function partsByDate({ from, to }: HourSpan): Hours {
  const midnight = from - (from % MINUTES_A_DAY);
  return [
    { from: from - midnight, to: Math.min(to - midnight, MINUTES_A_DAY) },
    { from: 0, to: to - midnight - MINUTES_A_DAY },
  ];
}

/** The hours of a date without spans of less than five minutes. One that touches midnight is as long as what is beyond it. */
export function longEnough(hours: Hours): Hours {
  const joined = joinedHours(hours);
  const [first, last] = [joined[0], joined.at(-1)];
  const goesRound = first?.from === 0 && last?.to === MINUTES_A_DAY && first !== last;
  const isRound = (span: HourSpan) => goesRound && (span === first || span === last);
  const roundMinutes = first && last ? lengthOfHours([first, last]) : 0;
  return joined.filter((span) => (isRound(span) ? roundMinutes : span.to - span.from) >= LEAST_MOVE);
}

const SIGNS = { offPeak: '+', peak: '-', unknown: '?' } as const satisfies Record<SeenState, string>;

/** A tape as a short text: `29930400-29930576+29930876-`. */
export function tapeText(tape: SeenTape): string {
  return tape.map(({ at, is }) => `${at}${SIGNS[is]}`).join('');
}

/** The tape that `tapeText` wrote. */
export function tapeIn(text: string): SeenTape {
  return Array.from(text.matchAll(/(\d{1,9})([-+?])/g), ([, at, sign]) => ({
    at: Number(at),
    is: sign === '+' ? 'offPeak' : sign === '-' ? 'peak' : 'unknown',
  }));
}
