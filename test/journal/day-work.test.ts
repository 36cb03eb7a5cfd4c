import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MINUTE_MS } from '../../src/energy/minute.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { importsIn, madeUpImport } from './made-up-imports.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene, texts } from './scene.ts';

/** More than the thirty days after which those that are made are written, while a journal is taken over. */
const DAYS = 40;
/** The meter spoke for two hours of each day. */
const MINUTES_A_DAY = 120;
const MINUTES = DAYS * MINUTES_A_DAY;
/** The database of `withMinutes`, which is made once. */
let bytesWithMinutes: Uint8Array | undefined;

test('a journal without days is taken over bit by bit, which the log says once, and the progress goes up', async () => {
  const scene = withMinutes();
  const journal = scene.open({ now: slowClock(scene) });
  const first = journal.daysProgress ?? -1;
  expect(first).toBeGreaterThan(0);
  await until(() => (journal.daysProgress ?? 1) > first);
  await until(() => journal.daysProgress === undefined);
  expect(scene.said).toEqual([`info ${texts.takingOver(DAYS)}`, `info ${texts.takenOver}`]);
  expect(daysIn(scene)).toEqual(daysIn(withMinutes()));
});

test('Readings that are committed meanwhile count once, after what was there before them', async () => {
  const scene = withMinutes();
  const journal = scene.open({ now: slowClock(scene) });
  const importedWh = 1_009 + MINUTES * 10;
  journal.take('linky', readingAt(scene.clock.nowMs, { importedWh, apparentPowerVA: 9_876 }));
  journal.commit();
  expect(journal.daysProgress).toBeLessThan(1);
  await until(() => journal.daysProgress === undefined);
  journal.close();
  const energies = daysIn(scene).map(({ energyWh = 0 }) => energyWh);
  expect(energies.reduce((sum, wh) => sum + wh)).toBe(importedWh - 1_000);
  expect(daysIn(scene).slice(0, -1)).toEqual(daysIn(withMinutes()).slice(0, -1));
  expect(daysIn(scene).at(-1)).toMatchObject({ greatestVA: 9_876 });
});

test('imports are made and undone meanwhile, and change nothing of the days', async () => {
  const scene = withMinutes();
  const journal = scene.open({ now: slowClock(scene) });
  const first = journal.daysProgress ?? 1;
  expect(journal.addImport(madeUpImport('linky', 20_000, 200, 7))).toMatchObject({ kind: 'imported' });
  await until(() => (journal.daysProgress ?? 1) > first);
  expect(journal.daysProgress).toBeLessThan(1);
  expect(journal.addImport(madeUpImport('linky', 20_100, 200, 8))).toMatchObject({ kind: 'imported' });
  expect(journal.undoImport('linky', 1)).toMatchObject({ kind: 'undone' });
  await until(() => journal.daysProgress === undefined);
  expect(daysIn(scene)).toEqual(daysIn(withMinutes()));
  expect(importsIn(scene.path, 'linky').days).toHaveLength(200);
});

test('minutes of a clock that was ahead do not count what later blocks have counted', () => {
  const scene = withMinutes();
  scene.query(`INSERT INTO minute SELECT minute + 400000, meter, count, sum_va, least_va, greatest_va, first_wh, last_wh,
    tariff, first_block, last_block FROM minute WHERE last_block BETWEEN 2500 AND 2600`);
  scene.query(
    'DELETE FROM minute WHERE last_block BETWEEN 2500 AND 2600 AND minute < (SELECT max(minute) FROM minute) - 200000',
  );
  scene.open().close();
  const energies = daysIn(scene).map(({ energyWh = 0 }) => energyWh);
  expect(energies.reduce((sum, wh) => sum + wh)).toBe(MINUTES * 10 - 1);
});

test('a kill in the middle of that, or a stop, leaves whole days, and the next start goes on', async () => {
  const scene = withMinutes();
  scene.open({ now: slowClock(scene) }).close();
  const killed = createScene();
  const open = scene.open({ now: slowClock(scene) });
  await until(() => rowsOf(scene) > 3);
  for (const part of ['', '-wal']) copyFileSync(scene.path + part, killed.path + part);
  open.close();
  expect(rowsOf(killed)).toBeLessThan(DAYS);
  expect(daysIn(killed)).toEqual(daysIn(withMinutes()));
  killed.open().close();
  expect(rowsOf(killed)).toBe(DAYS);
  expect(daysIn(killed)).toEqual(daysIn(withMinutes()));
});

test('minutes that are read once more add nothing, also those of a meter that was exchanged for one with a lower index', () => {
  const scene = withMinutes();
  scene.query(
    `UPDATE minute SET first_wh = first_wh + 9000000, last_wh = last_wh + 9000000 WHERE first_block < ${MINUTES / 2}`,
  );
  scene.open().close();
  const days = daysIn(scene);
  scene.query('UPDATE block SET position = position + 30');
  scene.open().close();
  expect(daysIn(scene)).toEqual(days);
});

test('a stop ends the work on days, which would hold up the last requests of the mirror', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const scene = withMinutes();
  const journal = scene.open({ now: slowClock(scene) });
  const everyCommit = 1;
  expect(vi.getTimerCount()).toBe(everyCommit + 1);
  journal.commitLast();
  expect(vi.getTimerCount()).toBe(everyCommit);
  expect(journal.daysProgress).toBeLessThan(1);
});

test('what is soon done is not mentioned', () => {
  const scene = withMinutes();
  expect(scene.open().daysProgress).toBeUndefined();
  expect(scene.said).toEqual([]);
  expect(rowsOf(scene)).toBe(DAYS);
});

test('minutes that go later leave the days as they are', () => {
  const scene = withMinutes();
  scene.open().close();
  const days = daysIn(scene);
  scene.query('DELETE FROM minute');
  scene.open().close();
  expect(daysIn(scene)).toEqual(days);
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.meters).toEqual(['linky']);
});

/** A journal of which the minutes of forty days are left, and the newest block, which has an entry that cannot be read. */
function withMinutes(): Scene {
  const scene = createScene();
  if (bytesWithMinutes) {
    writeFileSync(scene.path, bytesWithMinutes);
    return scene;
  }
  scene.open().close();
  const from = Math.floor(scene.clock.wallMs / MINUTE_MS) - (DAYS - 1) * 1_440 - MINUTES_A_DAY;
  scene.query(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT ${MINUTES})
    INSERT INTO minute SELECT ${from} + n / ${MINUTES_A_DAY} * 1440 + n % ${MINUTES_A_DAY}, 'linky', 60, 60 * 500, 400, 500 + n % 977, 1000 + n * 10, 1009 + n * 10,
      CASE WHEN n / 40 % 3 = 0 THEN 'HC..' ELSE 'HP..' END, n, n FROM nth`);
  scene.query(`INSERT INTO block VALUES (${MINUTES}, 1, ${scene.clock.wallMs}, ${scene.clock.wallMs}, 0, x'00')`);
  bytesWithMinutes = readFileSync(scene.path);
  return scene;
}

/** A clock by which each piece of work has no time for more than a few parts. */
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

function rowsOf({ query }: Scene): number {
  if (query(`SELECT 1 FROM sqlite_schema WHERE name = 'day'`).length === 0) return 0;
  return query('SELECT 1 FROM day').length;
}

function until(isSo: () => boolean): Promise<unknown> {
  return vi.waitUntil(isSo, { interval: 1, timeout: 60_000 });
}
