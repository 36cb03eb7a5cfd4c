import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freeBytes } from '../../src/journal/files.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fillUp, missingMount, smallFolder } from './mount.ts';
import { createScene, type Scene, takeLarge, texts } from './scene.ts';

const READER = fileURLToPath(new URL('reading-process.ts', import.meta.url));
const PARTS = ['', '-wal', '-shm', '.lock', '.reserve'];
const LARGE = 8;
const SMALL = 2;
/** The journal that `filled` copies, and its folder. */
let filledOnce: Scene | undefined;
let filledFolder: string;

beforeAll(() => {
  filledFolder = temporaryFolder({ inMemory: true });
});

describe('the files of a journal, all together,', () => {
  test('stay within `maxMegabytes` at each commit', () => {
    const scene = createScene();
    const journal = scene.open(withMegabytes(SMALL));
    let most = 0;
    for (let count = 0; count < 900; count += 1) {
      takeLarge(scene, journal, 1);
      most = Math.max(most, bytesOf(scene));
    }
    expect(most).toBeLessThanOrEqual(SMALL * 1e6);
    expect(most).toBeGreaterThan(SMALL * 0.75e6);
    expect(journal.begin).toBeGreaterThan(0);
  });

  test('get smaller when `maxMegabytes` was lowered, and lose their oldest Readings', () => {
    const scene = createScene();
    filled(scene);
    expect(bytesOf(scene)).toBeGreaterThan(4e6);
    const journal = scene.open(withMegabytes(SMALL));
    expect(bytesOf(scene)).toBeLessThanOrEqual(SMALL * 1e6);
    expect(journal.begin).toBeGreaterThan(0);
    expect(journal.read(0, 1e6).map(({ position }) => position)).toEqual(range(journal.begin, 1_500));
  });

  test('get smaller with each commit when one commit has no time for all of it', () => {
    const scene = createScene();
    filled(scene);
    const journal = scene.open({ ...withMegabytes(SMALL), now: slowClockOf(scene) });
    const [begins, sizes] = [[journal.begin], [statSync(scene.path).size]];
    for (let commit = 0; commit < 50 && bytesOf(scene) > SMALL * 1e6; commit += 1) {
      journal.commit();
      begins.push(journal.begin);
      sizes.push(statSync(scene.path).size);
    }
    expect(bytesOf(scene)).toBeLessThanOrEqual(SMALL * 1e6);
    expect(new Set(begins).size).toBeGreaterThan(5);
    expect(new Set(sizes).size).toBeGreaterThan(2);
  });

  test('keep their size at an orderly stop before that has ended, and get the newest Readings', () => {
    const scene = createScene();
    filled(scene);
    const journal = scene.open({ ...withMegabytes(SMALL), now: slowClockOf(scene) });
    const { begin } = journal;
    scene.take(journal, 'linky', 7);
    journal.close();
    expect(bytesOf(scene)).toBeGreaterThan(SMALL * 1e6);
    const last = { begin, end: 1_501 };
    expect(scene.query('SELECT min(position) AS begin, max(position + count) AS end FROM block')).toEqual([last]);
  });

  test('keep their size in normal operation, as free pages are used again', () => {
    const scene = createScene();
    const journal = scene.open(withMegabytes(SMALL));
    takeLarge(scene, journal, 700);
    const { size } = statSync(scene.path);
    takeLarge(scene, journal, 300);
    expect(statSync(scene.path).size).toBe(size);
  });
});

