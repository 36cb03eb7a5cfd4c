import { DAY_MS } from '../base/paris-time.ts';
import type { Reading } from '../reading/reading.ts';
import { type ClockTrust, clockTrust, patienceFor, WAIT_FOR_NETWORK_TIME_MS } from './clock-trust.ts';
import type { JournalLog } from './journal-log.ts';
import type { Later } from './later.ts';
import { createSetBacks } from './set-back.ts';
import type { Unwritten } from './unwritten.ts';

/** The clocks by which Readings are dated, in milliseconds. */
export interface Clocks {
  /** The monotonic clock that `Reading.monotonicMs` is read from. */
  readonly now: () => number;
  readonly wall: () => number;
  /** When this program was built: a wall clock that shows an earlier time is not set. */
  readonly builtAtMs: number;
}

/** How the two clocks relate. The next journal of the process continues with it. */
export interface ClockOrigin {
  /**
   * The wall time at which the monotonic clock was 0, in milliseconds since 1970; undefined before the two were compared for the first
   * time.
   */
  ms: number | undefined;
}

/**
 * How far the two clocks may drift apart before the origin is moved. As long as it is not moved, a Reading that is dated again after a
 * restart of the writer's thread gets the same time, and so is the same point in InfluxDB.
 */
const DRIFT_MS = 20;

/** A wrong clock is reported within half a minute, however rarely something is committed. */
const LOOK_EVERY_MS = 10_000;

/** Turns the monotonic time of Readings into wall time. */
export interface Dating {
  /** Notes the meter's own time, if the Reading has it, and regularly checks the clock. */
  note(meter: string, reading: Reading): void;
  /**
   * Dates the Readings that have no date yet, once and for all, if this machine's clock can be trusted. A Reading whose meter contradicts
   * the clock waits, and so do those after it. Returns whether the clock may also decide what is old, that is, whether no meter contradicts
   * it.
   */
  date(unwritten: Unwritten): boolean;
  /** Whether the clock may decide what is later than now: it is set, and no meter's clock is a day away from it. */
  knowsNow(): boolean;
  /** From now on no Reading waits because a meter contradicts the clock: before a stop, a doubtful date is better than none. */
  stopWaiting(): void;
}

/** What dating needs to know from the journal. */
export interface DatedBefore {
  /** Whether an earlier Reading of the meter has this time. */
  isUsed(meter: string, ms: number): boolean;
  /** What was dated later than this time. */
  later(ms: number): Later | undefined;
  /** The wall time of the newest entry on disk when the journal was opened. */
  readonly newestMs: number | undefined;
  /** The meters whose source is a recording: their DATE is not the present time. */
  readonly recorded: ReadonlySet<string>;
}

