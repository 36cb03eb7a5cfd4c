import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type CoreTimes, coreTimesOf, withoutCoreMs } from './machine-load.ts';

const COMPUTES = ['-e', 'process.stdout.write("begins\\n"); for (;;);'];
const isCounted = coreTimesOf('self')() !== undefined && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

describe.skipIf(!isCounted)('the time for which a process waited for a core', () => {
  test('grows while it shares one with another process that computes', async () => {
    const both = [1, 2].map(() => spawn('taskset', ['-c', '0', process.execPath, ...COMPUTES]));
    const [one] = both;
    try {
      await Promise.all(both.map(({ stdout }) => once(stdout, 'data')));
      const times = coreTimesOf(one?.pid ?? 0);
      const beforeMs = times()?.waitedMs ?? Number.NaN;
      await expect.poll(() => times()?.waitedMs).toBeGreaterThan(beforeMs + 50);
    } finally {
      for (const child of both) child.kill('SIGKILL');
    }
  });

  test('is unknown for a process that has ended', () => {
    const { pid } = spawnSync('true');
    expect(coreTimesOf(pid)()).toBeUndefined();
  });
});

describe('in a span, a home had no core', () => {
  const BEFORE: CoreTimes = { ranMs: 1_000, waitedMs: 500, helpersWaitedMs: [20, 30] };

  test.each<[string, CoreTimes, number, number]>([
    ['for as long as its main thread waited for one', { ...BEFORE, ranMs: 1_005, waitedMs: 540 }, 45, 40],
    [
      'while its main thread slept, for as long as the helper that waited longest',
      { ranMs: 1_002, waitedMs: 503, helpersWaitedMs: [85, 40] },
      100,
      3 + 65,
    ],
    [
      'for no longer than its main thread slept, however long a helper waited',
      { ranMs: 1_002, waitedMs: 503, helpersWaitedMs: [20, 430] },
      68,
      3 + 63,
    ],
    [
      'not while its main thread computed, although a helper waited',
      { ranMs: 1_163, waitedMs: 500, helpersWaitedMs: [20, 130] },
      163,
      0,
    ],
  ])('%s', (_, after, lengthMs, expectedMs) => {
    expect(withoutCoreMs(BEFORE, after, lengthMs)).toBe(expectedMs);
  });
});

describe.skipIf(!isCounted)('the helpers of a main thread', () => {
  test('are found, so that a siege cannot blame a home for their waits', () => {
    expect(coreTimesOf('self')()?.helpersWaitedMs.length).toBeGreaterThan(0);
  });
});
