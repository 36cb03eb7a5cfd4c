/** How far a meter's clock may be ahead of this machine's before the two disagree. */
const METER_AHEAD_MS = 2 * 60_000;
/** A meter's own clock can be hours late, but not a day: the grid operator sets it. */
const METER_LATE_MS = 24 * 3_600_000;
/** For how long Readings wait for a clock to be set: network time comes by then, if it comes at all. */
export const WAIT_FOR_NETWORK_TIME_MS = 5 * 60_000;
const WAIT_AFTER_RESTART_MS = 60_000;

/** What speaks for or against this machine's clock. */
export interface ClockEvidence {
  readonly wallMs: number;
  /** When this program was built: no wall time is before that. */
  readonly builtAtMs: number;
  /** How long the journal has been open, on the monotonic clock. */
  readonly openForMs: number;
  /** For how long after the journal's opening a meter that is ahead is believed. */
  readonly patienceMs: number;
  /** How far the meter's clock (DATE, in standard mode only) is ahead of this machine's; undefined without one. */
  readonly meterAheadByMs: number | undefined;
  /** For how long it has been seen, on the monotonic clock, that this machine's is more than a day ahead of the meter's. */
  readonly aheadForMs?: number;
  /** For how long the Readings of the meter wait then. */
  readonly aheadPatienceMs?: number;
}

/**
 * How far this machine's clock is trusted.
 * * `unset`: it still has the time of its power-on, in 1970 or at an old date. It dates nothing.
 * * `behind`: the meter knows a later time, and network time may still come. It dates nothing of that meter yet.
 * * `trusted`.
 * * `disputed`: the meter is still ahead, but no network time came. The clock dates Readings all the same.
 * * `ahead`: the meter is more than a day behind it, so nothing is deleted for its age. For some minutes it dates nothing of that
 *   meter (`waits`), and then it does all the same.
 */
export type ClockTrust =
  | { readonly kind: 'unset' }
  | { readonly kind: 'behind'; readonly byMs: number }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'disputed'; readonly byMs: number }
  | { readonly kind: 'ahead'; readonly byMs: number; readonly waits: boolean };

/**
 * For how long a meter that is ahead is believed, in milliseconds. Five minutes as a rule: network time comes by then,
 * if it comes at all. One minute when the clock is later than everything stored. Then it probably went on while nothing
 * ran, though a machine that saves its time at the shutdown, and starts from there, looks the same.
 * @param newestMs the wall time of the newest stored entry
 */
export function patienceFor(wallMs: number, newestMs: number | undefined): number {
  return newestMs !== undefined && wallMs > newestMs ? WAIT_AFTER_RESTART_MS : WAIT_FOR_NETWORK_TIME_MS;
}

/**
 * How far this machine's clock is trusted. A Raspberry Pi has no battery-backed clock: it starts in 1970 or at its last
 * shutdown, always in the past; a wrong time from the network, or from a hand, may be years ahead. A meter's clock can be hours off as
 * well, or lose its date, so it is believed for some minutes only.
 */
export function clockTrust(evidence: ClockEvidence): ClockTrust {
  const { wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs } = evidence;
  const { aheadForMs = 0, aheadPatienceMs = WAIT_FOR_NETWORK_TIME_MS } = evidence;
  if (wallMs <= builtAtMs) return { kind: 'unset' };
  if (meterAheadByMs === undefined) return { kind: 'trusted' };
  if (meterAheadByMs < -METER_LATE_MS) {
    return { kind: 'ahead', byMs: -meterAheadByMs, waits: aheadForMs < aheadPatienceMs };
  }
  if (meterAheadByMs <= METER_AHEAD_MS) return { kind: 'trusted' };
  return { kind: openForMs < patienceMs ? 'behind' : 'disputed', byMs: meterAheadByMs };
}
