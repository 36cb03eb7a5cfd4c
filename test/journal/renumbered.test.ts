import { copyFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { MINUTE_MS } from '../../src/energy/minute.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

const DAYS = 45;
/** The meter spoke for an hour of each day. */
const MINUTES_A_DAY = 60;
const MINUTES = DAYS * MINUTES_A_DAY;
/** Where the old blocks were, which a repair has lost: far after those that are left, among them, or before them. */
const OLD_POSITIONS = [900_000, 1_250, 85];

describe.each(OLD_POSITIONS)(
  'a journal whose positions began anew, where the old minutes are of position %i on',
  (old) => {
    test('all of its minutes become days, each once', () => {
      const scene = repaired(old);
      expect(daysIn(scene)).toEqual(wholeDays(scene));
      scene.open().close();
      expect(daysIn(scene)).toEqual(wholeDays(scene));
      scene.open().close();
      expect(daysIn(scene)).toEqual(wholeDays(scene));
    });

    test('what is committed later follows them', () => {
      const scene = repaired(old);
      const journal = scene.open();
      journal.take('linky', readingAt(scene.clock.nowMs, { importedWh: 1_009 + MINUTES * 10, tariff: 'HP..' }));
      journal.close();
      expect(energyWhIn(scene)).toBe(MINUTES * 10 + 9);
      scene.open().close();
      expect(energyWhIn(scene)).toBe(MINUTES * 10 + 9);
    });
  },
);

test('such minutes become days once when that is cut short, and more blocks are deleted before it goes on', async () => {
  const scene = repaired(900_000);
  const killed = createScene();
  const open = scene.open({ now: slowClock(scene) });
  await vi.waitUntil(() => rowsOf(scene) > 3, { interval: 1, timeout: 60_000 });
  for (const part of ['', '-wal']) copyFileSync(scene.path + part, killed.path + part);
  open.close();
  expect(rowsOf(killed)).toBeLessThan(DAYS);
  const { wallMs } = scene.clock;
  killed.query(`UPDATE block SET position = position + 30 WHERE first_ms = ${wallMs}`);
  killed.open().close();
  expect(daysIn(killed)).toEqual(wholeDays(scene));
});

test('a journal that lost all of its blocks a short time ago keeps its minutes as days', () => {
  const scene = repaired(900_000);
  scene.query('DELETE FROM minute WHERE first_block < 900000');
  scene.query('DELETE FROM block');
  const journal = scene.open();
  expect(energyWhIn(scene)).toBe((MINUTES / 2) * 10 - 1);
  journal.take('linky', readingAt(scene.clock.nowMs, { importedWh: 1_009 + MINUTES * 10, tariff: 'HP..' }));
  journal.close();
  expect(energyWhIn(scene)).toBe(MINUTES * 10 + 9);
});

/** A journal with 45 days of minutes. Those of the first half have positions from `old` on, the others from 0 on. */
function repaired(old: number): Scene {
  const scene = createScene();
  scene.open().close();
  const from = Math.floor(scene.clock.wallMs / MINUTE_MS) - (DAYS - 1) * 1_440 - MINUTES_A_DAY;
  const half = MINUTES / 2;
  const position = `CASE WHEN n < ${half} THEN ${old} + n ELSE n - ${half} END`;
  scene.query(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT ${MINUTES})
    INSERT INTO minute SELECT ${from} + n / ${MINUTES_A_DAY} * 1440 + n % ${MINUTES_A_DAY}, 'linky', 60, 60 * 500, 400, 500 + n % 977, 1000 + n * 10, 1009 + n * 10,
      'HP..', ${position}, ${position} FROM nth`);
  scene.query(`INSERT INTO block VALUES (${half}, 1, ${scene.clock.wallMs}, ${scene.clock.wallMs}, 0, x'00')`);
  return scene;
}

/** The days that the same minutes make in a journal whose positions never began anew. */
function wholeDays({ clock }: Scene) {
  const scene = repaired(-MINUTES / 2);
  scene.clock.wallMs = clock.wallMs;
  return daysIn(scene);
}

function slowClock({ clock }: Scene): () => number {
  return () => {
    clock.nowMs += 40;
    return clock.nowMs;
  };
}

function daysIn({ path }: Scene) {
  using reader = openReadOnlyJournal(path);
  return reader.days('linky', 0, 99_999);
}

function energyWhIn(scene: Scene): number {
  return daysIn(scene).reduce((sum, { energyWh = 0 }) => sum + energyWh, 0);
}

function rowsOf({ query }: Scene): number {
  if (query(`SELECT 1 FROM sqlite_schema WHERE name = 'day'`).length === 0) return 0;
  return query('SELECT 1 FROM day').length;
}
