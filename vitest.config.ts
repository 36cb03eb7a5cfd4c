import { defineConfig } from 'vitest/config';

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
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
