import type { Reading } from '../reading.ts';
import { type ClockTrust, clockTrust, patienceFor } from './clock-trust.ts';
import type { JournalLog } from './journal-log.ts';
import type { Unwritten } from './unwritten.ts';

/** What Readings are dated by, in milliseconds. */
export interface Clocks {
  /** The monotonic clock that `Reading.monotonicMs` was read from. */
  readonly now: () => number;
  /** The wall clock. */
  readonly wall: () => number;
  /** When this program was built: a wall clock that says less is not set. */
  readonly builtAtMs: number;
}

/** How the two clocks relate. The next journal of the process goes on from it. */
export interface ClockOrigin {
  /**
   * The wall time at which the monotonic clock was 0, in milliseconds since 1970; undefined before the first look at
   * the two.
   */
  ms: number | undefined;
}

/**
 * How far the two clocks may drift apart before the origin moves. As long as it stays, a Reading that is dated again,
 * since the writer's thread was restarted, gets the same time, and is the same point in InfluxDB.
 */
const DRIFT_MS = 20;

/** Turns the monotonic time of Readings into wall time. */
export interface Dating {
  /** Notes the meter's own time, if the Reading has it. */
  noteMeterClock(meter: string, reading: Reading): void;
  /**
   * Dates the Readings that have no date yet, once and for all, if this machine's clock can be trusted. A meter that is
   * ahead of the clock makes only its own Readings wait. Returns whether the clock may also decide what is old: no
   * meter speaks against it.
   */
  date(unwritten: Unwritten): boolean;
  /** From now on no Reading waits because its meter is ahead: before a stop a doubtful date is better than none. */
  stopWaiting(): void;
}

/**
 * Dates Readings, and never gives two of a meter the same time.
 * @param isUsed whether an earlier Reading of the meter has this time
 * @param newestMs the wall time of the newest entry on disk
 */
export function createDating(
  { now, wall, builtAtMs }: Clocks,
  log: JournalLog,
  isUsed: (meter: string, ms: number) => boolean,
  newestMs: number | undefined,
  origin: ClockOrigin = { ms: undefined },
): Dating {
  const openedMs = now();
  let patienceMs = patienceFor(wall(), newestMs);
  const lastStamps = new Map<string, Stamp>();
  /** The wall time at which the monotonic clock was 0, by each meter's newest DATE. */
  const meterOriginsMs = new Map<string, number>();

  function stamp(meter: string, trueMs: number): number {
    const next = nextStamp(trueMs, lastStamps.get(meter), (ms) => isUsed(meter, ms));
    lastStamps.set(meter, next);
    return next.atMs;
  }

  function steadyOrigin(measuredMs: number): number {
    const isNear = origin.ms !== undefined && Math.abs(measuredMs - origin.ms) <= DRIFT_MS;
    if (!isNear) origin.ms = measuredMs;
    return origin.ms ?? measuredMs;
  }

  return {
    noteMeterClock(meter, { meterClockMs, monotonicMs }) {
      if (meterClockMs !== undefined) meterOriginsMs.set(meter, meterClockMs - monotonicMs);
    },
    date(unwritten) {
      const [nowMs, wallMs] = [now(), wall()];
      const originMs = steadyOrigin(wallMs - nowMs);
      const openForMs = nowMs - openedMs;
      const trust = (meterAheadByMs?: number) =>
        clockTrust({ wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs });
      const trustByMeter = new Map(
        [...meterOriginsMs].map(([meter, byMeterMs]) => [meter, trust(byMeterMs - originMs)]),
      );
      const withoutMeter = trust();
      const worst = worstOf([withoutMeter, ...trustByMeter.values()]);
      log.clock(worst, openForMs);
      unwritten.date((meter, monotonicMs) =>
        canDate(trustByMeter.get(meter) ?? withoutMeter) ? stamp(meter, originMs + monotonicMs) : undefined,
      );
      return canDate(worst) && worst.kind !== 'ahead';
    },
    stopWaiting() {
      patienceMs = 0;
    },
  };
}

const WORST_LAST: readonly ClockTrust['kind'][] = ['trusted', 'disputed', 'ahead', 'behind', 'unset'];

function worstOf(all: readonly [ClockTrust, ...ClockTrust[]]): ClockTrust {
  const badness = ({ kind }: ClockTrust) => WORST_LAST.indexOf(kind);
  return all.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst));
}

function canDate({ kind }: ClockTrust): boolean {
  return kind !== 'unset' && kind !== 'behind';
}

/** A clock that goes back by less than this is being slewed, and was not set back. */
const SLEW_MS = 2_000;

/** The date of a meter's newest frame. */
export interface Stamp {
  /** Its wall time, in whole milliseconds since 1970. No other frame of the meter has it. */
  readonly atMs: number;
  /** The latest time of a frame by the clocks so far. In a burst of frames `atMs` is ahead of it. */
  readonly trueMs: number;
}

/**
 * The date of a meter's next frame: its time by the clocks, but never the date of another frame of the meter, since
 * InfluxDB would take the two for one point. Frames that came in one chunk, or while the clock is slewed back, follow
 * the last by a millisecond each. A clock that was set back is followed, and the next unused millisecond taken.
 */
export function nextStamp(trueMs: number, last: Stamp | undefined, isUsed: (ms: number) => boolean): Stamp {
  const whole = Math.round(trueMs);
  const isNew = last === undefined || last.trueMs - whole >= SLEW_MS;
  let atMs = isNew ? whole : Math.max(whole, last.atMs + 1);
  while (isUsed(atMs)) atMs += 1;
  return { atMs, trueMs: isNew ? whole : Math.max(whole, last.trueMs) };
}