describe('a reader in another process with an open transaction', () => {
  test('hinders neither a commit nor the deletion of blocks, and goes on to see what it saw at first', async () => {
    const scene = createScene();
    filled(scene);
    const reader = await readerOf(scene);
    const journal = scene.open(withMegabytes(SMALL));
    takeLarge(scene, journal, 10);
    expect(journal.inMemory).toBe(0);
    expect(journal.begin).toBeGreaterThan(0);
    expect(await reader.look()).toBe(reader.blocks);
    expect(scene.said.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('keeps the files from getting smaller until it ends', async () => {
    const scene = createScene();
    filled(scene);
    const reader = await readerOf(scene);
    const journal = scene.open(withMegabytes(SMALL));
    takeLarge(scene, journal, 10);
    await reader.end();
    takeLarge(scene, journal, 1);
    expect(bytesOf(scene)).toBeLessThanOrEqual(SMALL * 1e6);
  });
});

const noMount = missingMount();
describe.skipIf(noMount)(`on a full disk${noMount ? `, skipped: ${noMount}` : ''}`, () => {
  test('a journal whose `maxMegabytes` was lowered gets smaller, frees disk space, and goes on', () => {
    const scene = largeOn(smallFolder(131_072));
    const first = scene.open(withMegabytes(100));
    // The rest of the disk goes to the write-ahead log, for which there can be no checkpoint then.
    fillUp(scene, 400_000);
    while (scene.said.length === 0) takeLarge(scene, first, 1);
    expect(scene.said).toEqual([`error ${texts.memoryOnly(scene.path, texts.trouble.full(''))}`]);
    first.close();
    fillUp(scene);
    expectSmaller(scene, 72);
  });

  test('so does a journal that cannot even be opened, since the disk was filled while it was closed', () => {
    const scene = largeOn(smallFolder(131_072));
    fillUp(scene);
    expectSmaller(scene, 72);
  });

  test('a journal whose `maxMegabytes` is the same keeps its reserve, and its Readings in memory', () => {
    const scene = createScene(smallFolder(16_384));
    const journal = scene.open(withMegabytes(LARGE));
    takeLarge(scene, journal, 500);
    fillUp(scene);
    while (scene.said.length === 0) takeLarge(scene, journal, 10);
    takeLarge(scene, journal, 10);
    expect(existsSync(`${scene.path}.reserve`)).toBe(true);
    expect(journal.read(0, 1e6)).toHaveLength(journal.end);
  });
});

const withMegabytes = (maxMegabytes: number) => ({ config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes } });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

function bytesOf({ path }: Scene): number {
  const sizes = PARTS.map((part) => (existsSync(path + part) ? statSync(path + part).size : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Makes the files of a journal of 1 500 Readings that each take about 3 kB. They are filled once, and copied after that. */
function filled(scene: Scene): void {
  if (!filledOnce) {
    const first = createScene(filledFolder);
    const journal = first.open(withMegabytes(LARGE));
    takeLarge(first, journal, 1_500);
    journal.close();
    filledOnce = first;
  }
  cpSync(dirname(filledOnce.path), dirname(scene.path), { recursive: true });
  Object.assign(scene.clock, filledOnce.clock);
}

/** A clock that goes on by half a second with each look at it, so that a commit has time for one transaction only. */
function slowClockOf({ clock }: Scene): () => number {
  return () => {
    clock.nowMs += 500;
    return clock.nowMs;
  };
}

/** A journal of 76 MB, in blocks of 40 kB. They cannot be unpacked, and need not be. */
function largeOn(folder: string): Scene {
  const scene = createScene(folder);
  scene.open(withMegabytes(100)).close();
  for (let from = 0; from < 1_900; from += 100) {
    scene.query(`WITH RECURSIVE added(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM added WHERE n < ${from + 99})
      INSERT INTO block SELECT n, 1, n, n, 0, randomblob(40000) FROM added`);
  }
  return scene;
}

/** Opens the journal with this many MB, and expects that it deletes its oldest blocks, frees disk space and can be written to. */
function expectSmaller(scene: Scene, megabytes: number): void {
  const journal = scene.open(withMegabytes(megabytes));
  takeLarge(scene, journal, 1);
  expect(journal.inMemory).toBe(0);
  expect(journal.begin).toBeGreaterThan(0);
  expect(bytesOf(scene)).toBeLessThanOrEqual(megabytes * 1e6);
  expect(freeBytes(scene.path)).toBeGreaterThan(20e6);
}

/** Starts a process with an open read transaction, and gives how many blocks that sees. */
async function readerOf({ path }: Scene) {
  const child = spawn(process.execPath, [READER, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const next = async () => Number((await once(lines, 'line'))[0]);
  const blocks = await next();
  return {
    blocks,
    look() {
      const answer = next();
      child.stdin.write('look\n');
      return answer;
    },
    async end() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}
