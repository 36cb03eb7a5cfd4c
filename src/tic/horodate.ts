import { areDigits, numberIn } from './data-format.ts';

/**
 * A time stamp of standard mode, `SAAMMJJhhmmss` in French local time (54E §5.3.7). S is the season: `H` winter (UTC+1), `E` summer
 * (UTC+2), in lower case while the meter's clock is degraded, a space if there is no date.
 */
export interface Horodate {
  /** Milliseconds since 1970; absent for a blank season and for digits that are not a date. */
  readonly atMs?: number;
  readonly degraded: boolean;
}

export const HORODATE_LENGTH = 13;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const UTC_OFFSET_HOURS: { readonly [season: string]: number } = { H: 1, h: 1, E: 2, e: 2 };

/** Whether a text has the format of a horodate. Its digits need not be a date (`H000000000000`). */
export function isHorodate(text: string): boolean {
  return text.length === HORODATE_LENGTH && isSeason(text.charAt(0)) && areDigits(text, 1);
}

/** Five comparisons take half as long as searching a text of these five characters. */
function isSeason(char: string): boolean {
  return char === 'H' || char === 'E' || char === 'h' || char === 'e' || char === ' ';
}

/** Reads a horodate. Undefined if the text does not have its format. */
export function readHorodate(text: string): Horodate | undefined {
  if (!isHorodate(text)) return undefined;
  const season = text.charAt(0);
  const degraded = season === 'h' || season === 'e';
  const offsetHours = UTC_OFFSET_HOURS[season];
  const localMs = localTime(text);
  if (offsetHours === undefined || localMs === undefined) return { degraded };
  return { atMs: localMs - offsetHours * 3_600_000, degraded };
}

/** The instant of a horodate, in milliseconds since 1970. Undefined if it is absent, blank or not a date, or if the clock is degraded. */
export function clockOf(horodate: string | undefined): number | undefined {
  const date = horodate === undefined ? undefined : readHorodate(horodate);
  return date?.degraded ? undefined : date?.atMs;
}

function localTime(text: string): number | undefined {
  const two = (at: number) => numberIn(text, at, at + 2);
  const [year, month, day, hour, minute, second] = [2000 + two(1), two(3), two(5), two(7), two(9), two(11)];
  const isDate = day >= 1 && day <= daysIn(month, year);
  return isDate && hour < 24 && minute < 60 && second < 60
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : undefined;
}

/** 0 for a month that does not exist. Every fourth year of this century is a leap year, including 2000. */
function daysIn(month: number, year: number): number {
  return month === 2 && year % 4 === 0 ? 29 : (DAYS[month - 1] ?? 0);
}
