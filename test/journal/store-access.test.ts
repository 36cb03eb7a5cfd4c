import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createJournalLog } from '../../src/journal/journal-log.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import { loadSqlite } from '../../src/journal/sqlite.ts';
import { openStore } from '../../src/journal/store.ts';
import { overwrite } from '../../testbed/support/damaged-file.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { newsInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { fillUp, missingMount, smallFolder } from './mount.ts';
import { readingAt } from './reading-at.ts';
import { cannotWrite, createScene, lockDatabase, noFolderOf, powers, queryDatabase, WRITTEN_AGAIN } from './scene.ts';

test('without its folder, which is said once, the journal is in memory, and it goes to disk once the folder is there', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const { open, take, path, said, query } = createScene(folder);
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2]);
  expect(said).toEqual([`error ${cannotWrite(path, 'unreachable', '', noFolderOf(path))}`]);
  expect(journal.minutes('linky', 0, 3e12)).toBeUndefined();
  mkdirSync(folder);
  take(journal, 'linky', 3);
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toHaveLength(1);
  expect(said.slice(1)).toEqual([`info ${WRITTEN_AGAIN}`]);
  expect(query('SELECT position, count FROM block')).toEqual([{ position: 0, count: 3 }]);
});

test('with a path below a file the journal is in memory only', () => {
  const file = join(temporaryFolder({ inMemory: true }), 'file');
  writeFileSync(file, '');
  const { open, take, path, said } = createScene(file);
  const journal = open();
  take(journal, 'linky', 1);
  journal.close();
  expect(said).toEqual([
    `error ${cannotWrite(path, 'unreachable', '', noFolderOf(path))}`,
    `warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 1 })}`,
  ]);
});

test('when a disk with a history appears late, positions go on after that history, and the mirror goes back to its position there', () => {
  const { open, take, path } = createScene();
  const before = open();
  take(before, 'linky', 1, 2, 3);
  before.setDelivered(1);
  before.close();
  const hidden = `${dirname(path)}-hidden`;
  renameSync(dirname(path), hidden);
  const journal = open();
  take(journal, 'linky', 4, 5);
  journal.setDelivered(2);
  renameSync(hidden, dirname(path));
  journal.commit();
  expect(powers(journal)).toEqual([1, 2, 3, 4, 5]);
  expect(journal.delivered).toBe(1);
});

test('while the database is locked only what is in memory is read, and the mirror goes back for the rest afterwards', () => {
  const { open, take, clock, path, said } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.commit();
  const unlock = lockDatabase(path);
  take(journal, 'linky', 3);
  journal.commit();
  expect(said).toEqual([`error ${cannotWrite(path, 'shared', 'database is locked')}`]);
  expect(powers(journal)).toEqual([3]);
  journal.setDelivered(3);
  unlock();
  clock.nowMs += 30_000;
  journal.commit();
  expect(powers(journal)).toEqual([1, 2, 3]);
  expect(journal.delivered).toBe(0);
});

test('the epoch goes up each time that the disk works again, and at no other time', () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.setDelivered(2);
  journal.commit();
  const epochs = [journal.epoch];
  for (const power of [3, 4]) {
    const unlock = lockDatabase(path);
    take(journal, 'linky', power);
    journal.commit();
    unlock();
    journal.commit();
    journal.commit();
    epochs.push(journal.epoch);
  }
  expect(epochs).toEqual([1, 2, 3]);
  expect(journal.delivered).toBe(2);
});

test('the epoch goes up when the disk first works while there are Readings in memory', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const { open, take } = createScene(folder);
  const journal = open();
  take(journal, 'linky', 1);
  mkdirSync(folder);
  const { epoch } = journal;
  journal.commit();
  expect(journal.epoch).toBe(epoch + 1);
});

test('the epoch goes up when the disk first works while nothing is in memory, and the mirror’s position is known then', () => {
  const { open, take } = createScene();
  const before = open();
  take(before, 'linky', 1, 2, 3);
  before.setDelivered(2);
  before.commit();
  const journal = open();
  const { epoch, delivered } = journal;
  expect(delivered).toBe(0);
  before.close();
  journal.commit();
  expect(journal.epoch).toBeGreaterThan(epoch);
  expect(journal.delivered).toBe(2);
});

test('a commit that failed according to SQLite but is on disk is not taken for one of another program', () => {
  const { open, take, path, said, troubles } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  take(journal, 'linky', 2, 3);
  const unlock = lockDatabase(path);
  journal.commit();
  unlock();
  const store = openStore(
    path,
    { maxBytes: 256e6, overheadBytes: 0 },
    createJournalLog(troubles(), path, true),
    () => {},
  );
  store.commit(journal.read(1, 9), 0);
  store.close();
  take(journal, 'linky', 4);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2, 3, 4]);
  expect(said).toEqual([`error ${cannotWrite(path, 'shared', 'database is locked')}`, `info ${WRITTEN_AGAIN}`]);
});

test('a file that is no database is set aside, said once, and a new journal begins', () => {
  const { open, take, path, said, clock, query } = createScene();
  writeFileSync(path, 'not a database at all, '.repeat(99));
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  const aside = `${path}.unread-${new Date(clock.wallMs - 1_000).toISOString().replaceAll(':', '-')}`;
  expect(said).toEqual([`error ${newsInWords({ part: 'history', kind: 'setAside', path, as: aside })}`]);
  expect(readFileSync(aside, 'utf8')).toContain('not a database at all');
  expect(query('SELECT count FROM block')).toEqual([{ count: 1 }]);
});

