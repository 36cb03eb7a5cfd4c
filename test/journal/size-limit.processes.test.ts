import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
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
  test('Readings stay in memory, which is said once, and go into the journal when there is room again', () => {
    const scene = createScene(smallFolder(16_384));
    const journal = scene.open(withMegabytes(LARGE));
    takeLarge(scene, journal, 100);
    const ballast = fillUp(scene);
    while (scene.said.length === 0) takeLarge(scene, journal, 10);
    takeLarge(scene, journal, 10);
    expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'full')}`]);
    expect(journal.inMemory).toBeGreaterThan(0);
    expect(journal.read(0, 1e6)).toHaveLength(journal.end);
    rmSync(ballast);
    takeLarge(scene, journal, 1);
    expect(journal.inMemory).toBe(0);
    expect(journal.begin).toBe(0);
  });
});

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
