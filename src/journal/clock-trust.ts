/** How far a meter's clock may be ahead of this machine's before the two count as disagreeing. */
const METER_AHEAD_MS = 2 * 60_000;
/** A meter's own clock can be hours behind, but not a day: the grid operator sets it. */
const METER_LATE_MS = 24 * 3_600_000;
/** How long Readings wait for the clock to be set: network time arrives by then, if it arrives at all. */
export const WAIT_FOR_NETWORK_TIME_MS = 5 * 60_000;
const WAIT_AFTER_RESTART_MS = 60_000;

/** The evidence for and against this machine's clock. */
export interface ClockEvidence {
  readonly wallMs: number;
  /** When this program was built: the real time cannot be earlier. */
  readonly builtAtMs: number;
  /** How long the journal has been open, on the monotonic clock. */
  readonly openForMs: number;
  /** For how long after the opening of the journal a meter whose clock is ahead is believed. */
  readonly patienceMs: number;
  /** How far the meter's clock (DATE, in standard mode only) is ahead of this machine's; undefined without one. */
  readonly meterAheadByMs: number | undefined;
  /** For how long this machine's clock has been seen to be more than a day ahead of the meter's, on the monotonic clock. */
  readonly aheadForMs?: number;
  /** How long the Readings of the meter wait in that case. */
  readonly aheadPatienceMs?: number;
}

/**
 * How far this machine's clock is trusted.
 * * `unset`: it still shows the time that it started with, in 1970 or on an old date. It dates no Readings.
 * * `behind`: the meter's clock shows a later time, and network time may still arrive. It does not date the Readings of that meter yet.
 * * `trusted`.
 * * `disputed`: the meter's clock is still ahead, but no network time has arrived. The clock dates Readings all the same.
 * * `ahead`: the meter's clock is more than a day behind, so nothing is deleted for its age. For some minutes the clock does not date the
 *   Readings of that meter (`waits`); after that it does.
 */
export type ClockTrust =
  | { readonly kind: 'unset' }
  | { readonly kind: 'behind'; readonly byMs: number }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'disputed'; readonly byMs: number }
  | { readonly kind: 'ahead'; readonly byMs: number; readonly waits: boolean };

/**
 * For how long a meter whose clock is ahead is believed, in milliseconds. Normally five minutes: network time arrives by then, if it
 * arrives at all. One minute if the clock is later than everything stored. In that case it probably kept running while the program did not,
 * although a machine that saves its time at shutdown and starts from it looks the same.
 * @param newestMs the wall time of the newest stored entry
 */
export function patienceFor(wallMs: number, newestMs: number | undefined): number {
  return newestMs !== undefined && wallMs > newestMs ? WAIT_AFTER_RESTART_MS : WAIT_FOR_NETWORK_TIME_MS;
}

/**
 * How far this machine's clock is trusted. A Raspberry Pi has no battery-backed clock: it starts in 1970 or at the time of its last
 * shutdown, always in the past. A wrong time from the network, or set by hand, may be years ahead. A meter's clock can be hours off as
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
