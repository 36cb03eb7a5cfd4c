import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freeBytes } from '../../src/journal/files.ts';
import { troubleInWords } from '../../testbed/support/troubles.ts';
import { bytesOf, filled, withMegabytes } from './full-journal.ts';
import { fillUp, missingMount, smallFolder } from './mount.ts';
import { cannotWrite, createScene, type Scene, takeLarge } from './scene.ts';

const READER = fileURLToPath(new URL('reading-process.ts', import.meta.url));
const LARGE = 8;
const SMALL = 2;

describe('a reader in another process with an open transaction', () => {
  test('hinders neither a commit nor the deletion of blocks, and goes on to see what it saw at first', async () => {
    const scene = createScene();
    const fromMs = scene.clock.wallMs;
    filled(scene);
    const reader = await readerOf(scene);
    const journal = scene.open(withMegabytes(SMALL));
    takeLarge(scene, journal, 10);
    expect(journal.inMemory).toBe(0);
    expect(journal.begin).toBeGreaterThan(0);
    expect(await reader.look()).toBe(reader.blocks);
    const losing = troubleInWords({ part: 'history', kind: 'losing', path: scene.path, says: '', fromMs });
    expect(scene.said).toEqual([`error ${losing}`]);
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
    const scene = largeOn(smallFolder(65_536));
    const first = scene.open(largeWith(48));
    // The rest of the disk goes to the write-ahead log, for which there can be no checkpoint then.
    fillUp(scene, 400_000);
    while (scene.said.length === 0) takeLarge(scene, first, 1);
    expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'full')}`]);
    first.close();
    fillUp(scene);
    expectSmaller(scene, 30);
  });

  test('so does a journal that cannot even be opened, since the disk was filled while it was closed', () => {
    const scene = largeOn(smallFolder(65_536));
    fillUp(scene);
    expectSmaller(scene, 30);
  });

  test('a journal whose `maxMegabytes` is the same keeps its reserve, and its Readings in memory', () => {
    const scene = createScene(smallFolder(16_384));
    const journal = scene.open(withMegabytes(LARGE));
    takeLarge(scene, journal, 100);
    fillUp(scene);
    while (scene.said.length === 0) takeLarge(scene, journal, 10);
    takeLarge(scene, journal, 10);
    expect(existsSync(`${scene.path}.reserve`)).toBe(true);
    expect(journal.read(0, 1e6)).toHaveLength(journal.end);
  });
});

/** The reserve keeps its size when `maxMegabytes` is lowered, so that this frees no disk space by itself. */
const largeWith = (maxMegabytes: number) => ({ ...withMegabytes(maxMegabytes), overheadBytes: 12e6 });

/** A journal of 28 MB, in blocks of 40 kB. They cannot be unpacked, and need not be. */
function largeOn(folder: string): Scene {
  const scene = createScene(folder);
  scene.open(largeWith(48)).close();
  for (let from = 0; from < 700; from += 100) {
    scene.query(`WITH RECURSIVE added(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM added WHERE n < ${from + 99})
      INSERT INTO block SELECT n, 1, n, n, 0, zeroblob(40000) FROM added`);
  }
  return scene;
}

/** Opens the journal with this many MB, and expects that it deletes its oldest blocks, frees disk space and can be written to. */
function expectSmaller(scene: Scene, megabytes: number): void {
  const journal = scene.open(largeWith(megabytes));
  takeLarge(scene, journal, 1);
  expect(journal.inMemory).toBe(0);
  expect(journal.begin).toBeGreaterThan(0);
  expect(bytesOf(scene)).toBeLessThanOrEqual(megabytes * 1e6);
  expect(freeBytes(scene.path)).toBeGreaterThan(8e6);
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
