import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportOrder } from '../../src/journal/imports.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { importsIn, madeUpImport } from './made-up-imports.ts';
import { createScene, diskInWords, lockDatabase, noFolderOf, powers, type Scene, texts } from './scene.ts';

const file = madeUpImport('linky', 20_000, 30, 5);
const order: ImportOrder = { kind: 'import', import: file };

test('where there is no journal one is made, which only this user may read, and the plugin goes on with it', () => {
  const scene = createScene();
  expect(written(scene)).toMatchObject({ kind: 'imported', record: { id: 1, atMs: scene.clock.wallMs } });
  expect(statSync(scene.path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${scene.path}-wal`)).toBe(false);
  const journal = scene.open();
  scene.take(journal, 'linky', 1, 2);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2]);
  expect(importsIn(scene.path, 'linky').days).toEqual(file.days);
  expect(scene.said).toEqual([]);
});

test('in a journal that no process has open an import is made, known again, and undone', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1, 2);
  journal.close();
  expect(written(scene)).toMatchObject({ kind: 'imported' });
  expect(written(scene)).toMatchObject({ kind: 'known', record: { id: 1 } });
  expect(written(scene, { kind: 'undo', meter: 'linky', id: 1 })).toMatchObject({ kind: 'undone' });
  expect(written(scene, { kind: 'undo', meter: 'linky', id: 1 })).toEqual({ kind: 'noSuchImport' });
  expect(powers(scene.open())).toEqual([1, 2]);
});

test('while the plugin runs nothing is written, and the process that has the journal is named', () => {
  const scene = createScene();
  const journal = scene.open();
  expect(written(scene)).toEqual({ kind: 'held', holder: `PID ${process.pid}` });
  expect(journal.addImport(file)).toMatchObject({ kind: 'imported', record: { id: 1 } });
  journal.close();
  expect(written(scene)).toMatchObject({ kind: 'known' });
});

test('without its folder, below a file, and in the database of another program it fails with the reason', () => {
  const nowhere = createScene(join(temporaryFolder({ inMemory: true }), 'nowhere'));
  const noFolder = ({ path }: Scene) => diskInWords('unreachable', '', noFolderOf(path));
  expect(written(nowhere)).toEqual({ kind: 'failed', says: noFolder(nowhere) });
  const below = createScene(join(temporaryFolder({ inMemory: true }), 'file'));
  writeFileSync(dirname(below.path), '');
  expect(written(below)).toEqual({ kind: 'failed', says: noFolder(below) });
  const foreign = createScene();
  foreign.query('CREATE TABLE photos (name TEXT)');
  expect(written(foreign)).toEqual({ kind: 'failed', says: diskInWords('foreign', 'its tables are photos') });
  expect([nowhere, below, foreign].flatMap(({ said }) => said)).toEqual([]);
  mkdirSync(dirname(nowhere.path));
  expect(written(nowhere)).toMatchObject({ kind: 'imported' });
});

test('while another program writes to the database it fails with the reason, and succeeds afterwards', () => {
  const scene = createScene();
  scene.open().close();
  const unlock = lockDatabase(scene.path);
  expect(written(scene)).toEqual({ kind: 'failed', says: diskInWords('shared', 'database is locked') });
  unlock();
  expect(written(scene)).toMatchObject({ kind: 'imported' });
});

test('a damaged journal is repaired first, which is said', () => {
  const scene = createScene();
  writeFileSync(scene.path, 'not a database at all, '.repeat(999));
  expect(written(scene)).toMatchObject({ kind: 'imported' });
  expect(scene.said).toEqual([expect.stringContaining('was damaged')]);
});

/** Carries an order out as the command line does without a plugin. */
function written({ path, clock, troubles }: Scene, one: ImportOrder = order) {
  return writeImport(path, one, { texts, reports: troubles(), now: () => clock.nowMs, wall: () => clock.wallMs });
}
