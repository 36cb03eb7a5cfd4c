import { chmodSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { requireSpaceForCopy } from '../../src/journal/files.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { createScene, queryDatabase, type Scene } from './scene.ts';

test('there is an error when the disk has no room for a copy of the database', () => {
  const path = join(temporaryFolder({ inMemory: true }), 'linky-tic.db');
  writeFileSync(path, 'a few bytes');
  expect(() => requireSpaceForCopy(path)).not.toThrow();
  truncateSync(path, 2 ** 42);
  expect(() => requireSpaceForCopy(path)).toThrow('no room for a copy');
});

/** The rights that other users have on each file of the folder; 0 is none. */
function openToOthers({ path }: Scene): { readonly [name: string]: number } {
  const folder = dirname(path);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o077]));
}

test('only this user may read the journal, its write-ahead log, its shared memory and its lock', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1);
  journal.commit();
  expect(openToOthers(scene)).toEqual({
    'linky-tic.db': 0,
    'linky-tic.db-wal': 0,
    'linky-tic.db-shm': 0,
    'linky-tic.db.lock': 0,
  });
});

test('only this user may read a damaged database that was set aside', () => {
  const scene = createScene();
  writeFileSync(scene.path, 'not a database at all, '.repeat(99));
  scene.open();
  const names = openToOthers(scene);
  expect(Object.keys(names).some((name) => name.includes('.unread-'))).toBe(true);
  expect(Object.values(names).every((rights) => rights === 0)).toBe(true);
});

test('only this user may read the lock, even beside the database of another program', () => {
  const scene = createScene();
  queryDatabase(scene.path, 'CREATE TABLE photos (name TEXT)');
  scene.open();
  expect(openToOthers(scene)['linky-tic.db.lock']).toBe(0);
});

test('files that were put back readable for all become private, and files of others keep their rights', () => {
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
