import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';

/** The days of Tempo by date, each with its letter. */
export type Days = ReadonlyMap<string, string>;

const LETTERS = { blue: 'B', white: 'W', red: 'R' } as const;

/** The published days between two dates, both included. */
export function publishedDays(from: string, to: string): Days {
  return daysFrom(from, to, (day) => LETTERS[publishedColour(day) ?? 'blue']);
}

/**
 * A season that Tempo may have: its red days are the first 22 of Monday to Friday from November on, its white ones the first 43 from
 * April on that are no Sunday.
 */
export function season(year: number): Days {
  const left = { R: 22, W: 43 };
  return daysFrom(`${year}-09-01`, `${year + 1}-08-31`, (day) => {
    const weekday = new Date(day * 86_400_000).getUTCDay();
    const date = dateOf(day);
    if (date >= `${year}-11-01` && weekday % 6 !== 0 && left.R > 0) return left.R-- > 0 ? 'R' : 'B';
    if (date >= `${year + 1}-04-01` && weekday !== 0 && left.W > 0) return left.W-- > 0 ? 'W' : 'B';
    return 'B';
  });
}

export function csvOf(days: Days): string {
  return ['day,colour', ...Array.from(days, ([date, letter]) => `${date},${letter}`), ''].join('\n');
}

function daysFrom(from: string, to: string, letterOf: (day: number) => string): Days {
  const [first, last] = [from, to].map((date) => dayOfDate(date) ?? Number.NaN) as [number, number];
  return new Map(
    Array.from({ length: last - first + 1 }, (_, nth) => [dateOf(first + nth), letterOf(first + nth)] as const),
  );
}
