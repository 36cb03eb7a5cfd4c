import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { copyFolderOf } from '../../src/base/plugin-names.ts';
import type { CountedDay } from '../../src/energy/day.ts';
import { createDeleteOldest, type Deletion } from '../../src/journal/delete-oldest.ts';
import { asideName } from '../../src/journal/files.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { prepareSchema } from '../../src/journal/schema.ts';
import { agreeWithCopy } from '../../src/journal/second-copy.ts';
import { copyFilesOf } from '../../src/journal/second-copy-files.ts';
import { transact } from '../../src/journal/sqlite.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import type { Reports } from '../../src/trouble/news.ts';
import { createLoopDisk, missingLoop } from '../../testbed/loop-disk.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
import { leavesOf, spoilPage } from './damage.ts';
import {
  closed,
  DAYS,
  deleteJournal,
  filesOf,
  household,
  householdHistory,
  keptIn,
  METERS,
  sceneWith,
  stored,
  takeDays,
} from './kept-history.ts';
import { madeUpImport, rowsByImport } from './made-up-imports.ts';
import {
  COPIED_AGAIN,
  cannotWrite,
  createScene,
  lockDatabase,
  powers,
  type Scene,
  takeLarge,
  texts,
  WRITTEN_AGAIN,
} from './scene.ts';

/** When a scene begins. */
const BEGAN_MS = Date.UTC(2026, 6, 28, 10);

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
  expect(scene.said.slice(2)).toEqual([`info ${WRITTEN_AGAIN}`]);
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
    const reports: Reports = { tell() {}, report: (_slot, trouble) => trouble && unlock() };
    const options = { texts, reports, now: () => nowMs, wall: () => wallMs };
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
      `warn ${newsInWords({ part: 'history', kind: 'takenFromCopy', days: DAYS * METERS.length, imports: 2 })}`,
      expect.stringContaining(copyFolderOf(scene.path)),
    ]);
  });
});

