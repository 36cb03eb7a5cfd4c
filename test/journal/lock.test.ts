import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
import { createScene, powers, sharedWith, WRITTEN_AGAIN } from './scene.ts';

const THREAD = new URL('lock-thread.ts', import.meta.url);

test('a second journal in the same process stays in memory, and the log says once which process has the lock', () => {
  const { open, take, path, said } = createScene();
  const [first, second] = [open(), open()];
  take(first, 'maison', 1);
  take(second, 'atelier', 2);
  for (const journal of [first, second, second, first]) journal.commit();
  expect(said).toEqual([sharedWith(path, process.pid)]);
  expect([powers(first), powers(second)]).toEqual([[1], [2]]);
});

test('the second journal gets the lock with the first commit after the first was closed, and goes on after its positions', () => {
  const { open, take, path, said, query } = createScene();
  const [first, second] = [open(), open()];
  take(second, 'atelier', 2);
  second.commit();
  take(first, 'maison', 1);
  first.close();
  second.commit();
  expect(query('SELECT count FROM block')).toEqual([{ count: 1 }, { count: 1 }]);
  expect(powers(second)).toEqual([1, 2]);
  expect(second.epoch).toBe(1);
  expect(said).toEqual([sharedWith(path, process.pid), `info ${WRITTEN_AGAIN}`]);
});

test('the second journal says at its end how many Readings it could not write', () => {
  const { open, take, path, said } = createScene();
  const [first, second] = [open(), open()];
  take(second, 'atelier', 2);
  second.close();
  expect(said).toEqual([
    sharedWith(path, process.pid),
    `warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 1 })}`,
  ]);
  expect(powers(first)).toEqual([]);
});

test.each(['throws', 'computes', 'takes all memory'] as const)(
  'a thread of this process that %s until it ends does not keep the lock',
  async (end) => {
    const { open, take, path, said } = createScene();
    const thread = new Worker(THREAD, { workerData: { path }, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    thread.on('error', () => {});
    await once(thread, 'message');
    const exit = new Promise((resolve) => thread.once('exit', resolve));
    thread.postMessage(end);
    if (end === 'computes') void thread.terminate();
    await exit;
    const journal = open();
    take(journal, 'linky', 2);
    journal.commit();
    expect(powers(journal)).toEqual([1, 2]);
    expect(said).toEqual([]);
  },
);

test('a reader needs no lock, and keeps none', () => {
  const { open, take, path, said } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  using reader = openReadOnlyJournal(path);
  first.close();
  const second = open();
  take(second, 'linky', 2);
  second.commit();
  expect(reader.newest?.reading.apparentPowerVA).toBe(2);
  expect(said).toEqual([]);
});

test('a damaged lock file is replaced, and works', () => {
  const { open, take, path, said } = createScene();
  writeFileSync(`${path}.lock`, 'not a database at all, '.repeat(999));
  const [first, second] = [open(), open()];
  take(first, 'linky', 1);
  first.commit();
  expect(powers(first)).toEqual([1]);
  second.commit();
  expect(said).toEqual([sharedWith(path, process.pid)]);
});
