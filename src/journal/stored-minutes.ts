import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS, type Minute } from '../energy/minute.ts';
import type { Entry } from './entry.ts';
import { addToGivenMinutes, givenRowsAt, givenRowsIn } from './given-minutes.ts';
import { createLatestRows } from './latest-rows.ts';
import { ADD_TO_MINUTE, type MinuteRow, minuteParameters, minutesOf, SELECT_MINUTES } from './minute.ts';
import { createTariffChangeNotes, endedPeriodsIn } from './tariff-changes.ts';

/** The minutes in a database, which are in three tables. */
export interface StoredMinutes {
  /** Adds the entries of the block that begins at position `block`, within the transaction of a commit. */
  add(entries: readonly Entry[], block: number): void;
  /** The meter's minutes that begin in [fromMs, toMs), oldest first. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[];
  /** The newest minutes of a meter, at most `most`, oldest first: see `latest-rows.ts`. */
  latestMinutes(meter: string, most: number): readonly Minute[];
}

export function createStoredMinutes(db: DatabaseSync): StoredMinutes {
  const addToMinute = db.prepare(ADD_TO_MINUTE);
  const select = db.prepare(SELECT_MINUTES);
  const noteTariffChange = createTariffChangeNotes(db);
  const latestRows = createLatestRows(db);

  return {
    add(entries, block) {
      for (const entry of entries) {
        noteTariffChange(entry);
        addToMinute.run(minuteParameters(entry, block));
      }
      addToGivenMinutes(db, entries);
    },
    minutes(meter, fromMs, toMs) {
      const [from, to] = [Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
      const rows = select.all(from - 1, to, meter) as unknown as MinuteRow[];
      const ended = endedPeriodsIn(db, from, to, meter);
      return minutesOf(rows, { ended, given: givenRowsIn(db, from - 1, to, meter) }, fromMs);
    },
    latestMinutes(meter, most) {
      // The energy of the oldest counts from the row before it.
      const rows = latestRows(meter, most + 1);
      const minutes = rows.map(({ minute }) => minute);
      const [from = 0, to = 0] = [minutes[0], minutes.at(-1)];
      const ended = endedPeriodsIn(db, from, to + 1, meter);
      return minutesOf(rows, { ended, given: givenRowsAt(db, minutes, meter) }, 0).slice(-most);
    },
  };
}
