import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { wreckAndReplace } from './damage.ts';
import { createScene } from './scene.ts';

const FIRST: RegisterLine = {
  address: '041976000456',
  register: 'EASF01',
  sinceMs: 1_000,
  period: 'HC',
  offPeak: true,
};
const RENAMED: RegisterLine = { ...FIRST, sinceMs: 5_000, period: 'NUIT', offPeak: false };
const OTHER: RegisterLine = { address: '041976000456', register: 'EASF02', sinceMs: 3_000, period: 'WEEK-END' };

function committed(path: string, meter = 'linky'): readonly RegisterLine[] {
  using reader = openReadOnlyJournal(path);
  return reader.registerLines(meter);
}

test('lines are read at once, on disk with the next commit, and outlive a restart, each meter with its own, oldest first', () => {
  const { open, path } = createScene();
  const first = open();
  for (const line of [RENAMED, OTHER, FIRST]) first.keepRegisterLine('linky', line);
  first.keepRegisterLine('barn', { ...FIRST, address: '1' });
  expect(first.registerLines('linky')).toEqual([FIRST, OTHER, RENAMED]);
  expect(committed(path)).toEqual([]);
  first.commit();
  expect(committed(path)).toEqual([FIRST, OTHER, RENAMED]);
  first.close();
  const second = open();
  expect(second.registerLines('linky')).toEqual([FIRST, OTHER, RENAMED]);
  expect(second.registerLines('barn')).toEqual([{ ...FIRST, address: '1' }]);
  expect(second.registerLines('shed')).toEqual([]);
});

test('lines are written together with Readings, too', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.keepRegisterLine('linky', FIRST);
  journal.commit();
  expect(committed(path)).toEqual([FIRST]);
});

test('a line replaces that of the same register at the same instant', () => {
  const { open, path } = createScene();
  const journal = open();
  journal.keepRegisterLine('linky', FIRST);
  journal.commit();
  const { offPeak: _, ...other } = { ...FIRST, period: 'WEEK-END' };
  journal.keepRegisterLine('linky', other);
  journal.commit();
  expect(journal.registerLines('linky')).toEqual([other]);
  expect(committed(path)).toEqual([other]);
});

test('a meter has a thousand lines at most, and more are not taken, so that made-up names do not fill the disk', () => {
  const { open, path } = createScene();
  const first = open();
  for (let nth = 0; nth < 1_002; nth += 1) first.keepRegisterLine('linky', { ...FIRST, sinceMs: nth });
  first.close();
  const second = open();
  second.keepRegisterLine('linky', { ...FIRST, sinceMs: 2_000 });
  second.keepRegisterLine('barn', FIRST);
  second.commit();
  expect(committed(path).map(({ sinceMs }) => sinceMs)).toEqual(Array.from({ length: 1_000 }, (_, nth) => nth));
  expect(committed(path, 'barn')).toEqual([FIRST]);
});

test('a line that is kept while the disk is away is written when the disk is back, beside those that are there', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const { open, path } = createScene(folder);
  const journal = open();
  journal.keepRegisterLine('linky', FIRST);
  journal.commit();
  expect(journal.registerLines('linky')).toBeUndefined();
  mkdirSync(folder);
  const before = createScene(folder).open();
  before.keepRegisterLine('linky', OTHER);
  before.close();
  journal.commit();
  expect(committed(path)).toEqual([FIRST, OTHER]);
  expect(journal.registerLines('linky')).toEqual([FIRST, OTHER]);
});

test('the new database that replaces a damaged one has the lines', () => {
  const scene = createScene();
  const journal = scene.open();
  journal.keepRegisterLine('linky', FIRST);
  wreckAndReplace(journal, scene);
  expect(committed(scene.path)).toEqual([FIRST]);
});
