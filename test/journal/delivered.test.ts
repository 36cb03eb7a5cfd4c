import { expect, onTestFinished, test } from 'vitest';
import { loadSqlite } from '../../src/journal/sqlite.ts';
import { createScene } from './scene.ts';

test('a mirror that went back while the disk was away is not sent on by what the disk remembers', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3, 4, 5);
  journal.setDelivered(4);
  journal.commit();
  const unlock = lock(path);
  take(journal, 'linky', 6);
  journal.setDelivered(1);
  journal.commit();
  unlock();
  journal.commit();
  expect(journal.delivered).toBeLessThanOrEqual(1);
});

test('a mirror that went on while the disk was away goes back to what the disk remembers', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.setDelivered(2);
  journal.commit();
  const unlock = lock(path);
  take(journal, 'linky', 4);
  journal.setDelivered(4);
  journal.commit();
  unlock();
  journal.commit();
  expect(journal.delivered).toBeLessThanOrEqual(2);
});

/** Keeps the journal from writing until it is called. */
function lock(path: string): () => void {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  db.exec('BEGIN IMMEDIATE');
  return () => db.close();
}
