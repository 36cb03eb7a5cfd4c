import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { prepareSchema } from '../../src/journal/schema.ts';
import { createTariffChangeNotes, deleteOldTariffChanges, endedPeriodsIn } from '../../src/journal/tariff-changes.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from './reading-at.ts';

test('a change is noted only in a minute whose row has another tariff period and an index', () => {
  const { db, note } = databaseWith([1, 'HP..', 1_000], [2, 'HP..', null], [3, null, 1_000], [4, 'HC..', 1_000]);
  for (const minute of [1, 2, 3, 4, 5]) note(minute, 'HC..');
  note(1, undefined);
  expect(endedPeriodsIn(db, 0, 9, 'linky')).toEqual(new Map([[1, [{ minute: 1, tariff: 'HP..', lastWh: 1_000 }]]]));
  expect(endedPeriodsIn(db, 0, 9, 'barn')).toEqual(new Map());
});

test('a database without a change has no table for it', () => {
  const { db, note } = databaseWith([1, 'HP..', 1_000]);
  note(1, 'HP..');
  deleteOldTariffChanges(db);
  expect(endedPeriodsIn(db, 0, 9, 'linky')).toEqual(new Map());
  expect(db.prepare(`SELECT * FROM sqlite_schema WHERE name = 'tariff_change'`).all()).toEqual([]);
});

test('the changes of minutes that were deleted go, the others stay', () => {
  const { db, note } = databaseWith([1, 'HP..', 1_000], [2, 'HP..', 1_001]);
  note(1, 'HC..');
  note(2, 'HC..');
  db.exec('DELETE FROM minute WHERE minute = 1');
  deleteOldTariffChanges(db);
  expect([...endedPeriodsIn(db, 0, 9, 'linky').keys()]).toEqual([2]);
});

type MinuteParts = readonly [minute: number, tariff: string | null, lastWh: number | null];

/** A database with these minutes, and a function that has a Reading of a minute and a period noted. */
function databaseWith(...minutes: readonly MinuteParts[]) {
  const db = new DatabaseSync(':memory:');
  prepareSchema(db);
  const add = db.prepare(`INSERT INTO minute VALUES (?, 'linky', 0, NULL, NULL, NULL, NULL, ?, ?, 0, 0)`);
  for (const [minute, tariff, lastWh] of minutes) add.run(minute, lastWh, tariff);
  const noteChange = createTariffChangeNotes(db);
  function note(minute: number, tariff: string | undefined): void {
    const atMs = minute * MINUTE_MS;
    noteChange({ position: 0, meter: 'linky', atMs, reading: readingAt(atMs, tariff === undefined ? {} : { tariff }) });
  }
  return { db, note };
}
