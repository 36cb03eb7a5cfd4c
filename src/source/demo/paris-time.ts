const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * What French local time is ahead of UTC at an instant, in milliseconds: two hours in summer, from the last Sunday of
 * March to the last Sunday of October, 01:00 UTC (directive 2000/84/EC), else one. Intl says the same at a far
 * greater cost, and the demo house asks often.
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

/** The local date at an instant, as a number of days since 1970-01-01; of a day that starts late, the date it started. */
export function parisDay(atMs: number, startsAtS = 0): number {
  return Math.floor((atMs + parisOffsetMs(atMs) - startsAtS * 1000) / DAY_MS);
}

/** The instant of a local time, in seconds from the midnight that began a day; past 86 400 it is on the next day. */
export function parisInstant(day: number, second: number): number {
  const localMs = day * DAY_MS + second * 1000;
  return localMs - parisOffsetMs(localMs - HOUR_MS);
}

/** The same as `make`, with the last few answers kept. */
export function cachedByDay<T>(make: (day: number) => T): (day: number) => T {
  const kept = new Map<number, T>();
  return (day) => {
    const known = kept.get(day);
    if (known !== undefined) return known;
    const made = make(day);
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    kept.set(day, made);
    return made;
  };
}

const KEPT = 4;
