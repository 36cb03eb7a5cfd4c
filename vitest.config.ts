import { defineConfig } from 'vitest/config';

/**
 * A test waits for what must have happened. These time-outs only end one that waits for what will never happen: they are
 * longer than anything takes on a machine that has others to serve. No test is tried a second time.
 */
const PATIENCE = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 300_000, interval: 20 } } };

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], ...PATIENCE },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['test/e2e/support/setup.ts'],
          ...PATIENCE,
        },
      },
    ],
  },
});
