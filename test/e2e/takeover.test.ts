import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/journal/minute.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { dayOfDate, parisDayOf } from '../../src/paris-time.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { queryDatabase } from '../journal/scene.ts';

/** A journal of two meters, an hour of 2026-07-28: see test/journal/fixtures/README.md. */
const EARLY = join(import.meta.dirname, '../journal/fixtures/version-0.1.db');
const FIXTURE_DAY = dayOfDate('2026-07-28') ?? Number.NaN;
/** How many days of minutes the journal has before those of the fixture. */
const DAYS = 300;
const CONFIG = { platform: 'LinkyTIC', language: 'en', meters: [{ name: 'Linky', port: 'demo:standard' }] };

test('Homebridge makes days of a journal of an early version, also after a kill in the middle of that', async () => {
  await using storage = await temporaryStorage();
  const { firstWh, lastWh } = writeEarlyJournal(storage.path);
  const start = () =>
    startHomebridge({ config: CONFIG, storage: storage.path, clock: childClock({ endsSlowly: true }) });
  await using killed = await start();
  await killed.waitForLog(/The history spans \d+ days/);
  await killed.kill();

  await using homebridge = await start();
  await homebridge.waitForLog('answers, in standard mode');
  await expect.poll(() => storedDays(storage.path)).toBe(DAYS + 1);
  expect(await homebridge.stop()).toMatchObject({ code: 0 });

  using journal = openReadOnlyJournal(join(storage.path, 'linky-tic.db'));
  const days = journal.days('linky', 0, FIXTURE_DAY);
  expect(days.map(({ day }) => day)).toEqual(Array.from({ length: DAYS + 1 }, (_, nth) => FIXTURE_DAY - DAYS + nth));
  expect(days.slice(1, -1).every(({ seenMinutes }) => seenMinutes >= 1_380)).toBe(true);
  expect(days.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0)).toBe(lastWh - firstWh);
  expect(journal.days('linky', 0, parisDayOf(Date.now())).length).toBeGreaterThan(days.length);
  expect(journal.days('atelier', 0, FIXTURE_DAY)).toMatchObject([{ day: FIXTURE_DAY, seenMinutes: 65 }]);
});

/** How many of the days of the early journal are made. */
function storedDays(storage: string): number {
  return queryDatabase(
    join(storage, 'linky-tic.db'),
    `SELECT day FROM day WHERE meter = 'linky' AND day <= ${FIXTURE_DAY}`,
  ).length;
}

/** Puts months of minutes before those of the fixture, and deletes the oldest blocks, as `keepDays` does. */
function writeEarlyJournal(storage: string): { readonly firstWh: number; readonly lastWh: number } {
  const path = join(storage, 'linky-tic.db');
  for (const part of ['', '-wal']) copyFileSync(EARLY + part, path + part);
  const query = (sql: string) => queryDatabase(path, sql) as { readonly [column: string]: number }[];
  const [found = {}] = query(`SELECT min(minute) AS minute, min(first_wh) AS firstWh, max(last_wh) AS lastWh
    FROM minute WHERE meter = 'linky'`);
  const { minute = 0, firstWh = 0, lastWh = 0 } = found;
  const [first, count] = [minute - DAYS * 1_440, DAYS * 1_440];
  const beganWh = firstWh - count;
  query(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT ${count})
    INSERT INTO minute SELECT ${first} + n, 'linky', 60, 30000, 400, 600, ${beganWh} + n, ${beganWh} + n + 1, 'HP', 0, 0
    FROM nth`);
  query('DELETE FROM block WHERE position < (SELECT position FROM block ORDER BY position LIMIT 1 OFFSET 6)');
  expect(parisDayOf(minute * MINUTE_MS)).toBe(FIXTURE_DAY);
  return { firstWh: beganWh, lastWh };
}
