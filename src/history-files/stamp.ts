import { DAY_MS, dayOfDate } from '../paris-time.ts';

/**
 * A time as a file has it: an instant, where the offset from UTC stands beside it, or else what a clock in Paris showed, as if
 * that were UTC.
 */
export type Stamp =
  | { readonly kind: 'instant'; readonly atMs: number }
  | { readonly kind: 'local'; readonly localMs: number };

const FIRST_DAY = Date.UTC(1990, 0, 1) / DAY_MS;
const LAST_DAY = Date.UTC(2100, 11, 31) / DAY_MS;

const STAMP =
  /^(?:(?<date>\d{4}-\d\d-\d\d)|(?<d>\d\d)\/(?<m>\d\d)\/(?<y>\d{4}))(?:[T ](?<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * `2023-01-01T00:30:00+01:00`, `2023-01-01T00:30`, `2023-01-01 00:30:00`, `01/01/2023 00:30:00`, or a date alone, which is its
 * midnight; undefined for what is no time.
 */
export function stampOf(text: string): Stamp | undefined {
  const { date, d, m, y, time = '00:00', zone } = STAMP.exec(text)?.groups ?? {};
  const day = dayOfDate(date ?? `${y}-${m}-${d}`);
  const second = secondOf(time);
  if (day === undefined || second === undefined || !isPossible(day)) return undefined;
  const localMs = day * DAY_MS + second * 1000;
  return zone === undefined ? { kind: 'local', localMs } : { kind: 'instant', atMs: localMs - offsetMsOf(zone) };
}

/** The day of `30/01/2026`, in days since 1970-01-01; undefined for what is no date. */
export function dayOfFrenchDate(text: string): number | undefined {
  const [, d, m, y] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  const day = dayOfDate(`${y}-${m}-${d}`);
  return day !== undefined && isPossible(day) ? day : undefined;
}

/** From 1990 to 2100; any other date is a slip. */
function isPossible(day: number): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}

/** The second of the day of `23:30:00` or `23:30`; 24:00 is the end of the day. Undefined for what is no time. */
export function secondOf(time: string): number | undefined {
  const [, hours, minutes, seconds = '00'] = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(time) ?? [];
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return Number(minutes) < 60 && Number(seconds) < 60 && second <= DAY_MS / 1000 ? second : undefined;
}

function offsetMsOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
