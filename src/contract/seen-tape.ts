import { MINUTE_MS, parisOffsetMs } from '../base/paris-time.ts';
import { type ClockSpan, MINUTES_A_DAY } from '../reading/hours.ts';
import { type Hours, joinedHours, LEAST_MOVE, roundHours } from './date-hours.ts';
import type { MeterTime } from './meter-time.ts';

/** `unknown`: the meter was not observed for so long that it may have switched twice, or a switch is not known to the minute. */
type SeenState = 'offPeak' | 'peak' | 'unknown';

/** The state in which the meter was observed from a minute on, in local minutes since 1970-01-01T00:00. */
interface SeenMark {
  readonly at: number;
  readonly is: SeenState;
}

/** The observed switches of the meter, in order. The state before the first mark is unknown; the last mark still applies. */
export type SeenTape = readonly SeenMark[];

/** What is needed to continue the tape with the next reading. */
export interface TapeEnd {
  /** The last reading with a state: its instant, and its local minute, which is not set back in autumn. */
  readonly last?: { readonly atMs: number; readonly minute: number };
  /** The earliest minute that is being repeated, and whether the meter has switched since; undefined outside the repeated hour. */
  readonly again?: { readonly from: number; readonly hasSwitched: boolean };
}

/** A part of a tape with the same state throughout. */
export interface SeenStretch extends ClockSpan {
  readonly is: SeenState;
}

/** Each tariff period lasts longer than this, so the meter cannot have switched twice in a shorter gap. */
export const LONGEST_GAP_MS = 30 * 60_000;
/** A switch is known to the minute if the meter was observed at most this many minutes before. */
const SHARP_MINUTES = 2;

/**
 * The tape of yesterday and today, continued with a reading that has a state. If a switch is not known to the minute, the gap in which it
 * happened becomes unknown. So does a switch in the hour that is skipped in spring or repeated in autumn: a meter may switch in the first
 * one, in the second one, or in both.
 */
export function tapeAfter(
  tape: SeenTape,
  { last, again }: TapeEnd,
  offPeak: boolean,
  time: MeterTime,
): { readonly tape: SeenTape; readonly end: TapeEnd } {
  const { atMs, unseenMs } = time;
  const minute = time.day * MINUTES_A_DAY + time.minute;
  const is = offPeak ? 'offPeak' : 'peak';
  const before = Number.isFinite(unseenMs) ? (last ?? lastBeforeStart(tape, atMs - unseenMs)) : undefined;
  // The clock was set, or nothing is known of the time before.
  if (!before) return { tape: [{ at: minute, is }], end: { last: { atMs, minute } } };
  const end = { last: { atMs: Math.max(atMs, before.atMs), minute: Math.max(minute, before.minute) } };
  const hasSwitched = tape.at(-1)?.is !== is || again?.hasSwitched === true;
  if (minute < before.minute)
    return { tape, end: { ...end, again: { from: Math.min(again?.from ?? minute, minute), hasSwitched } } };
  const from = again?.from ?? before.minute;
  const isGap = atMs - before.atMs >= LONGEST_GAP_MS;
  const isUnclear = hasSwitched || (again !== undefined && (tape.at(-1)?.at ?? 0) > from);
  const isUnknown = isGap || (isUnclear && minute - from > SHARP_MINUTES);
  const gone = isUnknown ? marked(tape, { at: from + 1, is: 'unknown' }) : tape;
  const now = gone.at(-1)?.is === is ? gone : marked(gone, { at: minute, is });
  return { tape: minute === before.minute ? now : tapeFrom(now, (time.day - 1) * MINUTES_A_DAY), end };
}

/** The last reading before the start. Undefined if it does not fit the tape: the tape is empty, or the clock was wrong. */
function lastBeforeStart(tape: SeenTape, atMs: number): TapeEnd['last'] {
  const minute = Math.floor((atMs + parisOffsetMs(atMs)) / MINUTE_MS);
  return minute >= (tape.at(-1)?.at ?? Number.POSITIVE_INFINITY) ? { atMs, minute } : undefined;
}

/** The tape with one more mark. A mark at the minute of the last one replaces it; a mark that changes nothing is left out. */
function marked(tape: SeenTape, mark: SeenMark): SeenTape {
  const kept = tape.filter(({ at }) => at < mark.at);
  return kept.at(-1)?.is === mark.is ? kept : [...kept, mark];
}

/** The tape without what lies before a minute. */
function tapeFrom(tape: SeenTape, minute: number): SeenTape {
  const first = tape.findLastIndex(({ at }) => at <= minute);
  return first > 0 ? tape.slice(first) : tape;
}

/** What was observed between two minutes, as stretches without gaps. */
export function stretchesOf(tape: SeenTape, from: number, to: number): readonly SeenStretch[] {
  const marks: SeenTape = [{ at: from, is: 'unknown' }, ...tape];
  return marks
    .map(({ at, is }, nth) => ({ from: Math.max(at, from), to: Math.min(marks[nth + 1]?.at ?? to, to), is }))
    .filter((stretch) => stretch.from < stretch.to);
}

/** The off-peak hours of the 24 hours up to a minute, as hours of a date; undefined if any part is unknown. */
export function wholeHours(tape: SeenTape, end: number): Hours | undefined {
  const stretches = stretchesOf(tape, end - MINUTES_A_DAY, end);
  if (stretches.some(({ is }) => is === 'unknown')) return undefined;
  return longEnough(stretches.filter(({ is }) => is === 'offPeak').flatMap(partsByDate));
}

/** A span of at most a day, split by date, in minutes after midnight. */
function partsByDate({ from, to }: ClockSpan): Hours {
  const midnight = from - (from % MINUTES_A_DAY);
  return [
    { from: from - midnight, to: Math.min(to - midnight, MINUTES_A_DAY) },
    { from: 0, to: to - midnight - MINUTES_A_DAY },
  ];
}

/** The hours of a date without spans of less than five minutes. The length of a span at midnight includes its part beyond midnight. */
export function longEnough(hours: Hours): Hours {
  const long = roundHours(joinedHours(hours)).filter(({ from, to }) => to - from >= LEAST_MOVE);
  return joinedHours(long.flatMap(partsByDate));
}

const SIGNS = { offPeak: '+', peak: '-', unknown: '?' } as const satisfies Record<SeenState, string>;

/** A tape as a short text: `29930400-29930576+29930876-`. */
export function tapeText(tape: SeenTape): string {
  return tape.map(({ at, is }) => `${at}${SIGNS[is]}`).join('');
}

/** The tape from a text of `tapeText`. */
export function tapeIn(text: string): SeenTape {
  return Array.from(text.matchAll(/(\d{1,9})([-+?])/g), ([, at, sign]) => ({
    at: Number(at),
    is: sign === '+' ? 'offPeak' : sign === '-' ? 'peak' : 'unknown',
  }));
}
