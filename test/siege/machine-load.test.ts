import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { waitedForCoreMs } from './machine-load.ts';

const COMPUTES = ['-e', 'process.stdout.write("begins\\n"); for (;;);'];
const isTold = waitedForCoreMs('self') !== undefined && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

describe.skipIf(!isTold)('how long a process waits for a core', () => {
  test('grows while it shares one with somebody who computes as well', async () => {
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

  test('is unknown of a process that is gone', () => {
    const { pid } = spawnSync('true');
    expect(waitedForCoreMs(pid)).toBeUndefined();
  });
});
