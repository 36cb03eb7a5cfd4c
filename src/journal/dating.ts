import type { Reading } from '../reading.ts';
import { type ClockTrust, clockTrust, patienceFor } from './clock-trust.ts';
import type { JournalLog } from './journal-log.ts';
import type { Unwritten } from './unwritten.ts';

/** The two clocks, in milliseconds, and the time before which the second is not set. */
export interface Clocks {
  readonly now: () => number;
  readonly wall: () => number;
  readonly builtAtMs: number;
}

/** What a calendar goes by, for the one that follows it. */
export interface ClockOrigin {
  /** The wall time at which the monotonic clock was 0, in milliseconds since 1970; undefined before the first look at the two. */
  ms: number | undefined;
}

/**
 * How far the two clocks may drift apart before the origin moves. As long as it stays, a reading that is dated a second time,
 * after the writer's thread was started anew, gets the same time: it is the same point in InfluxDB.
 */
const DRIFT_MS = 20;

/** Turns the monotonic time of readings into wall time. */
export interface Dating {
  /** Looks at the meter's own clock, if the reading has it. */
  consult(meter: string, reading: Reading): void;
  /**
   * Dates the readings that wait for it, once and for ever, if this machine's clock is right; those of a meter that is
   * ahead of it wait alone. Gives whether it may also say what is old: when no meter speaks against it.
   */
  date(tail: Unwritten): boolean;
  /** From now on no meter is believed: the end is near, and a doubtful date is better than none. */
  hurry(): void;
}

/**
 * A calendar that never gives a meter's reading a time that `used` knows of.
 * @param newestMs the wall time of the newest entry that was stored before
 */
export function createDating(
  { now, wall, builtAtMs }: Clocks,
  notices: JournalLog,
  used: (meter: string, ms: number) => boolean,
  newestMs: number | undefined,
  origin: ClockOrigin = { ms: undefined },
): Dating {
  const openedMs = now();
  let patienceMs = patienceFor(wall(), newestMs);
  const lastStamps = new Map<string, Stamp>();
  /** The wall time at which the monotonic clock was 0, by each meter's newest DATE. */
  const originsMs = new Map<string, number>();

  function stamp(meter: string, trueMs: number): number {
    const next = nextStamp(trueMs, lastStamps.get(meter), (ms) => used(meter, ms));
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
        clockTrust({ wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs });
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

const WORST_LAST: readonly ClockTrust['kind'][] = ['trusted', 'disputed', 'ahead', 'behind', 'unset'];

function worstOf(verdicts: readonly [ClockTrust, ...ClockTrust[]]): ClockTrust {
  const badness = ({ kind }: ClockTrust) => WORST_LAST.indexOf(kind);
  return verdicts.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst));
}

function isRight({ kind }: ClockTrust): boolean {
  return kind !== 'unset' && kind !== 'behind';
}

/** A clock that goes back by less than this is only being adjusted. */
const SLEW_MS = 2_000;

/** What the newest frame of a meter was given. */
export interface Stamp {
  /** Its wall time, in whole milliseconds since 1970. No other frame of the meter has it. */
  readonly atMs: number;
  /** The latest true time of the meter so far. In a burst of frames `atMs` runs ahead of it. */
  readonly trueMs: number;
}

/**
 * The wall time of a frame: its true time, but never one that its meter already used, since InfluxDB would take the two for
 * one point. Frames of one chunk, and those of a clock that is being adjusted, follow the one before by a millisecond each. A
 * clock that was set back for good is followed, around what `used` knows of.
 */
export function nextStamp(trueMs: number, last: Stamp | undefined, used: (ms: number) => boolean): Stamp {
  const whole = Math.round(trueMs);
  const isNew = last === undefined || last.trueMs - whole >= SLEW_MS;
  let atMs = isNew ? whole : Math.max(whole, last.atMs + 1);
  while (used(atMs)) atMs += 1;
  return { atMs, trueMs: isNew ? whole : Math.max(whole, last.trueMs) };
}
