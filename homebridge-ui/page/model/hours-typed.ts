/**
 * Reads the hours of a tariff period as people copy them from a bill or a meter: `22:30-06:30`, `22h30 à 6h30`,
 * `de 2h à 7h et de 12h à 15h`.
 */

import { clockText } from '../../../src/hours.ts';

const TIME = String.raw`(\d{1,2})\s*(?:[:h.]\s*(\d{2})?)?`;
const RANGE = new RegExp(String.raw`^(?:de\s+|from\s+)?${TIME}\s*(?:-|–|—|à|a|to)\s*${TIME}$`);
/** What stands between two ranges. */
const BETWEEN = /\s*(?:[,;+&]|\bet\b|\band\b)\s*/;

/** The hours that a text says, as the settings have them: `02:00-07:00, 12:00-15:00`. Undefined when it is not understood. */
export function hoursIn(typed: string): string | undefined {
  const ranges = typed
    .toLowerCase()
    .replace(/^\D*\(|\)$/g, '')
    .trim()
    .split(BETWEEN)
    .map(rangeIn);
  return ranges.every((range) => range !== undefined) ? ranges.join(', ') : undefined;
}

function rangeIn(text: string): string | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] = RANGE.exec(text) ?? [];
  const [from, to] = [minuteOf(fromHour, fromMinute), minuteOf(toHour, toMinute)];
  return from === undefined || to === undefined ? undefined : `${clockText(from)}-${clockText(to)}`;
}

/** The minute after midnight. Midnight at the end of a day is the beginning of the next one. */
function minuteOf(hour: string | undefined, minute = '00'): number | undefined {
  const [hours, minutes] = [Number(hour), Number(minute)];
  if (hours === 24 && minutes === 0) return 0;
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}
