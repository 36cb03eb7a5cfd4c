import { defineConfig } from 'vitest/config';

/** Scripts by the second: they run when everything else is over, one test at a time. */
const TIMED = ['test/e2e/day.test.ts', 'test/e2e/tiles.test.ts', 'test/e2e/stop.test.ts'];

/**
 * Each time-out only ends what hangs. What fails is tried once more, and the report says so: a virtual machine that is
 * held still for most of a second, again and again, now and then outruns somebody's patience (Homebridge's, HAP's, ours).
 */
const UNHURRIED = { testTimeout: 600_000, hookTimeout: 300_000, expect: { poll: { timeout: 120_000 } }, retry: 1 };

export default defineConfig({
  test: {
    // End-to-end tests wait more than they work.
    maxWorkers: 2,
    projects: [
      {
        // A minute ends what hangs; how fast the machine is, no test asks.
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: TIMED,
          ...UNHURRIED,
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          maxConcurrency: 1,
          ...UNHURRIED,
        },
      },
    ],
  },
});
