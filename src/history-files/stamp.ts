import { beginningOfDay, DAY_MS, HOUR_MS, parisDayOf, parisInstant } from '../base/paris-time.ts';

/** A time as written in a file: an instant if it has an offset from UTC, else local time of Paris, stored as if it were UTC. */
export type Stamp =
  | { readonly kind: 'instant'; readonly atMs: number }
  | { readonly kind: 'local'; readonly localMs: number };

const STAMP =
  /^(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\/(\d\d)\/(\d{4}))(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Parses `2023-01-01T00:30:00+01:00`, `2023-01-01T00:30`, `2023-01-01 00:30:00`, `01/01/2023 00:30:00`, or only a date, which means its
 * midnight. Undefined for anything else.
 */
export function stampOf(text: string): Stamp | undefined {
  const found = STAMP.exec(text);
  if (found === null) return undefined;
  const [, y, m, d, frenchD, frenchM, frenchY, hours = '0', minutes = '0', seconds = '0', zone] = found;
  const day = y === undefined ? dayOf(frenchY, frenchM, frenchD) : dayOf(y, m, d);
  const second = secondOfDay(Number(hours), Number(minutes), Number(seconds));
  if (day === undefined || second === undefined) return undefined;
  const localMs = day * DAY_MS + second * 1000;
  return zone === undefined ? { kind: 'local', localMs } : { kind: 'instant', atMs: localMs - offsetMsOf(zone) };
}

/** The instant of a stamp; the second one for a local time that is repeated in autumn. */
export function instantOf(stamp: Stamp): number {
  return stamp.kind === 'instant' ? stamp.atMs : latestInstant(stamp.localMs);
}

/** The latest instant at which a clock in Paris shows a time; an hour too early for a time that is skipped in March. */
export function latestInstant(localMs: number): number {
  return parisInstant(0, localMs / 1000);
}

/** The milliseconds of a stamp as written. They show the minute of the hour, and the distance of two stamps of the same kind. */
export function msOf(stamp: Stamp): number {
  return stamp.kind === 'instant' ? stamp.atMs : stamp.localMs;
}

/**
 * The day that begins at an instant, with tolerance. Enedis writes the midnight of its daily indexes as 00:00 in summer time, as 23:00 of
 * the previous day in winter (seen in files of 2019 to 2023), or as 01:00. So a stamp an hour before or after midnight means midnight.
 * @returns undefined for any other instant, such as 00:14:10, and for `NaN`
 */
export function nearestMidnight(atMs: number): number | undefined {
  const day = parisDayOf(atMs + DAY_MS / 2);
  return [-HOUR_MS, 0, HOUR_MS].includes(atMs - beginningOfDay(day)) ? day : undefined;
}

/** The day of `30/01/2026`, in days since 1970-01-01; undefined for anything but a date. */
export function dayOfFrenchDate(text: string): number | undefined {
  const [, d, m, y] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  return y === undefined ? undefined : dayOf(y, m, d);
}

/** The second of the day of `23:30:00` or `23:30`; 24:00 is the end of the day. Undefined for anything but a time. */
export function secondOf(time: string): number | undefined {
  const [, hours, minutes, seconds = '0'] = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(time) ?? [];
  return hours === undefined ? undefined : secondOfDay(Number(hours), Number(minutes), Number(seconds));
}

/** Only the years from 1990 to 2100 are accepted: any other is a typing error. */
function dayOf(year: string | undefined, month: string | undefined, date: string | undefined): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  const ms = Date.UTC(y, m - 1, d);
  const exists = m >= 1 && m <= 12 && d >= 1 && (d <= 28 || new Date(ms).getUTCDate() === d);
  return exists && y >= 1990 && y <= 2100 ? ms / DAY_MS : undefined;
}

function secondOfDay(hours: number, minutes: number, seconds: number): number | undefined {
  const second = hours * 3600 + minutes * 60 + seconds;
  return minutes < 60 && seconds < 60 && second <= DAY_MS / 1000 ? second : undefined;
}

function offsetMsOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
