import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { copyHistory } from '../../src/cli/history-copy.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { closed, deleteJournal, household, keptIn, takeDays } from '../journal/kept-history.ts';
import { missingMount, smallFolder } from '../journal/mount.ts';
import type { Scene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const { en } = textsIn;

const missing = missingMount();

test('a journal is copied while the plugin writes to it, to a single file that only this user may read', () => {
  const scene = household();
  const journal = scene.open();
  takeDays(scene, journal, 2);
  const before = keptIn(scene.path);
  const { file, printed, remarks } = copied(scene);
  takeDays(scene, journal, 2);
  expect(keptIn(file)).toEqual(before);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(file)).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(['copy.db']);
  expect(printed).toEqual([en.cli.history.copied(file, statSync(file).size)]);
  expect(remarks).toEqual([]);
});

test('a copy that is put back as a journal goes on', () => {
  const scene = household();
  const other = household();
  deleteJournal(other);
  renameSync(copied(scene).file, other.path);
  const journal = other.open();
  takeDays(other, journal, 1);
  expect(closed(keptIn(other.path))).toEqual(closed(keptIn(scene.path)));
  expect(other.said).toEqual([]);
});

test('as JSON, its file and its size are told', () => {
  const { file, printed } = copied(household(), undefined, { json: true });
  expect(printed.map((line) => JSON.parse(line))).toEqual([{ file, bytes: statSync(file).size }]);
});

test('of a journal that is gone, its second copy is copied, which is said', () => {
  const scene = household();
  const before = closed(keptIn(scene.path));
  deleteJournal(scene);
  const { file, remarks } = copied(scene);
  expect(closed(keptIn(file))).toEqual({ ...before, rescued: undefined });
  expect(remarks).toEqual([en.journal.rescued.gone(scene.path)]);
});

test('a damaged journal is not copied, and the user is told what to do', () => {
  const scene = household();
  truncateSync(scene.path, statSync(scene.path).size / 2);
  const file = join(temporaryFolder(), 'copy.db');
  expect(() => copied(scene, file)).toThrow(en.cli.history.damagedToCopy);
  expect(existsSync(file)).toBe(false);
});

test('a file or a folder that is there is left as it is', () => {
  const scene = household();
  const folder = temporaryFolder();
  const [file, inner] = [join(folder, 'file'), join(folder, 'folder')];
  writeFileSync(file, 'mine');
  mkdirSync(inner);
  for (const path of [file, inner])
    expect(() => copied(scene, path)).toThrow(`${path} cannot be written (it already exists`);
  expect(statSync(file).size).toBe(4);
  expect(() => copied(scene, join(folder, 'nowhere', 'copy.db'))).toThrow('cannot be written (it does not exist)');
  const link = join(folder, 'link');
  symlinkSync('nowhere', link);
  expect(() => copied(scene, link)).toThrow('cannot be written (it already exists)');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test.each(['.copy', '.new', '.broken-2026-07-28T10-00-00.000Z', '.second-copy'])(
  'a name of the journal’s own, with %s, is refused, as the journal deletes what has such a name',
  (suffix) => {
    const scene = household();
    const file = `${scene.path}${suffix}`;
    expect(() => copied(scene, file)).toThrow(en.cli.history.ownName(file));
  },
);

test.skipIf(missing)('on a full disk, nothing is left of the copy, and the user is told', () => {
  const scene = household();
  const file = join(smallFolder(64), 'copy.db');
  expect(() => copied(scene, file)).toThrow(`${file} cannot be written`);
  expect(existsSync(file)).toBe(false);
});

function copied(
  { path }: Scene,
  file = join(temporaryFolder({ inMemory: true }), 'copy.db'),
  options: { readonly json?: boolean } = {},
) {
  const { session, printed, remarks } = fakeSession('en');
  copyHistory(file, { storage: dirname(path), ...options }, session);
  return { file, printed, remarks };
}
