import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { waitedForCoreMs } from './machine-load.ts';

const COMPUTES = ['-e', 'process.stdout.write("begins\\n"); for (;;);'];
const isCounted = waitedForCoreMs('self') !== undefined && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

describe.skipIf(!isCounted)('the time for which a process waited for a core', () => {
  test('grows while it shares one with another process that computes', async () => {
    const both = [1, 2].map(() => spawn('taskset', ['-c', '0', process.execPath, ...COMPUTES]));
    const [one] = both;
    try {
      await Promise.all(both.map(({ stdout }) => once(stdout, 'data')));
      const beforeMs = waitedForCoreMs(one?.pid ?? 0) ?? Number.NaN;
      await expect.poll(() => waitedForCoreMs(one?.pid ?? 0)).toBeGreaterThan(beforeMs + 50);
    } finally {
      for (const child of both) child.kill('SIGKILL');
    }
  });

  test('is unknown for a process that has ended', () => {
    const { pid } = spawnSync('true');
    expect(waitedForCoreMs(pid)).toBeUndefined();
  });
});
