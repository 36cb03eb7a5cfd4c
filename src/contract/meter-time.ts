import { DAY_MS, MINUTE_MS, parisDayOf, parisOffsetMs } from '../base/paris-time.ts';
import type { Reading } from '../reading/reading.ts';

/**
 * The local time at a reading. It is the meter's own (DATE) where the meter sends it, since the meter switches by its own clock; else that
 * of this machine.
 */
export interface MeterTime {
  /** The instant, in milliseconds since 1970. */
  readonly atMs: number;
  /** The local date, in days since 1970-01-01. */
  readonly day: number;
  /** Local time in minutes after midnight, from 0 to 1 439. */
  readonly minute: number;
  /**
   * How long the meter was not observed before this reading, in milliseconds: the time since the previous reading, or `Infinity` if
   * unknown, as after the clock was set. After a start it is the time since the newest minute in the journal, if known.
   */
  readonly unseenMs: number;
}

/** The state from which the time of the next reading is derived. */
export interface MeterClock {
  /** When the meter was last read before the start, in milliseconds since 1970; kept until a reading has a time. */
  readonly readBeforeMs?: number;
  /** By how much the meter's clock is ahead of the monotonic clock. */
  readonly meterAheadMs?: number;
  /** The last reading; undefined if neither the meter nor this machine knew its time. */
  readonly last?: { readonly monotonicMs: number; readonly aheadMs: number; readonly time: MeterTime };
}

/** How much the clock may drift from the monotonic clock between two readings. A larger difference means that the clock was set. */
const MOST_JUMP_MS = 30_000;

/**
 * The clock after a reading, whose time is in `last`. If DATE was refused in a frame, the previous DATE is extrapolated. While the meter
 * reports that its clock is degraded, and in historique mode, the wall clock is used.
 * @param wallMs the wall clock at the reading, in milliseconds since 1970; undefined while it is not set
 */
export function clockAfter(clock: MeterClock, reading: Reading, wallMs: number | undefined): MeterClock {
  const { readBeforeMs = Number.NaN, last } = clock;
  const { monotonicMs } = reading;
  const meterAheadMs = meterAheadOf(reading, clock.meterAheadMs);
  const aheadMs = meterAheadMs ?? (wallMs === undefined ? undefined : wallMs - monotonicMs);
  if (aheadMs === undefined) return { readBeforeMs, meterAheadMs };
  const atMs = Math.round(monotonicMs + aheadMs);
  const goesOn = last !== undefined && Math.abs(aheadMs - last.aheadMs) <= MOST_JUMP_MS;
  const unseenMs = goesOn ? monotonicMs - last.monotonicMs : (wallMs ?? Number.NaN) - readBeforeMs;
  const day = parisDayOf(atMs);
  const minute = Math.floor((atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS);
  const time = { atMs, day, minute, unseenMs: unseenMs >= 0 ? unseenMs : Number.POSITIVE_INFINITY };
  return { meterAheadMs, last: { monotonicMs, aheadMs, time } };
}

function meterAheadOf(reading: Reading, before: number | undefined): number | undefined {
  const { meterClockMs, isClockDegraded, monotonicMs, frame } = reading;
  if (meterClockMs !== undefined) return meterClockMs - monotonicMs;
  return frame.mode === 'historique' || isClockDegraded ? undefined : before;
}
