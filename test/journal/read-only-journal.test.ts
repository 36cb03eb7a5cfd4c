import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import { readingAt } from './reading-at.ts';
import { createScene, queryDatabase } from './scene.ts';

test('committed entries are read while the journal is open, and after it was closed', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 100, 200);
  journal.commit();
  scene.take(journal, 'barn', 300);
  {
    using reader = openReadOnlyJournal(scene.path);
    expect(reader.meters).toEqual(['linky']);
    expect([...reader.entries(0)].map(({ meter, reading }) => [meter, reading.apparentPowerVA])).toEqual([
      ['linky', 100],
      ['linky', 200],
    ]);
  }
  journal.close();
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.meters).toEqual(['barn', 'linky']);
  expect(reader.newest?.reading.apparentPowerVA).toBe(300);
  expect(reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toMatchObject([{ count: 2, meanVA: 150 }]);
});

test('a reader in the middle of the entries does not hinder a commit', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 100);
  journal.commit();
  using reader = openReadOnlyJournal(scene.path);
  const entries = reader.entries(0);
  expect(entries.next().value?.reading.apparentPowerVA).toBe(100);
  scene.take(journal, 'linky', 200);
  journal.commit();
  expect(entries.next().value?.reading.apparentPowerVA).toBe(200);
  expect(scene.said).toEqual([]);
});

test('entries are read from a time on', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const power of [100, 200, 300]) {
    scene.take(journal, 'linky', power);
    journal.commit();
  }
  using reader = openReadOnlyJournal(scene.path);
  const times = [...reader.entries(0)].map(({ atMs }) => atMs);
  expect([...reader.entries(times[1] ?? 0)].map(({ atMs }) => atMs)).toEqual(times.slice(1));
});

test('a block that cannot be unpacked is left out', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const power of [100, 200]) {
    scene.take(journal, 'linky', power);
    journal.commit();
  }
  journal.close();
  queryDatabase(scene.path, `UPDATE block SET body = x'00' WHERE position = 0`);
  using reader = openReadOnlyJournal(scene.path);
  expect([...reader.entries(0)].map(({ reading }) => reading.apparentPowerVA)).toEqual([200]);
});

test('damaged minutes are left out', () => {
  const scene = createScene();
  const journal = scene.open();
  for (let minute = 0; minute < 400; minute += 1) {
    scene.take(journal, minute < 300 ? 'linky' : 'barn', minute);
    scene.pass(59_000);
  }
  journal.close();
  const query = `SELECT pageno FROM dbstat WHERE name = 'minute' ORDER BY path LIMIT 1 OFFSET 2`;
  const [leaf] = scene.query(query) as { pageno: number }[];
  const end = (leaf?.pageno ?? 0) * PAGE_BYTES;
  writeFileSync(scene.path, readFileSync(scene.path).fill(0xa5, end - PAGE_BYTES, end));
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.meters).toEqual(['barn', 'linky']);
  const powers = reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER).map(({ meanVA }) => meanVA);
  expect(powers.length).toBeGreaterThan(100);
  expect(powers.length).toBeLessThan(300);
  expect([powers[0], powers.at(-1)]).toEqual([0, 299]);
});

test('where there is no journal no file is made', () => {
  const { path } = createScene();
  expect(() => openReadOnlyJournal(path)).toThrow();
  expect(existsSync(path)).toBe(false);
});

test('a journal of another version is not read', () => {
  const scene = createScene();
  scene.open().close();
  queryDatabase(scene.path, 'PRAGMA user_version = 7');
  expect(() => openReadOnlyJournal(scene.path)).toThrow('version 7');
});

test('the database of another program is not read, and the error says so', () => {
  const { path } = createScene();
  queryDatabase(path, 'CREATE TABLE photos (name TEXT)');
  expect(() => openReadOnlyJournal(path)).toThrow(expect.objectContaining({ trouble: 'foreign' }));
});

test('a reader that was open before the journal noted a change of the tariff period sees the minute', () => {
  const scene = createScene();
  const journal = scene.open();
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
  for (const [tariff, importedWh] of [
    ['HP..', 1_000],
    ['HC..', 1_005],
  ] as const) {
    journal.take('linky', readingAt(scene.clock.nowMs, { tariff, importedWh }));
    scene.pass(1_000);
  }
  journal.commit();
  expect(reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toMatchObject([
    { energyWh: 5, energyWhByTariff: { 'HP..': 0, 'HC..': 5 } },
  ]);
});

test('what a producer gave is read, without the part that is damaged', () => {
  const scene = createScene();
  const journal = scene.open();
  for (let minute = 0; minute < 400; minute += 1) {
    journal.take('linky', readingAt(scene.clock.nowMs, { injectedPowerVA: minute, exportedWh: 1_000 + minute }));
    scene.pass(60_000);
  }
  journal.close();
  const query = `SELECT pageno FROM dbstat WHERE name = 'given_minute' ORDER BY path LIMIT 1 OFFSET 2`;
  const [leaf] = scene.query(query) as { pageno: number }[];
  const end = (leaf?.pageno ?? 0) * PAGE_BYTES;
  writeFileSync(scene.path, readFileSync(scene.path).fill(0xa5, end - PAGE_BYTES, end));
  using reader = openReadOnlyJournal(scene.path);
  const minutes = reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER);
  expect(minutes).toHaveLength(400);
  const given = minutes.flatMap((minute) => minute.given ?? []);
  expect(given.length).toBeGreaterThan(200);
  expect(given.length).toBeLessThan(400);
  expect(given.at(-1)).toEqual({
    ...{ count: 1, meanVA: 399, leastVA: 399, greatestVA: 399 },
    ...{ exportedWh: 1_399, energyWh: 1 },
  });
});
