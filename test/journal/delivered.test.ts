import { expect, test } from 'vitest';
import { createScene, lockDatabase } from './scene.ts';

test('when the mirror went back while the disk was away, the disk’s newer position does not make it skip Readings', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3, 4, 5);
  journal.setDelivered(4);
  journal.commit();
  const unlock = lockDatabase(path);
  take(journal, 'linky', 6);
  journal.setDelivered(1);
  journal.commit();
  unlock();
  journal.commit();
  expect(journal.delivered).toBeLessThanOrEqual(1);
});

test('when the mirror went on while the disk was away, it goes back to the position on the disk', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.setDelivered(2);
  journal.commit();
  const unlock = lockDatabase(path);
  take(journal, 'linky', 4);
  journal.setDelivered(4);
  journal.commit();
  unlock();
  journal.commit();
  expect(journal.delivered).toBeLessThanOrEqual(2);
});
