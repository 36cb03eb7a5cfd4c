import { DAY_MS, MINUTE_MS, parisOffsetMs } from '../paris-time.ts';
import type { Reading } from '../reading.ts';

/**
 * The local time at a reading. It is the meter's own (DATE) where the meter tells it, since the meter switches by its own clock;
 * else that of this machine.
 */
export interface MeterTime {
  /** The instant, in milliseconds since 1970. */
  readonly atMs: number;
  /** The local date, in days since 1970-01-01. */
  readonly day: number;
  /** Minutes after midnight by the local clock, from 0 to 1 439. */
  readonly minute: number;
  /**
   * For how long the meter was not observed before this reading, in milliseconds: since the reading before, or for ever
   * (`Infinity`) when that is unknown, as after the clock was set. After a start it is the time since the newest minute of the
   * journal, where that is known.
   */
  readonly unseenMs: number;
}

/** By how much the clock may go faster or slower than the monotonic clock from one reading to the next: beyond, it was set. */
const MOST_JUMP_MS = 30_000;

/**
 * Gives the local time at each reading of one meter, in their order; undefined where neither the meter nor this machine knows it.
 * A frame of which DATE was refused goes on from the DATE before. While the meter says that its clock is degraded, and in
 * historique, the wall clock is taken.
 * @param wallAt the wall clock at a moment of the monotonic clock, in milliseconds since 1970; undefined while it is not set
 */
export function createMeterClock(
  wallAt: (monotonicMs: number) => number | undefined,
): (reading: Reading) => MeterTime | undefined {
  /** By how much the meter's clock is ahead of the monotonic clock. */
  let meterAheadMs: number | undefined;
  let last: { readonly monotonicMs: number; readonly aheadMs: number } | undefined;
  const localTimeAt = createLocalTime();

  function aheadMsOf({ meterClockMs, monotonicMs, frame }: Reading): number | undefined {
    if (meterClockMs !== undefined) meterAheadMs = meterClockMs - monotonicMs;
    else if (frame.mode === 'historique' || frame.horodates['DATE'] !== undefined) meterAheadMs = undefined;
    if (meterAheadMs !== undefined) return meterAheadMs;
    const wallMs = wallAt(monotonicMs);
    return wallMs === undefined ? undefined : wallMs - monotonicMs;
  }

  return (reading) => {
    const aheadMs = aheadMsOf(reading);
    const before = last;
    const { monotonicMs } = reading;
    last = aheadMs === undefined ? undefined : { monotonicMs, aheadMs };
    if (aheadMs === undefined) return undefined;
    const goesOn = before !== undefined && Math.abs(aheadMs - before.aheadMs) <= MOST_JUMP_MS;
    const atMs = Math.round(monotonicMs + aheadMs);
    return {
      atMs,
      ...localTimeAt(atMs),
      unseenMs: goesOn ? monotonicMs - before.monotonicMs : Number.POSITIVE_INFINITY,
    };
  };
}

/** The date and the minute at an instant. They are computed once a minute, since each frame of each meter asks for them. */
function createLocalTime(): (atMs: number) => Pick<MeterTime, 'day' | 'minute'> {
  let fromMs = Number.NaN;
  let local = { day: 0, minute: 0 };
  return (atMs) => {
    if (atMs >= fromMs && atMs < fromMs + MINUTE_MS) return local;
    const localMs = atMs + parisOffsetMs(atMs);
    const day = Math.floor(localMs / DAY_MS);
    local = { day, minute: Math.floor((localMs - day * DAY_MS) / MINUTE_MS) };
    fromMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    return local;
  };
}