describe('of a second copy', () => {
  test('nothing is lost by an import, though a file of it could not be read when the database was made anew', () => {
    const scene = lost();
    const days = join(copyFolderOf(scene.path), 'days-2026.gz');
    const bytes = readFileSync(days);
    rmSync(days);
    mkdirSync(days);
    const journal = scene.open();
    journal.addImport(madeUpImport('linky', 19_000, 3, 1));
    journal.close();
    expect(keptIn(scene.path).imports.flat()).toHaveLength(3);
    expect(existsSync(`${days}.unreadable`)).toBe(true);
    rmSync(days, { force: true });
    writeFileSync(days, bytes);
    scene.open().close();
    expect(closed(keptIn(scene.path)).days).toEqual(householdHistory().days);
  });

  test('an import that is damaged there is not deleted by the next import', () => {
    const scene = household();
    const file = join(copyFolderOf(scene.path), importFilesIn(scene)[0] ?? '');
    writeFileSync(file, readFileSync(file).subarray(0, 50));
    scene.open().addImport(madeUpImport('linky', 19_000, 3, 1));
    expect(existsSync(`${file}.unreadable`)).toBe(true);
    const copy = sceneWith(stored(scene), 'with its second copy');
    deleteJournal(copy);
    expect(keptIn(copy.path).imports.flat()).toHaveLength(3);
  });

  test('an import that is cut there and whose number another one has got comes back once, and not each day', () => {
    const young = createScene();
    const first = young.open();
    first.addImport(madeUpImport('linky', 19_000, 3, 1));
    first.close();
    const old = household();
    cpSync(copyFolderOf(old.path), copyFolderOf(young.path), { recursive: true });
    const cut = join(copyFolderOf(young.path), importFilesIn(old)[0] ?? '');
    writeFileSync(cut, readFileSync(cut).subarray(0, 700));
    const journal = young.open();
    const count = keptIn(young.path).imports.flat().length;
    takeDays(young, journal, 4);
    expect(keptIn(young.path).imports.flat()).toHaveLength(count);
  });

  test('an import that the database has in part loses no day to a copy that has less of it', () => {
    const scene = household();
    const id = Number(/import-(\d+)/.exec(importFilesIn(scene)[0] ?? '')?.[1]);
    scene.query(`DELETE FROM imported_day WHERE import = ${id} AND day IN (20100, 20101)`);
    scene.query(`UPDATE import SET digest = '', days = days - 2 WHERE id = ${id}`);
    const file = join(copyFolderOf(scene.path), importFilesIn(scene)[0] ?? '');
    writeFileSync(file, readFileSync(file).subarray(0, 700));
    const days = rowsByImport(scene.path)[id] ?? 0;
    scene.open().close();
    expect(rowsByImport(scene.path)[id]).toBeGreaterThanOrEqual(days);
  });

  test('an older database that is put back beside it counts nothing twice', () => {
    const scene = createScene();
    const journal = scene.open();
    takeDays(scene, journal, 5);
    const older = stored(copied(scene)).files.get(basename(scene.path)) ?? Buffer.of();
    takeDays(scene, journal, 10);
    const mixed = copied(scene);
    deleteJournal(mixed);
    writeFileSync(mixed.path, older);
    takeDays({ ...mixed, clock: scene.clock, pass: scene.pass }, mixed.open(clockOf(scene)), 2);
    const hours = (scene.clock.wallMs - 6 * HOUR_MS - BEGAN_MS) / HOUR_MS;
    expect(keptIn(mixed.path).days.map(sumOf)).toEqual([hours, hours]);
  });

  test('that is older than the imports of a damaged database, their loss is said', () => {
    const scene = household();
    const older = filesOf(scene);
    const journal = scene.open();
    journal.addImport(madeUpImport('linky', 15_000, 300, 3));
    journal.close();
    for (const [name, bytes] of older)
      if (name.includes('second-copy')) writeFileSync(join(dirname(scene.path), name), bytes);
    spoilPage(scene.path, leavesOf(scene, 'imported_day')[1]);
    scene.open().close();
    expect(scene.said[0]).toMatch(/Lost: .*days of imported files/);
  });

  test('a number that is too large for a journal is left out', () => {
    const scene = lost();
    const file = join(copyFolderOf(scene.path), 'contract.gz');
    const lines = gunzipSync(readFileSync(file)).toString();
    const large =
      '{"table":"register_period","row":{"meter":"linky","address":"1","register":"EASF01","since_ms":9007199254740993,"period":"HC"}}';
    writeFileSync(file, gzipSync(`${lines}${large}\n`));
    scene.open().close();
    expect(scene.said).toEqual([
      `warn ${newsInWords({ part: 'history', kind: 'takenFromCopy', days: DAYS * METERS.length, imports: 2 })}`,
    ]);
    expect(readdirSync(copyFolderOf(scene.path))).toContain('contract.gz.unreadable');
    expect(closed(keptIn(scene.path))).toEqual(householdHistory());
  });

  test('an undone import does not come back with the loss of the write-ahead log', () => {
    const scene = household();
    const journal = scene.open();
    takeDays(scene, journal, 1);
    const [record] = keptIn(scene.path).imports.flat();
    journal.undoImport('linky', record?.id ?? 0);
    const killed = sceneWith(stored(scene), 'with its second copy');
    killed.open().close();
    expect(keptIn(killed.path).imports.flat()).toHaveLength(1);
  });

  test('whoever reads a database that is new and empty sees what it has not taken over yet', () => {
    const scene = lost();
    const empty = new DatabaseSync(scene.path);
    prepareSchema(empty);
    empty.close();
    expect(closed(keptIn(scene.path))).toEqual({ ...householdHistory(), rescued: 'gone' });
  });
});