test('a database that turns out to be damaged while it is open is set aside, and no Reading in memory is lost', () => {
  const { open, take, path, said, pass } = createScene();
  const first = open();
  for (let index = 0; index < 400; index++) {
    first.take('linky', readingAt(index, { apparentPowerVA: 390, message: `${index}`.repeat(200) }));
    first.commit();
  }
  first.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 3 * PAGE_BYTES, bytes.length - 3 * PAGE_BYTES));
  const { DatabaseSync } = loadSqlite();
  const reader = new DatabaseSync(path);
  onTestFinished(() => reader.close());
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
  const journal = open();
  take(journal, 'linky', 7);
  journal.read(0, 999);
  journal.commit();
  pass(30_000);
  journal.commit();
  expect(said.filter((line) => line.startsWith('error '))).toHaveLength(1);
  expect(said[0]).toMatch(/was damaged\. It is kept as .*\.broken-/);
  const aside = readdirSync(dirname(path)).filter((name) => name.includes('.broken-'));
  expect(aside.map((name) => name.replace(/.*Z/, '')).toSorted()).toEqual(['', '-shm', '-wal']);
  expect(journal.end).toBe(401);
  expect(powers(journal).at(-1)).toBe(7);
});

test('damage to the database and its WAL is noticed by the next commit, though the -shm file is whole', () => {
  const { open, take, path, said } = createScene();
  const journal = open();
  for (let power = 1; power <= 20; power += 1) {
    take(journal, 'linky', power);
    journal.commit();
  }
  for (const part of ['', '-wal']) {
    overwrite(path + part);
  }
  take(journal, 'linky', 21);
  journal.commit();
  expect(said).toEqual([expect.stringMatching(/was damaged\. It is kept as .*\.unread-/)]);
  expect(powers(journal)).toEqual([21]);
});

test('a block that cannot be unpacked is left out, and said once', () => {
  const { open, take, clock, path, said } = createScene();
  const journal = open();
  const times = [1, 2, 3].map((power) => {
    take(journal, 'linky', power);
    journal.commit();
    return clock.wallMs - 1_000;
  });
  queryDatabase(path, `UPDATE block SET body = x'ff00ff' WHERE position = 1 RETURNING position`);
  expect(powers(journal)).toEqual([1, 3]);
  expect(powers(journal)).toEqual([1, 3]);
  expect(said).toEqual([
    `warn ${newsInWords({ part: 'history', kind: 'unreadable', fromMs: times[1] ?? 0, toMs: times[1] ?? 0 })}`,
  ]);
});

test('the database of another program is not changed, and not called a failing disk', () => {
  const { open, take, path, said } = createScene();
  queryDatabase(path, 'CREATE TABLE photos (name TEXT)');
  const before = readFileSync(path);
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  expect(powers(journal)).toEqual([1]);
  expect(readFileSync(path)).toEqual(before);
  expect(said).toEqual([`error ${cannotWrite(path, 'foreign', 'its tables are photos')}`]);
});

test.each([
  ['without one of our tables', 'DROP TABLE minute', 'version 1 with the tables block and 8 more'],
  ['with other columns', 'ALTER TABLE block RENAME COLUMN first_ms TO begins', 'no such column: first_ms'],
])('a database of our version %s counts as the database of another program', (_, change, reason) => {
  const { open, path, query, said } = createScene();
  open().close();
  query(change);
  open();
  expect(said).toEqual([`error ${cannotWrite(path, 'foreign', reason)}`]);
});

test('a database of a later version is not changed', () => {
  const { open, take, path, said } = createScene();
  queryDatabase(path, 'PRAGMA user_version = 2');
  const before = readFileSync(path);
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  expect(powers(journal)).toEqual([1]);
  journal.close();
  expect(readFileSync(path)).toEqual(before);
  expect(said).toEqual([
    `error ${cannotWrite(path, 'newer', 'version 2, later than 1')}`,
    `warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 1 })}`,
  ]);
});

test('memory is bounded while the disk does not work, and the dropped Readings are counted in the log once it does', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const { open, clock, path, said } = createScene(folder);
  const journal = open();
  for (let index = 0; index < 20_010; index++) {
    journal.take('linky', readingAt(clock.nowMs + index));
    if (index === 10_000) journal.commit();
  }
  mkdirSync(folder);
  journal.commit();
  expect([journal.begin, journal.end]).toEqual([10, 20_010]);
  journal.take('linky', readingAt(clock.nowMs));
  journal.commit();
  expect(said).toEqual([
    `error ${cannotWrite(path, 'unreachable', '', noFolderOf(path))}`,
    `error ${troubleInWords({ part: 'history', kind: 'dropping', path, says: '', most: 20_000 })}`,
    `info ${WRITTEN_AGAIN}`,
    `warn ${newsInWords({ part: 'history', kind: 'dropped', count: 10 })}`,
  ]);
});

const noMount = missingMount();
test.skipIf(noMount)(
  `on a full disk the journal is still read, keeps Readings in memory, and writes them once there is room${noMount ? `, skipped: ${noMount}` : ''}`,
  () => {
    const folder = smallFolder(512);
    const { open, take, path, said } = createScene(folder);
    const journal = open();
    take(journal, 'linky', 1);
    journal.commit();
    const ballast = fillUp({ path });
    while (said.length === 0) {
      take(journal, 'linky', ...Array.from({ length: 50 }, (_, index) => index));
      journal.commit();
    }
    const { end } = journal;
    expect(said).toEqual([`error ${cannotWrite(path, 'full')}`]);
    expect(powers(journal, 0, end)).toHaveLength(end);
    rmSync(ballast);
    journal.commit();
    expect(said.slice(1)).toEqual([`info ${WRITTEN_AGAIN}`]);
    journal.close();
    expect(powers(open(), 0, end)).toHaveLength(end);
  },
);
