import { DAY_MS } from '../base/paris-time.ts';
import { WAIT_FOR_NETWORK_TIME_MS } from './clock-trust.ts';
import type { Later } from './later.ts';

/**
 * A clock that goes back by more than this was wrong before. If it goes back by less, somebody may have set it, or it may be a time zone.
 */
const SET_BACK_MS = DAY_MS;

/** What is known when the journal is opened. */
interface Opened {
  /** When this program was built: a wall clock that shows an earlier time is not set. */
  readonly builtAtMs: number;
  /** When the journal was opened, on the monotonic clock. */
  readonly openedMs: number;
  /** The wall time of the newest entry on disk. */
  readonly newestMs: number | undefined;
  /** What was dated later than a time, on disk or not yet. */
  later(ms: number): Later | undefined;
}

/** Notices that the wall clock was set back by more than a day: what it dated before is wrong, whatever the mode of the meter. */
export interface SetBacks {
  /** @param beforeMs what the wall clock would show now if it had not been set since the last call */
  note(nowMs: number, wallMs: number, beforeMs: number): void;
  /** What was dated wrongly, once that is certain. To be called while no meter contradicts the clock. */
  due(nowMs: number, wallMs: number): Later | undefined;
}

/**
 * A clock that was wrong while the program ran is recognised as soon as it is set back. If it was set back while the program did not run,
 * it looks like a clock that is not set yet, so network time is waited for.
 */
export function createSetBacks({ builtAtMs, openedMs, newestMs, later }: Opened): SetBacks {
  let wrong: { readonly later: Later; readonly dueMs: number } | undefined;
  let isNewestChecked = false;
  /** By how much the clock last jumped ahead, and what it showed then. */
  let jump: { readonly byMs: number; readonly toMs: number } | undefined;

  function keep(wallMs: number, dueMs: number, fromMs = Number.POSITIVE_INFINITY, toMs = 0): void {
    const found = later(wallMs);
    if (!found) return;
    const [first, last] = [Math.min(found.fromMs, fromMs), Math.max(found.toMs, toMs)];
    wrong = { dueMs, later: { ...found, fromMs: first, toMs: last } };
  }

  /** If the clock was ahead by some days, the first entries that it dated are no longer later than now. */
  function wentBack(nowMs: number, wallMs: number, beforeMs: number): void {
    const isThatJump = jump !== undefined && Math.abs(jump.byMs - (beforeMs - wallMs)) < SET_BACK_MS;
    keep(wallMs, nowMs, isThatJump ? jump?.toMs : undefined, beforeMs);
    jump = undefined;
  }

  return {
    note(nowMs, wallMs, beforeMs) {
      if (wallMs <= builtAtMs) return;
      if (wallMs - beforeMs > SET_BACK_MS) jump = { byMs: wallMs - beforeMs, toMs: wallMs };
      if (beforeMs - wallMs > SET_BACK_MS) wentBack(nowMs, wallMs, beforeMs);
      else if (!isNewestChecked && newestMs !== undefined && newestMs - wallMs > SET_BACK_MS)
        keep(wallMs, openedMs + WAIT_FOR_NETWORK_TIME_MS);
      isNewestChecked = true;
    },
    due(nowMs, wallMs) {
      if (!wrong || nowMs < wrong.dueMs) return undefined;
      const told = wrong.later;
      wrong = undefined;
      // A clock that was late at the start may have been set since then.
      return told.toMs - wallMs > SET_BACK_MS ? told : undefined;
    },
  };
}
