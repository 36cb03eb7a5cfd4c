import { beginningOfDay, DAY_MS, parisDayOf, parisInstant } from '../paris-time.ts';
import type { Stamp } from './stamp.ts';

const HOUR_MS = DAY_MS / 24;

/**
 * The day whose beginning a stamp means. Enedis writes the midnight of its daily indexes as 00:00 in summer time, as 23:00 of
 * the day before in winter (seen in files of 2019 to 2023), or as 01:00: so a stamp an hour before or after a midnight is that one.
 * @returns undefined for any other stamp, such as 00:14:10, and where the stamp is no time
 */
export function nearestMidnight(atMs: number): number | undefined {
  if (Number.isNaN(atMs)) return undefined;
  const day = parisDayOf(atMs + DAY_MS / 2);
  return [-HOUR_MS, 0, HOUR_MS].includes(atMs - beginningOfDay(day)) ? day : undefined;
}

/** The instant of a stamp. Of a local time that comes twice in autumn it is the second one. */
export function instantOf(stamp: Stamp): number {
  if (stamp.kind === 'instant') return stamp.atMs;
  const day = Math.floor(stamp.localMs / DAY_MS);
  return parisInstant(day, (stamp.localMs - day * DAY_MS) / 1000);
}
