import { copyFileSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDeleteOldest, type Deletion } from '../../src/journal/delete-oldest.ts';
import { asideName } from '../../src/journal/files.ts';
import { prepareSchema } from '../../src/journal/schema.ts';
import { agreeWithCopy } from '../../src/journal/second-copy.ts';
import { copyFilesOf, copyFolderOf } from '../../src/journal/second-copy-files.ts';
import { transact } from '../../src/journal/sqlite.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { createLoopDisk, missingLoop } from '../../testbed/loop-disk.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { leavesOf, spoilPage } from './damage.ts';
import { DAYS, deleteJournal, keptHistory, METERS, sceneWith, stored } from './kept-history.ts';
import { madeUpImport } from './made-up-imports.ts';
import { createScene, lockDatabase, powers, takeLarge, texts } from './scene.ts';

// Each corruption, loss or hang of the journal that was ever found is a test. Those that were found before this file have theirs in
// `damaged-again`, `salvage`, `truncated`, `days-survive.property`, `imports-survive.property`, `delivered` and `store-access.test.ts`.

test('a repair that the disk stops between two renames loses no Reading, and says once what was damaged', () => {
  const scene = createScene();
  const first = scene.open();
  takeLarge(scene, first, 24);
  first.close();
  spoilPage(scene.path, leavesOf(scene, 'block')[1]);
  // As long as somebody reads, SQLite does not delete the write-ahead log, which is to be renamed after the database.
  const reader = new DatabaseSync(scene.path, { readOnly: true });
  onTestFinished(() => reader.close());
  reader.prepare('SELECT count(*) FROM note').get();
  const inTheWay = `${asideName(scene.path, scene.clock.wallMs, true)}-wal`;
  mkdirSync(inTheWay);
  const journal = scene.open();
  journal.read(0, 1e6);
  journal.commit();
  expect(scene.said).toEqual([
    expect.stringMatching(/was damaged.*Lost:/s),
    expect.stringMatching(new RegExp(`cannot be written: .*${inTheWay}`)),
  ]);

  rmdirSync(inTheWay);
  scene.take(journal, 'linky', 1);
  journal.commit();
  expect(journal.inMemory).toBe(0);
  expect(journal.read(0, 1e6).length).toBeGreaterThan(20);
  expect(scene.said.slice(2)).toEqual([`info ${texts.written(0)}`]);
});

test('Readings that are dropped are said, though the disk fails at the end of the transaction that has dropped them', () => {
  const scene = createScene();
  const journal = scene.open();
  takeLarge(scene, journal, 60);
  journal.close();
  const db = new DatabaseSync(scene.path);
  onTestFinished(() => db.close());
  const deletions: Deletion[] = [];
  const counting = {
    closeTo() {},
    inTransaction<T>(work: () => T): T {
      transact(db, work);
      throw new Error('EIO: i/o error, fsync');
    },
  };
  const deleteOldest = createDeleteOldest(db, counting);
  const bounds = { bytes: 0, delivered: 0, freeBefore: 0 };
  expect(() => deleteOldest(bounds, (one) => deletions.push(one))).toThrow('EIO');
  const { begin } = scene.query('SELECT min(position) AS begin FROM block')[0] as { begin: number };
  expect(begin).toBeGreaterThan(0);
  expect(deletions).toMatchObject([{ kind: 'blocks', lost: { end: begin } }]);
});

describe('a database that is to come back from its second copy', () => {
  test('takes no import before it has those of the copy, whose numbers it would give again', () => {
    const scene = lost();
    const empty = new DatabaseSync(scene.path);
    prepareSchema(empty);
    empty.close();
    const unlock = lockDatabase(scene.path);
    const { nowMs, wallMs } = scene.clock;
    // The disk is back as soon as something is said of it.
    const log = { ...scene.log, error: unlock };
    const options = { texts, log, now: () => nowMs, wall: () => wallMs };
    const order = { kind: 'import', import: madeUpImport('linky', 19_000, 3, 1) } as const;
    const outcomes = [writeImport(scene.path, order, options)];
    unlock();
    outcomes.push(writeImport(scene.path, order, options));
    expect(outcomes).toMatchObject([{ kind: 'failed' }, { kind: 'imported', record: { id: 4 } }]);
  });

  test('is said to be back, though the copy cannot be written then', () => {
    const scene = lost();
    const contract = join(copyFolderOf(scene.path), 'contract.gz');
    rmSync(contract);
    mkdirSync(`${contract}.new`);
    scene.open();
    expect(scene.said).toEqual([
      `warn ${texts.takenFromCopy(DAYS * METERS.length, 2)}`,
      expect.stringContaining(copyFolderOf(scene.path)),
    ]);
  });
});

test('a second copy that is up to date is said to be, also where the answer of the disk came too late', () => {
  const scene = lost();
  const contract = join(copyFolderOf(scene.path), 'contract.gz');
  rmSync(contract);
  mkdirSync(`${contract}.new`);
  const journal = scene.open();
  rmdirSync(`${contract}.new`);
  const db = new DatabaseSync(scene.path);
  agreeWithCopy(db, copyFilesOf(scene.path), () => {});
  db.close();
  scene.pass(HOUR_MS);
  journal.commit();
  expect(scene.said.at(-1)).toBe(`info ${texts.copied}`);
});

const missing = missingLoop();
describe.skipIf(missing)(missing ?? 'on a disk of its own', () => {
  test('a write-ahead log without a frame, on a disk that is read-only by now, is not waited for', () => {
    using disk = createLoopDisk(8);
    const scene = createScene(disk.folder);
    const first = scene.open();
    scene.take(first, 'linky', 1);
    first.commit();
    const [log, memory] = [`${scene.path}-wal`, `${scene.path}-shm`];
    const header = readFileSync(log).subarray(0, 32);
    copyFileSync(memory, `${memory}.kept`);
    first.close();
    writeFileSync(log, header);
    copyFileSync(`${memory}.kept`, memory);
    disk.remount('ro');
    const journal = scene.open();
    scene.take(journal, 'linky', 2);
    journal.commit();
    // SQLite gives up after ten seconds, and then speaks of a locking protocol.
    expect(scene.said).toEqual([`error ${texts.memoryOnly(scene.path, texts.trouble.readOnly(''))}`]);
    expect(powers(journal)).toEqual([2]);
  });
});

/** A household whose database is gone, with its second copy. */
function lost() {
  const scene = sceneWith(stored(keptHistory()), 'with its second copy');
  deleteJournal(scene);
  return scene;
}
