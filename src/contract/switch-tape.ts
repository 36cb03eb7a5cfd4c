import { parisOffsetMs } from '../paris-time.ts';
import { type Hours, joinedHours, MINUTES_A_DAY } from './hours.ts';
import type { MeterTime } from './meter-time.ts';
import { marked, type SeenState, type SeenTape, tapeFrom } from './seen-tape.ts';

/** Writes what is seen of a meter's switches on a tape of yesterday and today. */
export interface SwitchTape {
  /** The same object as long as nothing of it changes. */
  readonly tape: SeenTape;
  /** When the last reading came that told the state, as an instant. */
  readonly seenUntilMs: number | undefined;
  /** Takes a reading that tells whether it is off-peak. */
  take(offPeak: boolean, time: MeterTime): void;
}

/** Off-peak hours, and those between them, last longer: the meter has not switched twice in a gap that is shorter. */
export const LONGEST_GAP_MS = 30 * 60_000;
/** A switch is believed to the minute when the meter was seen so many minutes before. */
const SHARP_MINUTES = 2;
const MINUTE_MS = 60_000;

/**
 * A switch that nobody saw to the minute is assumed where it was expected, if that is in the gap; else the gap is unknown. That is
 * also how a switch in the hour that spring skips is found. Of the hour that comes twice in autumn the first one counts, since a meter
 * may switch in either or in both; where the meter is in another state after the second one than after the first, the switch is
 * assumed where it was expected in that hour, or the hour is unknown.
 * @param begun the tape of before a start
 * @param expected the off-peak hours that a date is expected to have, as far as they are known
 */
export function createSwitchTape(begun: SeenTape, expected: (day: number) => Hours | undefined): SwitchTape {
  let tape = begun;
  /** The last reading: its instant, and its local minute, which does not go back in autumn. */
  let last: { readonly atMs: number; readonly minute: number } | undefined;
  /** The earliest minute that has come again; undefined while none does. */
  let againFrom: number | undefined;

  function take(offPeak: boolean, time: MeterTime) {
    const { atMs, unseenMs } = time;
    const minute = time.day * MINUTES_A_DAY + time.minute;
    const is = offPeak ? 'offPeak' : 'peak';
    const before = last ?? lastBeforeStart(tape, time);
    if (!before || unseenMs === Number.POSITIVE_INFINITY) return beginAnew(atMs, minute, is);
    last = { atMs: Math.max(atMs, before.atMs), minute: Math.max(minute, before.minute) };
    if (minute < before.minute) {
      againFrom = Math.min(againFrom ?? minute, minute);
      return;
    }
    const from = againFrom ?? before.minute;
    againFrom = undefined;
    if (atMs - before.atMs >= LONGEST_GAP_MS) markUnknown(from + 1, minute, is);
    else if (tape.at(-1)?.is !== is) markSwitch(from + 1, minute, is);
    if (minute !== before.minute) tape = tapeFrom(tape, (time.day - 1) * MINUTES_A_DAY);
  }

  /** The clock was set, or nothing is known of the time before. */
  function beginAnew(atMs: number, minute: number, is: SeenState) {
    tape = [{ at: minute, is }];
    last = { atMs, minute };
    againFrom = undefined;
  }

  /** @param from the first minute at which the meter may have switched */
  function markSwitch(from: number, minute: number, is: SeenState) {
    if (minute - from < SHARP_MINUTES) {
      tape = marked(tape, { at: minute, is });
      return;
    }
    const at = expectedSwitch(expected, from, minute, is);
    if (at === undefined || at <= (tape.at(-1)?.at ?? 0)) markUnknown(from, minute, is);
    else tape = marked(tape, { at, is, isAssumed: true });
  }

  function markUnknown(from: number, minute: number, is: SeenState) {
    tape = marked(marked(tape, { at: Math.min(from, minute), is: 'unknown' }), { at: minute, is });
  }

  return {
    get tape() {
      return tape;
    },
    get seenUntilMs() {
      return last?.atMs;
    },
    take,
  };
}

/** The last reading before a start. Undefined when it is unknown, or does not fit to the tape, as when the clock was wrong. */
function lastBeforeStart(tape: SeenTape, { atMs, unseenMs }: MeterTime): { atMs: number; minute: number } | undefined {
  const lastMark = tape.at(-1);
  if (!lastMark || !Number.isFinite(unseenMs)) return undefined;
  const lastMs = atMs - unseenMs;
  const minute = Math.floor((lastMs + parisOffsetMs(lastMs)) / MINUTE_MS);
  return minute < lastMark.at ? undefined : { atMs: lastMs, minute };
}

/** The minute, from one up to and with another, at which off-peak hours are expected to begin or to end. */
function expectedSwitch(
  expected: (day: number) => Hours | undefined,
  from: number,
  to: number,
  is: SeenState,
): number | undefined {
  const day = Math.floor(from / MINUTES_A_DAY);
  const spans = [day - 1, day, day + 1].flatMap((date) =>
    (expected(date) ?? []).map((span) => ({
      from: date * MINUTES_A_DAY + span.from,
      to: date * MINUTES_A_DAY + span.to,
    })),
  );
  const edges = joinedHours(spans).map((span) => (is === 'offPeak' ? span.from : span.to));
  return edges.find((edge) => edge >= from && edge <= to);
}
