import type { DatabaseSync } from 'node:sqlite';
import type { MinuteRow } from './minute-rows.ts';

/** How many of the newest minutes of the table are searched for the rows of a meter: two weeks. */
const SEARCHED_MINUTES = 14 * 24 * 60;
/** A meter that is in none of these is searched for in one hour of each earlier week. */
const STEP_MINUTES = 7 * 24 * 60;
const PROBED_MINUTES = 60;

/**
 * Goes back through the minutes of the table from `:to`, at most `:searched` of them, and returns at most `:most` rows of a meter, newest
 * first. Each step is a search by key, which skips the other meters and the times without a row. So it takes as long with a hundred meters
 * as with one.
 */
const SELECT_BACKWARDS = `
  WITH RECURSIVE back(minute) AS (
    SELECT max(minute) FROM minute WHERE minute <= :to
    UNION ALL
    SELECT (SELECT max(minute) FROM minute WHERE minute < back.minute) FROM back WHERE back.minute IS NOT NULL
    LIMIT :searched)
  SELECT minute.* FROM back CROSS JOIN minute ON minute.minute = back.minute AND minute.meter = :meter LIMIT :most`;

/**
 * Returns a function that reads the newest rows of a meter up to a minute, at most `most`, oldest first. Its time is bounded, since the
 * table holds two years of all meters: rows that are more than two weeks of minutes older than the newest one are found only if the meter
 * has been silent since then, and was heard for at least a week before.
 */
export function createLatestRows(
  db: DatabaseSync,
): (meter: string, most: number, lastMinute: number) => readonly MinuteRow[] {
  const backwards = db.prepare(SELECT_BACKWARDS);
  const newest = db.prepare('SELECT max(minute) AS minute FROM minute WHERE minute <= ?');

  function rows(meter: string, to: number, searched: number, most: number): readonly MinuteRow[] {
    return backwards.all({ meter, to, searched, most }) as unknown as MinuteRow[];
  }

  function newestUpTo(to: number): number | undefined {
    return (newest.get(to)?.['minute'] as number | null) ?? undefined;
  }

  /** The end of the week in which a silent meter was last heard. */
  function endOfLastWeek(meter: string, lastMinute: number): number | undefined {
    let to = newestUpTo(lastMinute);
    while (to !== undefined && rows(meter, to, PROBED_MINUTES, 1).length === 0) to = newestUpTo(to - STEP_MINUTES);
    return to && Math.min(to + STEP_MINUTES, lastMinute);
  }

  return (meter, most, lastMinute) => {
    const recent = rows(meter, lastMinute, SEARCHED_MINUTES, most);
    if (recent.length > 0) return recent.toReversed();
    const to = endOfLastWeek(meter, lastMinute);
    return to === undefined ? [] : rows(meter, to, STEP_MINUTES + SEARCHED_MINUTES, most).toReversed();
  };
}
