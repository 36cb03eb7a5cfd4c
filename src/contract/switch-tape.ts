import { MINUTE_MS, parisOffsetMs } from '../paris-time.ts';
import { MINUTES_A_DAY } from './hours.ts';
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

/**
 * A switch that nobody saw to the minute leaves the gap in which it was unknown. So does one in the hour that spring skips, and one in
 * the hour that comes twice in autumn: a meter may switch in the first one, in the second one, or in both.
 * @param begun the tape of before a start
 */
export function createSwitchTape(begun: SeenTape): SwitchTape {
  let tape = begun;
  /** The last reading: its instant, and its local minute, which does not go back in autumn. */
  let last: { readonly atMs: number; readonly minute: number } | undefined;
  /** The earliest minute that has come again, and whether the meter switched since; undefined while none does. */
  let again: { readonly from: number; readonly hasSwitched: boolean } | undefined;

  function take(offPeak: boolean, time: MeterTime) {
    const { atMs, unseenMs } = time;
    const minute = time.day * MINUTES_A_DAY + time.minute;
    const is = offPeak ? 'offPeak' : 'peak';
    const before = last ?? lastBeforeStart(tape, time);
    if (!before || unseenMs === Number.POSITIVE_INFINITY) return beginAnew(atMs, minute, is);
    last = { atMs: Math.max(atMs, before.atMs), minute: Math.max(minute, before.minute) };
    const hasSwitched = tape.at(-1)?.is !== is || again?.hasSwitched === true;
    if (minute < before.minute) {
      again = { from: Math.min(again?.from ?? minute, minute), hasSwitched };
      return;
    }
    const from = again?.from ?? before.minute;
    const isGap = atMs - before.atMs >= LONGEST_GAP_MS;
    const isUnclear = hasSwitched || (again !== undefined && (tape.at(-1)?.at ?? 0) > from);
    if (isGap || (isUnclear && minute - from > SHARP_MINUTES)) tape = marked(tape, { at: from + 1, is: 'unknown' });
    if (tape.at(-1)?.is !== is) tape = marked(tape, { at: minute, is });
    again = undefined;
    if (minute !== before.minute) tape = tapeFrom(tape, (time.day - 1) * MINUTES_A_DAY);
  }

  /** The clock was set, or nothing is known of the time before. */
  function beginAnew(atMs: number, minute: number, is: SeenState) {
    tape = [{ at: minute, is }];
    last = { atMs, minute };
    again = undefined;
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
