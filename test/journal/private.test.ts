import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createScene, queryDatabase, type Scene } from './scene.ts';

/** What everybody else may do with each file of a folder: nothing, if it is 0. */
function openToOthers({ path }: Scene): { readonly [name: string]: number } {
  const folder = dirname(path);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o077]));
}

test('the journal, its log, its shared memory, its lock and its reserve are this user’s alone', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1);
  journal.commit();
  expect(openToOthers(scene)).toEqual({
    'linky-tic.db': 0,
    'linky-tic.db-wal': 0,
    'linky-tic.db-shm': 0,
    'linky-tic.db.lock': 0,
    'linky-tic.db.reserve': 0,
  });
});

test('so is what stands there when one was damaged', () => {
  const scene = createScene();
  writeFileSync(scene.path, 'not a database at all, '.repeat(99));
  scene.open();
  const names = openToOthers(scene);
  expect(Object.keys(names).some((name) => name.includes('.broken-'))).toBe(true);
  expect(Object.values(names).every((rights) => rights === 0)).toBe(true);
});

test('the lock is from its beginning, though the database is another program’s', () => {
  const scene = createScene();
  queryDatabase(scene.path, 'CREATE TABLE photos (name TEXT)');
  scene.open();
  expect(openToOthers(scene)['linky-tic.db.lock']).toBe(0);
});

test('what an older version has left open is closed, and a file of somebody else is left alone', () => {
  const scene = createScene();
  const first = scene.open();
  scene.take(first, 'linky', 1);
  first.close();
  const beside = (name: string) => join(dirname(scene.path), name);
  const old = 'linky-tic.db.broken-2026-07-28T10-00-00.000Z';
  const others = ['linky-tic.db.backup', 'config.json'];
  for (const name of [old, `${old}-wal`, ...others]) writeFileSync(beside(name), '');
  for (const name of ['linky-tic.db', old, `${old}-wal`, ...others]) chmodSync(beside(name), 0o644);
  const journal = scene.open();
  scene.take(journal, 'linky', 2);
  journal.commit();
  const open = Object.entries(openToOthers(scene)).filter(([, rights]) => rights !== 0);
  expect(open.map(([name]) => name).toSorted()).toEqual(others.toSorted());
});
