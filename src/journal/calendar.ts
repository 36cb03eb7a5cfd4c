import type { Reading } from '../reading.ts';
import { type ClockVerdict, judgeClock, patienceFor } from './clock.ts';
import type { Notices } from './notice.ts';
import { type Stamp, stampOf } from './stamp.ts';
import type { Tail } from './tail.ts';

/** The two clocks, in milliseconds, and the time before which the second is not set. */
export interface Clocks {
  readonly now: () => number;
  readonly wall: () => number;
  readonly builtAtMs: number;
}

/** What a calendar goes by, for the one that follows it. */
export interface Origin {
  /** The wall time at which the monotonic clock was 0, in milliseconds since 1970; undefined before the first look at the two. */
  ms: number | undefined;
}

/**
 * How far the two clocks may drift apart before the origin moves. As long as it stays, a reading that is dated a second time,
 * after the writer's thread was started anew, gets the same time: it is the same point in InfluxDB.
 */
const DRIFT_MS = 20;

/** Turns the monotonic time of readings into wall time. */
export interface Calendar {
  /** Looks at the meter's own clock, if the reading has it. */
  consult(meter: string, reading: Reading): void;
  /**
   * Dates the readings that wait for it, once and for ever, if this machine's clock is right; those of a meter that is
   * ahead of it wait alone. Gives whether it may also say what is old: when no meter speaks against it.
   */
  date(tail: Tail): boolean;
  /** From now on no meter is believed: the end is near, and a doubtful date is better than none. */
  hurry(): void;
}

/**
 * A calendar that never gives a meter's reading a time that `used` knows of.
 * @param newestMs the wall time of the newest entry that was stored before
 */
export function createCalendar(
  { now, wall, builtAtMs }: Clocks,
  notices: Notices,
  used: (meter: string, ms: number) => boolean,
  newestMs: number | undefined,
  origin: Origin = { ms: undefined },
): Calendar {
  const openedMs = now();
  let patienceMs = patienceFor(wall(), newestMs);
  const lastStamps = new Map<string, Stamp>();
  /** The wall time at which the monotonic clock was 0, by each meter's newest DATE. */
  const originsMs = new Map<string, number>();

  function stamp(meter: string, trueMs: number): number {
    const next = stampOf(trueMs, lastStamps.get(meter), (ms) => used(meter, ms));
    lastStamps.set(meter, next);
    return next.atMs;
  }

  function followed(measuredMs: number): number {
    const isNear = origin.ms !== undefined && Math.abs(measuredMs - origin.ms) <= DRIFT_MS;
    if (!isNear) origin.ms = measuredMs;
    return origin.ms ?? measuredMs;
  }

  return {
    consult(meter, { meterClockMs, monotonicMs }) {
      if (meterClockMs !== undefined) originsMs.set(meter, meterClockMs - monotonicMs);
    },
    date(tail) {
      const [nowMs, wallMs] = [now(), wall()];
      const originMs = followed(wallMs - nowMs);
      const openForMs = nowMs - openedMs;
      const judge = (meterAheadByMs?: number) =>
        judgeClock({ wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs });
      const verdicts = new Map([...originsMs].map(([meter, byMeterMs]) => [meter, judge(byMeterMs - originMs)]));
      const alone = judge();
      const worst = worstOf([alone, ...verdicts.values()]);
      notices.clock(worst, openForMs);
      tail.stamp((meter, monotonicMs) =>
        isRight(verdicts.get(meter) ?? alone) ? stamp(meter, originMs + monotonicMs) : undefined,
      );
      return isRight(worst) && worst.kind !== 'ahead';
    },
    hurry() {
      patienceMs = 0;
    },
  };
}

const WORST_LAST: readonly ClockVerdict['kind'][] = ['trusted', 'disputed', 'ahead', 'behind', 'unset'];

function worstOf(verdicts: readonly [ClockVerdict, ...ClockVerdict[]]): ClockVerdict {
  const badness = ({ kind }: ClockVerdict) => WORST_LAST.indexOf(kind);
  return verdicts.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst));
}

function isRight({ kind }: ClockVerdict): boolean {
  return kind !== 'unset' && kind !== 'behind';
}
