import { defineConfig } from 'vitest/config';

/** Scripts by the second: they run when everything else is over, one test at a time. */
const TIMED = ['test/e2e/day.test.ts', 'test/e2e/tiles.test.ts', 'test/e2e/stop.test.ts'];

export default defineConfig({
  test: {
    // End-to-end tests wait more than they work. No time here is a promise: each only ends what hangs.
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
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'timed',
          include: TIMED,
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          maxConcurrency: 1,
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
