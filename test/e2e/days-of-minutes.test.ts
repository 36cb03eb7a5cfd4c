import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginningOfDay, parisDayOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { HOUR_MS, SECOND_MS } from '../../testbed/support/time.ts';
import { spoilPage } from '../journal/damage.ts';
import { queryDatabase } from '../journal/scene.ts';

/** How many days of minutes the journal has before those of its blocks. */
const DAYS = 300;
/** Later than any version was built, as where the machine's clock is set. */
const NOW_MS = Date.UTC(2035, 5, 12, 10);
const NEWEST_DAY = parisDayOf(NOW_MS) - 2;
const DAMAGED = /was damaged\. It is kept as/;
const CONFIG = pluginBlock({ meters: [{ name: 'Linky', port: 'demo:standard' }] });

test('Homebridge makes the days that a disk has lost of the minutes, also after a kill in the middle of that', async () => {
  await using storage = await temporaryStorage();
  const path = join(storage.path, JOURNAL_FILE);
  const { firstWh, lastWh } = writeJournalWithoutDays(storage.path);
  const clock = childClock({ endsSlowly: true, aheadMs: NOW_MS - Date.now() });
  const start = () => startHomebridge({ config: CONFIG, storage: storage.path, clock });
  await using killed = await start();
  await expect.poll(() => existsSync(`${path}.copy`), { interval: 5 }).toBe(true);
  await killed.kill();

  await using homebridge = await start();
  // By the second, but where the first was done before it was killed.
  await expect.poll(() => [...killed.log, ...homebridge.log].some((line) => DAMAGED.test(line))).toBe(true);
  await homebridge.waitForLog('answers, in standard mode');
  expect(await homebridge.stop()).toMatchObject({ code: 0 });

  using journal = openReadOnlyJournal(path, () => NOW_MS);
  const days = daysOf(journal).filter(({ day }) => day <= NEWEST_DAY);
  expect(days.map(({ day }) => day)).toEqual(Array.from({ length: DAYS + 1 }, (_, nth) => NEWEST_DAY - DAYS + nth));
  expect(days.slice(1, -1).every(({ seenMinutes }) => seenMinutes >= 1_380)).toBe(true);
  expect(sumOfCounted(days)).toEqual({ energyWh: lastWh - firstWh, energyWhByRegister: { BASE: lastWh - firstWh } });
  expect(daysOf(journal).length).toBeGreaterThan(days.length);
  expect(daysOf(journal, 'atelier')).toMatchObject([{ day: NEWEST_DAY, seenMinutes: 60 }]);
});

/** A journal with minutes of months, of which the oldest blocks are gone, as `keepDays` wants it, and a disk has lost the days. */
function writeJournalWithoutDays(storage: string): { readonly firstWh: number; readonly lastWh: number } {
  writeHistory(storage, newestHour());
  const path = join(storage, JOURNAL_FILE);
  const query = (sql: string) => queryDatabase(path, sql) as { readonly [column: string]: number }[];
  const [found = {}] = query(`SELECT min(minute) AS minute, min(index_wh - wh) AS firstWh, max(index_wh) AS lastWh, told
    FROM minute WHERE meter = 'linky'`);
  const { minute = 0, firstWh = 0, lastWh = 0, told = 0 } = found;
  const [first, count] = [minute - DAYS * 1_440, DAYS * 1_440];
  const beganWh = firstWh - count;
  query(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT ${count})
    INSERT INTO minute SELECT ${first} + n, 'linky', ${told}, 60, 30000, 400, 600, ${beganWh} + n + 1, 1, 'BASE', NULL, NULL, NULL, 0, 0
    FROM nth`);
  expect(
    query('DELETE FROM block WHERE position < (SELECT max(position) FROM block) RETURNING position').length,
  ).toBeGreaterThan(0);
  const [{ rootpage = 0 } = {}] = query(`SELECT rootpage FROM sqlite_schema WHERE name = 'day'`);
  spoilPage(path, rootpage - 1);
  return { firstWh: beganWh, lastWh };
}

/** An hour at noon, with a frame of two meters every ten seconds. */
function* newestHour(): Generator<TimedReading> {
  const noonMs = beginningOfDay(NEWEST_DAY) + 12 * HOUR_MS;
  for (let nth = 0; nth < 360; nth += 1) {
    const importedWh = 1_000_000 + nth;
    const reading = readingWith({ importedWh, registers: { BASE: importedWh }, tariff: 'TH..', apparentPowerVA: 360 });
    for (const meter of ['linky', 'atelier']) yield { meter, atMs: noonMs + nth * 10 * SECOND_MS, reading };
  }
}
