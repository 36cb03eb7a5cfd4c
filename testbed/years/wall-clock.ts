import { HOUR_MS } from '../support/time.ts';

/** What a clock on a wall in Paris shows, by the tables of the JavaScript engine. The product has a calendar of its own. */
export interface WallClock {
  /** `2026-08-14`. */
  readonly date: string;
  /** Hours since midnight, with their fraction. */
  readonly hour: number;
}

const paris = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'medium' });

/** By hour since 1970: the clocks change at full hours. */
const fullHours = new Map<number, WallClock>();

export function wallClock(atMs: number): WallClock {
  const nth = Math.floor(atMs / HOUR_MS);
  const { date, hour } = fullHours.get(nth) ?? fullHour(nth);
  return { date, hour: hour + (atMs - nth * HOUR_MS) / HOUR_MS };
}

function fullHour(nth: number): WallClock {
  const [date = '', time = ''] = paris.format(nth * HOUR_MS).split(' ');
  const clock = { date, hour: Number(time.slice(0, 2)) };
  fullHours.set(nth, clock);
  return clock;
}

/** The date and time that the clock shows: `2024-05-14 15:20:00`. */
export function shownAt(atMs: number): string {
  return paris.format(atMs);
}

/**
 * The moment at which that clock shows `2024-05-14 15:20:00`.
 * @throws where it never does
 */
export function momentOf(shown: string): number {
  const asIfUtcMs = Date.parse(`${shown.replace(' ', 'T')}Z`);
  const moment = [1, 2].map((ahead) => asIfUtcMs - ahead * HOUR_MS).find((ms) => paris.format(ms) === shown);
  if (moment === undefined) throw new Error(`No clock in Paris shows ${shown}.`);
  return moment;
}
