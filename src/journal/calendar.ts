import type { Reading } from '../reading.ts';
import { judgeClock } from './clock.ts';
import type { Notices } from './notice.ts';
import { stampOf } from './stamp.ts';
import type { Tail } from './tail.ts';

/** The two clocks, in milliseconds, and the time before which the second is not set. */
export interface Clocks {
  readonly now: () => number;
  readonly wall: () => number;
  readonly builtAtMs: number;
}

/** Turns the monotonic time of readings into wall time. */
export interface Calendar {
  /** Looks at the meter's own clock, if the reading has it. */
  consult(reading: Reading): void;
  /** Dates the readings that wait for it, once and for ever, if this machine's clock is right. Gives whether it is. */
  date(tail: Tail): boolean;
}

/** A calendar that never gives a meter's reading a time that `used` knows of. */
export function createCalendar(
  { now, wall, builtAtMs }: Clocks,
  notices: Notices,
  used: (meter: string, ms: number) => boolean,
): Calendar {
  const openedMs = now();
  const lastStamps = new Map<string, number>();
  /** The wall time at which the monotonic clock was 0, by the newest DATE. */
  let originByMeterMs: number | undefined;

  function stamp(meter: string, trueMs: number): number {
    const atMs = stampOf(trueMs, lastStamps.get(meter), (ms) => used(meter, ms));
    lastStamps.set(meter, atMs);
    return atMs;
  }

  return {
    consult({ meterClockMs, monotonicMs }) {
      if (meterClockMs !== undefined) originByMeterMs = meterClockMs - monotonicMs;
    },
    date(tail) {
      const [nowMs, wallMs] = [now(), wall()];
      const originMs = wallMs - nowMs;
      const openForMs = nowMs - openedMs;
      const meterAheadByMs = originByMeterMs === undefined ? undefined : originByMeterMs - originMs;
      const verdict = judgeClock({ wallMs, builtAtMs, openForMs, meterAheadByMs });
      notices.clock(verdict, openForMs);
      if (verdict.kind === 'unset' || verdict.kind === 'behind') return false;
      tail.stamp((meter, monotonicMs) => stamp(meter, originMs + monotonicMs));
      return true;
    },
  };
}
