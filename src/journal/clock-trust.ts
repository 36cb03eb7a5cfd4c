const METER_AHEAD_MS = 2 * 60_000;
/** A meter's own clock can be hours late, but not for a day: the network sets it. */
const METER_LATE_MS = 24 * 3_600_000;
const WAIT_FOR_NETWORK_TIME_MS = 5 * 60_000;
const WAIT_AFTER_RESTART_MS = 60_000;

/** What is known of this machine's clock. */
export interface ClockEvidence {
  readonly wallMs: number;
  /** When this program was built: no wall time is before that. */
  readonly builtAtMs: number;
  /** How long the journal has been open, on the monotonic clock. */
  readonly openForMs: number;
  /** How long after its opening the meter is believed. */
  readonly patienceMs: number;
  /** How far the meter's clock (DATE, standard only) is ahead of this machine's; unknown without one. */
  readonly meterAheadByMs: number | undefined;
}

/**
 * `unset`: the clock is where it was at power-on, in 1970 or at an old date. `behind`: the meter knows a later time, and
 * network time may still come. `trusted`. `disputed`: trusted all the same, because none came. `ahead`: it dates readings,
 * but the meter is more than a day behind it, so that it may not say what is old.
 */
export type ClockTrust =
  | { readonly kind: 'unset' }
  | { readonly kind: 'behind' }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'disputed'; readonly byMs: number }
  | { readonly kind: 'ahead'; readonly byMs: number };

/**
 * How long a meter that is ahead is believed. Five minutes, in which network time comes where it can. One where the clock
 * is later than all that is stored: it went on while nothing ran, but a machine that saves its time at the shutdown and
 * starts from there looks the same.
 * @param newestMs the wall time of the newest stored entry
 */
export function patienceFor(wallMs: number, newestMs: number | undefined): number {
  return newestMs !== undefined && wallMs > newestMs ? WAIT_AFTER_RESTART_MS : WAIT_FOR_NETWORK_TIME_MS;
}

/**
 * Whether this machine's clock may date readings. A Raspberry Pi has no clock of its own: it starts in 1970 or at its
 * last shutdown, which is always in the past, so that only a meter that is ahead of it is waited for. A meter's clock can
 * be hours off too, which is why it is believed for some minutes only.
 */
export function clockTrust({ wallMs, builtAtMs, openForMs, patienceMs, meterAheadByMs }: ClockEvidence): ClockTrust {
  if (wallMs <= builtAtMs) return { kind: 'unset' };
  if (meterAheadByMs === undefined) return { kind: 'trusted' };
  if (meterAheadByMs < -METER_LATE_MS) return { kind: 'ahead', byMs: -meterAheadByMs };
  if (meterAheadByMs <= METER_AHEAD_MS) return { kind: 'trusted' };
  return openForMs < patienceMs ? { kind: 'behind' } : { kind: 'disputed', byMs: meterAheadByMs };
}