/** Dates Readings, and never gives two Readings of a meter the same time. */
export function createDating(
  { now, wall, builtAtMs }: Clocks,
  log: JournalLog,
  { isUsed, later, newestMs, recorded }: DatedBefore,
  origin: ClockOrigin = { ms: undefined },
): Dating {
  const openedMs = now();
  let patienceMs = patienceFor(wall(), newestMs);
  let aheadPatienceMs = WAIT_FOR_NETWORK_TIME_MS;
  let lookDueMs = openedMs;
  const lastStamps = new Map<string, Stamp>();
  /** The wall time at which the monotonic clock was 0, according to the newest DATE of each meter. */
  const meterOriginsMs = new Map<string, number>();
  /** Since when this machine's clock has been seen to be more than a day ahead of a meter's, on the monotonic clock. */
  const aheadSinceMs = new Map<string, number>();
  const setBacks = createSetBacks({ builtAtMs, openedMs, newestMs, later });

  function stamp(meter: string, trueMs: number): number {
    const next = nextStamp(trueMs, lastStamps.get(meter), (ms) => isUsed(meter, ms));
    lastStamps.set(meter, next);
    return next.atMs;
  }

  function steadyOrigin(nowMs: number, wallMs: number): number {
    const measuredMs = wallMs - nowMs;
    const beforeMs = origin.ms ?? measuredMs;
    if (origin.ms === undefined || Math.abs(measuredMs - beforeMs) > DRIFT_MS) origin.ms = measuredMs;
    setBacks.note(nowMs, wallMs, beforeMs + nowMs);
    return origin.ms;
  }

  function trustIn(meter: string, nowMs: number, wallMs: number, aheadByMs: number): ClockTrust {
    const evidence = { wallMs, builtAtMs, openForMs: nowMs - openedMs, patienceMs, meterAheadByMs: aheadByMs };
    const aheadForMs = nowMs - (aheadSinceMs.get(meter) ?? nowMs);
    const trust = clockTrust({ ...evidence, aheadForMs, aheadPatienceMs });
    if (trust.kind !== 'ahead') aheadSinceMs.delete(meter);
    else if (!aheadSinceMs.has(meter)) aheadSinceMs.set(meter, nowMs);
    return trust;
  }

  function look() {
    const [nowMs, wallMs] = [now(), wall()];
    lookDueMs = nowMs + LOOK_EVERY_MS;
    const originMs = steadyOrigin(nowMs, wallMs);
    const openForMs = nowMs - openedMs;
    const trustByMeter = new Map(
      Array.from(meterOriginsMs, ([meter, ms]) => [meter, trustIn(meter, nowMs, wallMs, ms - originMs)]),
    );
    const withoutMeter = clockTrust({ wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs: undefined });
    const worst = worstOf([withoutMeter, ...trustByMeter.values()]);
    log.clock(worst, openForMs);
    const wrong = tellsNow(worst) ? setBacks.due(nowMs, wallMs) : undefined;
    if (wrong) log.clockSetBack(wrong);
    return { originMs, trustByMeter, withoutMeter, worst };
  }

  return {
    note(meter, { meterClockMs, monotonicMs }) {
      const isNew = meterClockMs !== undefined && !recorded.has(meter) && !meterOriginsMs.has(meter);
      if (meterClockMs !== undefined && !recorded.has(meter)) meterOriginsMs.set(meter, meterClockMs - monotonicMs);
      if (isNew || now() >= lookDueMs) look();
    },
    date(unwritten) {
      const { originMs, trustByMeter, withoutMeter, worst } = look();
      unwritten.date((meter, monotonicMs) =>
        canDate(trustByMeter.get(meter) ?? withoutMeter) ? stamp(meter, originMs + monotonicMs) : undefined,
      );
      return canDate(worst) && worst.kind !== 'ahead';
    },
    knowsNow: () => tellsNow(look().worst),
    stopWaiting() {
      patienceMs = 0;
      aheadPatienceMs = 0;
    },
  };
}

const WORST_LAST: readonly ClockTrust['kind'][] = ['trusted', 'disputed', 'ahead', 'behind', 'unset'];

function worstOf(all: readonly [ClockTrust, ...ClockTrust[]]): ClockTrust {
  const badness = ({ kind }: ClockTrust) => WORST_LAST.indexOf(kind);
  return all.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst));
}

function canDate(trust: ClockTrust): boolean {
  switch (trust.kind) {
    case 'unset':
    case 'behind':
      return false;
    case 'ahead':
      return !trust.waits;
    default:
      return true;
  }
}

/** Whether the clock may decide what is later than now. If a meter's clock is days ahead of it, it may itself be days behind. */
function tellsNow(trust: ClockTrust): boolean {
  return trust.kind === 'trusted' || (trust.kind === 'disputed' && trust.byMs < DAY_MS);
}

/** A clock that goes back by less than this is being slewed; it was not set back. */
const SLEW_MS = 2_000;

/** The date of a meter's newest frame. */
export interface Stamp {
  /** Its wall time, in whole milliseconds since 1970. No other frame of the meter has it. */
  readonly atMs: number;
  /** The latest time of a frame so far, according to the clocks. During a burst of frames `atMs` is ahead of it. */
  readonly trueMs: number;
}

/**
 * The date of a meter's next frame: its time according to the clocks, but never the date of another frame of the meter, since InfluxDB
 * would take the two for one point. Frames that arrive in one chunk, or while the clock is slewed back, follow the last one by a
 * millisecond each. If the clock was set back, the date follows it, and is moved to the next unused millisecond.
 */
export function nextStamp(trueMs: number, last: Stamp | undefined, isUsed: (ms: number) => boolean): Stamp {
  const whole = Math.round(trueMs);
  const isNew = last === undefined || last.trueMs - whole >= SLEW_MS;
  let atMs = isNew ? whole : Math.max(whole, last.atMs + 1);
  while (isUsed(atMs)) atMs += 1;
  return { atMs, trueMs: isNew ? whole : Math.max(whole, last.trueMs) };
}
