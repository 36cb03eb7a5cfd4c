import { defineConfig } from 'vitest/config';

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
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