describe('a database', () => {
  test.each([0, 512, 1_024, 1_536])('without the sector of its first page at byte %i is read and repaired', (at) => {
    const scene = household();
    overwrite(scene.path, at, Buffer.alloc(512));
    expect(closed(keptIn(scene.path))).toEqual({ ...householdHistory(), rescued: 'damaged' });
    scene.open().close();
    expect(closed(keptIn(scene.path))).toEqual(householdHistory());
  });

  test('whose first page has no table is damaged, and not a new one', () => {
    const scene = household();
    // The number of cells on the page (sqlite.org/fileformat.html, 1.6).
    overwrite(scene.path, 103, Buffer.alloc(2));
    scene.open().close();
    expect(scene.said[0]).toContain('was damaged');
    expect(closed(keptIn(scene.path))).toEqual(householdHistory());
  });

  test('whose header has too few pages gives them all back', () => {
    const scene = sceneWith(stored(household()), 'alone');
    overwrite(scene.path, 28, Buffer.from([0, 0, 0, 20]));
    scene.open().close();
    expect(closed(keptIn(scene.path))).toEqual(householdHistory());
  });

  test('whose whole copy is damaged, in the midst of a repair, does not hide the second copy from whoever reads', () => {
    const scene = household();
    deleteJournal(scene);
    writeFileSync(`${scene.path}.new`, 'a part of it, '.repeat(999));
    expect(closed(keptIn(scene.path))).toEqual({ ...householdHistory(), rescued: 'damaged' });
  });

  test('with a damaged page of Readings gives whoever reads them all others', () => {
    const scene = createScene();
    const journal = scene.open();
    takeLarge(scene, journal, 60);
    journal.close();
    const before = readingsIn(scene);
    spoilPage(scene.path, leavesOf(scene, 'block')[1]);
    const left = readingsIn(scene);
    expect(left.every((atMs) => before.includes(atMs))).toBe(true);
    expect(left.length).toBeGreaterThan(before.length / 2);
    expect(left.length).toBeLessThan(before.length);
  });

  test('of another program that is cut is set aside as it is', () => {
    const scene = createScene();
    const db = new DatabaseSync(scene.path);
    db.exec('PRAGMA page_size = 2048; CREATE TABLE photos (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT)');
    const insert = db.prepare('INSERT INTO photos VALUES (NULL, ?)');
    for (let nth = 0; nth < 200; nth += 1) insert.run('x'.repeat(400));
    db.close();
    truncateSync(scene.path, statSync(scene.path).size - 2_048);
    const bytes = readFileSync(scene.path);
    scene.open().close();
    expect(setAside(scene, '.unread-')).toEqual(bytes);
  });

  test('without its first page is kept as it was found', () => {
    const scene = household();
    overwrite(scene.path, 0, Buffer.alloc(2_048));
    const bytes = readFileSync(scene.path);
    scene.open().close();
    expect(setAside(scene, '.broken-')).toEqual(bytes);
  });

  test('that is damaged where days are is not repaired by a stop', () => {
    const scene = household();
    const journal = scene.open();
    scene.pass(24 * HOUR_MS);
    scene.take(journal, 'linky', 1);
    spoilPage(scene.path, leavesOf(scene, 'imported_day').at(-1));
    journal.close();
    expect(scene.said).toEqual([]);
    scene.open().close();
    expect(scene.said[0]).toContain('was damaged');
    expect(closed(keptIn(scene.path)).imports).toEqual(householdHistory().imports);
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
  agreeWithCopy({ db, files: copyFilesOf(scene.path), alive() {} }, () => {});
  db.close();
  scene.pass(HOUR_MS);
  journal.commit();
  expect(scene.said.at(-1)).toBe(`info ${COPIED_AGAIN}`);
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
    expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'readOnly')}`]);
    expect(powers(journal)).toEqual([2]);
  });
});

/** The same, whose database is gone. */
function lost(): Scene {
  const scene = household();
  deleteJournal(scene);
  return scene;
}

/** The files of a journal that is open, as a kill leaves them. */
function copied(scene: Scene): Scene {
  const copy = createScene();
  cpSync(dirname(scene.path), dirname(copy.path), { recursive: true });
  const open = new DatabaseSync(copy.path);
  open.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  open.close();
  return copy;
}

function clockOf({ clock }: Scene) {
  return { now: () => clock.nowMs, wall: () => clock.wallMs };
}

/** When the Readings were taken that a reader sees. */
function readingsIn({ path }: Scene): readonly number[] {
  using reader = openReadOnlyJournal(path);
  return Array.from(reader.entries(0), ({ atMs }) => atMs);
}

/** The bytes of the database that was set aside under a name with these words. */
function setAside({ path }: Scene, words: string): Buffer {
  const name = readdirSync(dirname(path)).find((one) => one.includes(words)) ?? '';
  return readFileSync(join(dirname(path), name));
}

function importFilesIn({ path }: Scene): readonly string[] {
  return readdirSync(copyFolderOf(path)).filter((name) => /^import-.*gz$/.test(name));
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function sumOf(days: readonly CountedDay[]): number {
  return days.flatMap(({ parts }) => parts).reduce((sum, { energyWh = 0 }) => sum + energyWh, 0);
}
