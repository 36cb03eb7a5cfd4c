import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createLoopDisk, missingLoop } from '../../testbed/loop-disk.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
import { cannotWrite, createScene, powers, WRITTEN_AGAIN } from './scene.ts';

const WRITER = fileURLToPath(new URL('endless-writer.ts', import.meta.url));
/** Numbers of commits before and after the first checkpoint. */
const COMMITS = [3, 60, 250];

const missing = missingLoop();
describe.skipIf(missing)(missing ?? 'on a disk of its own', () => {
  test.each(COMMITS)('a power cut after %i commits loses none of them, and the journal goes on', async (commits) => {
    using disk = createLoopDisk(64);
    const { child, committed } = await writing(join(disk.folder, 'linky-tic.db'), commits);
    child.kill('SIGSTOP');
    using after = disk.powerCut();
    await ended(child);

    const { open, take, said } = createScene(after.folder);
    const journal = open({ wall: Date.now });
    const { end, delivered } = journal;
    const positions = journal.read(0, 1e6).map(({ position }) => position);
    expect(end).toBeGreaterThanOrEqual(committed());
    expect(positions).toEqual(Array.from({ length: end }, (_one, position) => position));
    expect(powers(journal, 0, 1e6)).toEqual(positions);
    expect(delivered).toBeLessThanOrEqual(end);
    take(journal, 'linky', 7);
    journal.commit();
    expect(journal.end).toBe(end + 1);
    expect(said).toEqual([]);
    journal.close();
  });

  test('that is full, the journal is still read, keeps Readings in memory, and writes them once there is room', () => {
    using disk = createLoopDisk(8);
    const { open, take, path, said } = createScene(disk.folder);
    const journal = open();
    take(journal, 'linky', 1);
    journal.commit();
    const ballast = join(disk.folder, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(8_000_000))).toThrow('ENOSPC');
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
    const again = open();
    expect(powers(again, 0, end)).toHaveLength(end);
    again.close();
  });

  test('that turns read-only, as a failing SD card does, the journal is in memory', () => {
    using disk = createLoopDisk(8);
    const { open, take, said } = createScene(disk.folder);
    const journal = open();
    take(journal, 'linky', 1);
    journal.commit();
    disk.remount('abort');
    take(journal, 'linky', 2, 3);
    journal.commit();
    journal.commit();
    // The first failure is an error of input and output, before the system answers that the disk is read-only.
    const troubles = [...said];
    expect(troubles.length).toBeGreaterThan(0);
    for (const line of troubles) expect(line).toMatch(/^error .*(?:read-only|the disk fails)/);
    expect(new Set(troubles).size).toBe(troubles.length);
    expect(powers(journal).slice(-2)).toEqual([2, 3]);
    journal.close();
    expect(said.slice(troubles.length)).toEqual([
      `warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 2 })}`,
    ]);
  });

  test('that is read-only from the start, the journal is in memory', () => {
    using disk = createLoopDisk(8);
    disk.remount('ro');
    const { open, take, path, said } = createScene(disk.folder);
    const journal = open();
    take(journal, 'linky', 1);
    journal.commit();
    expect(powers(journal)).toEqual([1]);
    journal.close();
    expect(said).toEqual([
      `error ${cannotWrite(path, 'readOnly')}`,
      `warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 1 })}`,
    ]);
  });
});

/** Starts a process that writes the journal as fast as it can, and waits for this many commits. `committed` gives its newest count. */
async function writing(path: string, commits: number): Promise<{ child: ChildProcess; committed: () => number }> {
  const child = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  let said = 0;
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said = Number(line);
      lines += 1;
      if (lines === commits) resolve();
    });
  });
  return { child, committed: () => said };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
