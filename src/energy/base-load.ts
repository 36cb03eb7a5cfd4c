import { parisHourOf } from '../paris-time.ts';

const HOUR_MS = 3_600_000;
/** The hours that begin at 0:00 to 5:00 in Paris. */
const NIGHT_HOURS = 6;
/** An hour counts as whole when the index was seen this shortly after its beginning and before its end: a few frames may be lost. */
const NEAR_MS = 120_000;

/** An hour of the night that is not over: its first index and its newest one, in Wh, and when they were seen. */
export interface NightHour {
  readonly fromMs: number;
  readonly fromWh: number;
  readonly toMs: number;
  readonly toWh: number;
  /** The index went back, so the hour tells nothing. */
  readonly isBroken?: true;
}

/** The hour after an index: the same one, or a new one that begins with it; undefined by day. */
export function hourWith(hour: NightHour | undefined, atMs: number, importedWh: number): NightHour | undefined {
  if (!hour || !isInHour(hour, atMs)) {
    if (parisHourOf(atMs) >= NIGHT_HOURS) return undefined;
    return { fromMs: atMs, fromWh: importedWh, toMs: atMs, toWh: importedWh };
  }
  const isBroken = hour.isBroken || importedWh < hour.toWh;
  return { ...hour, toMs: Math.max(hour.toMs, atMs), toWh: importedWh, ...(isBroken && { isBroken }) };
}

/** Whether a moment is in the same hour of the clock. */
export function isInHour({ fromMs }: NightHour, atMs: number): boolean {
  return hourNumberOf(fromMs) === hourNumberOf(atMs);
}

/** The mean power in W of an hour that is over; undefined when it was not seen whole. */
export function meanOfHour({ fromMs, fromWh, toMs, toWh, isBroken }: NightHour): number | undefined {
  const beganMs = hourNumberOf(fromMs) * HOUR_MS;
  if (isBroken || fromMs - beganMs > NEAR_MS || beganMs + HOUR_MS - toMs > NEAR_MS) return undefined;
  return Math.round(((toWh - fromWh) * HOUR_MS) / (toMs - fromMs));
}

/** Which hour since 1970: Paris is whole hours ahead of UTC, so its hours begin with those of UTC. */
function hourNumberOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}
