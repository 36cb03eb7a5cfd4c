const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * By how many milliseconds French local time is ahead of UTC at an instant: two hours in summer, from the last Sunday of March
 * to the last Sunday of October at 01:00 UTC (directive 2000/84/EC), else one hour. Intl gives the same, but far too slowly
 * for the demo house.
 */
export function parisOffsetMs(atMs: number): number {
  const year = new Date(atMs).getUTCFullYear();
  const isSummer = atMs >= lastSundayOf(year, MARCH) && atMs < lastSundayOf(year, OCTOBER);
  return isSummer ? 2 * HOUR_MS : HOUR_MS;
}

const MARCH = 2;
const OCTOBER = 9;

/** 01:00 UTC on the last Sunday of a month of 31 days. */
function lastSundayOf(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last.getTime() - last.getUTCDay() * DAY_MS;
}

/**
 * The local date at an instant, in days since 1970-01-01.
 * @param startsAtS when a day begins, in seconds after midnight: until then it is still the day before
 */
export function parisDay(atMs: number, startsAtS = 0): number {
  return Math.floor((atMs + parisOffsetMs(atMs) - startsAtS * 1000) / DAY_MS);
}

/**
 * The instant of a local time, which is given in seconds after the midnight that begins the day; 86 400 and more are on
 * the next day.
 */
export function parisInstant(day: number, second: number): number {
  const localMs = day * DAY_MS + second * 1000;
  return localMs - parisOffsetMs(localMs - HOUR_MS);
}

/** Gives the same as `make`, and keeps the results of the last few days. */
export function cachedByDay<T>(make: (day: number) => T): (day: number) => T {
  const cache = new Map<number, T>();
  return (day) => {
    const known = cache.get(day);
    if (known !== undefined) return known;
    const made = make(day);
    for (const oldest of [...cache.keys()].slice(0, -CACHED_DAYS)) cache.delete(oldest);
    cache.set(day, made);
    return made;
  };
}

const CACHED_DAYS = 4;
