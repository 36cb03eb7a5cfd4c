import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { leavesOf, spoilPage } from './damage.ts';
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
  spoilPage(scene.path, leavesOf(scene, 'minute')[1]);
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

test('a reader that was open before the meter spoke sees its minute, its day and what it told of itself', () => {
  const scene = createScene();
  const journal = scene.open();
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
  for (const [hc, hp] of [
    [500, 1_000],
    [505, 1_000],
  ] as const) {
    const more = { importedWh: hc + hp, registers: { HCHC: hc, HCHP: hp }, contract: 'HC..' };
    journal.take('linky', readingAt(scene.clock.nowMs, more));
    scene.pass(1_000);
  }
  journal.commit();
  const told = { identity: 'historique 021728123456 HCHC HCHP', contract: 'HC..' };
  expect(reader.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toMatchObject([
    { energyWh: 5, energyWhByRegister: { HCHC: 5 }, told },
  ]);
  expect(daysOf(reader)).toMatchObject([{ energyWh: 5, energyWhByTariff: { 'HC..': 5 }, contract: 'HC..' }]);
});

test('where what meters told of themselves is damaged, energy has the periods of the newest meter', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const importedWh of [1_000, 1_005]) {
    journal.take('linky', readingAt(scene.clock.nowMs, { importedWh, registers: { BASE: importedWh } }));
    scene.pass(60_000);
  }
  journal.close();
  scene.query('DELETE FROM told');
  using reader = openReadOnlyJournal(scene.path);
  expect(daysOf(reader)).toMatchObject([{ energyWh: 5, energyWhByTariff: { 'TH..': 5 } }]);
});
