import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { wreckAndReplace } from './damage.ts';
import { createScene } from './scene.ts';

test('a note outlives a restart, with the last text that was set under its name', () => {
  const { open } = createScene();
  const first = open();
  first.setNote('who answers', 'InfluxDB 1.12');
  first.setNote('who answers', 'InfluxDB 2.9');
  first.close();
  const second = open();
  expect([second.note('who answers'), second.note('what else')]).toEqual(['InfluxDB 2.9', undefined]);
});

test('a note is on disk with the next commit, and not before', () => {
  const { open, query } = createScene();
  const journal = open();
  journal.setNote('who answers', 'InfluxDB 2.9');
  expect(query('SELECT * FROM note')).toEqual([]);
  journal.commit();
  expect(query('SELECT * FROM note')).toEqual([{ name: 'who answers', text: 'InfluxDB 2.9' }]);
});

test('a note that is committed is read by another process, while the journal is open', () => {
  const { open, path } = createScene();
  const journal = open();
  const read = () => {
    using reader = openReadOnlyJournal(path);
    return [reader.note('who answers'), reader.note('what else')];
  };
  expect(read()).toEqual([undefined, undefined]);
  journal.setNote('who answers', 'InfluxDB 2.9');
  journal.commit();
  expect(read()).toEqual(['InfluxDB 2.9', undefined]);
});

test('a note that is set while the disk is away is written when the disk is back', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const { open, query } = createScene(folder);
  const journal = open();
  journal.setNote('who answers', 'InfluxDB 2.9');
  journal.commit();
  mkdirSync(folder);
  journal.commit();
  expect(query('SELECT text FROM note')).toEqual([{ text: 'InfluxDB 2.9' }]);
});

test('the new database that replaces a damaged one has its notes', () => {
  const scene = createScene();
  const journal = scene.open();
  journal.setNote('who answers', 'InfluxDB 2.9');
  wreckAndReplace(journal, scene);
  expect(scene.query('SELECT text FROM note')).toEqual([{ text: 'InfluxDB 2.9' }]);
});
