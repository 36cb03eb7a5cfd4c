import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import type { Minute } from '../../src/journal/minute.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

/** See fixtures/README.md. */
const MADE = join(import.meta.dirname, 'fixtures', 'version-0.1');
const METERS = ['linky', 'atelier'];

interface Expected {
  readonly delivered: number;
  readonly entries: readonly unknown[];
  readonly minutes: { readonly [meter: string]: readonly Minute[] };
}

const expected = JSON.parse(readFileSync(`${MADE}.json`, 'utf8')) as Expected;

test('a journal of an early version has every Reading, every minute and the mirror’s position as before', () => {
  const { scene, journal } = takenOver();
  expect(entriesIn(journal)).toEqual(expected.entries);
  for (const meter of METERS) expect(journal.minutes(meter, 0, 3e12)).toEqual(expected.minutes[meter]);
  expect(journal.delivered).toBe(expected.delivered);
  expect(scene.said).toEqual([]);
});

test('a journal of an early version can be written to', () => {
  const { scene, journal } = takenOver();
  const { length } = expected.entries;
  scene.take(journal, 'linky', 4_321);
  journal.setDelivered(length + 1, false);
  journal.setNote('who answers', 'InfluxDB 2.9');
  journal.close();
  const again = scene.open();
  expect(again.read(length, 9).map(({ reading }) => reading.apparentPowerVA)).toEqual([4_321]);
  expect([again.delivered, again.note('who answers')]).toEqual([length + 1, 'InfluxDB 2.9']);
  expect(entriesIn(again).slice(0, length)).toEqual(expected.entries);
  expect(scene.said).toEqual([]);
});

test('a journal of an early version is read without the table that a later version adds', () => {
  const scene = createScene();
  for (const part of ['', '-wal']) copyFileSync(`${MADE}.db${part}`, scene.path + part);
  using reader = openReadOnlyJournal(scene.path);
  for (const meter of METERS) expect(reader.minutes(meter, 0, 3e12)).toEqual(expected.minutes[meter]);
  expect(tablesOf(scene)).not.toContain('tariff_change');
});

test('the first change of the tariff period within a minute adds that table to it, and such a minute is split from then on', () => {
  const { scene, journal } = takenOver();
  expect(tablesOf(scene)).not.toContain('tariff_change');
  for (const [tariff, importedWh] of [
    ['HP..', 1_000],
    ['HC..', 1_005],
    ['HC..', 1_009],
  ] as const) {
    journal.take('linky', readingAt(scene.clock.nowMs, { tariff, importedWh }));
    scene.pass(1_000);
  }
  journal.commit();
  expect(tablesOf(scene)).toContain('tariff_change');
  expect(journal.minutes('linky', 0, 3e12)?.at(-1)).toMatchObject({ energyWhByTariff: { 'HP..': 0, 'HC..': 9 } });
  expect(journal.minutes('linky', 0, 3e12)?.slice(0, -1)).toEqual(expected.minutes['linky']);
});

test('the first Reading of a producer adds the table of what was given, and the minutes before have none', () => {
  const { scene, journal } = takenOver();
  expect(tablesOf(scene)).not.toContain('given_minute');
  journal.take('linky', readingAt(scene.clock.nowMs, { injectedPowerVA: 40, exportedWh: 8_000 }));
  journal.commit();
  expect(tablesOf(scene)).toContain('given_minute');
  const given = { count: 1, meanVA: 40, leastVA: 40, greatestVA: 40, exportedWh: 8_000, energyWh: 0 };
  expect(journal.minutes('linky', 0, 3e12)?.at(-1)?.given).toEqual(given);
  expect(journal.minutes('linky', 0, 3e12)?.slice(0, -1)).toEqual(expected.minutes['linky']);
});

// These are the queries of an early version, whose `openStore` refuses a later version of the tables.
test('an early version can still read the tables after that', () => {
  const { scene, journal } = takenOver();
  journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: 7, importedWh: 9, injectedPowerVA: 0 }));
  journal.setNote('who answers', 'InfluxDB 2.9');
  journal.close();
  const { length } = expected.entries;
  expect(scene.query('PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(scene.query('SELECT * FROM block ORDER BY position DESC LIMIT 1')).toMatchObject([
    { position: length, count: 1, delivered: expected.delivered, body: expect.any(Uint8Array) },
  ]);
  expect(scene.query('SELECT * FROM minute ORDER BY minute DESC LIMIT 1')).toMatchObject([
    { meter: 'linky', count: 1, sum_va: 7, first_wh: 9, last_wh: 9, first_block: length, last_block: length },
  ]);
  expect(scene.query(`INSERT INTO block VALUES (${length + 1}, 1, 0, 0, 0, x'00') RETURNING count`)).toEqual([
    { count: 1 },
  ]);
});

function tablesOf({ query }: Scene): readonly unknown[] {
  return (query('SELECT name FROM sqlite_schema') as { name: string }[]).map(({ name }) => name);
}

/** Opens a copy of the journal, an hour after it ends. */
function takenOver(): { readonly scene: Scene; readonly journal: Journal } {
  const scene = createScene();
  for (const part of ['', '-wal']) copyFileSync(`${MADE}.db${part}`, scene.path + part);
  scene.pass(2 * 3_600_000);
  return { scene, journal: scene.open() };
}

/** The entries in the form in which fixtures/make.ts has written them. */
function entriesIn(journal: Journal): readonly unknown[] {
  return journal
    .read(0, 1e6)
    .map(({ position, meter, atMs, reading }) => [
      ...[position, meter, atMs],
      ...[reading.apparentPowerVA, reading.importedWh, Object.keys(reading.frame.labels).length],
    ]);
}
