import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * A test waits for what must have happened. These time-outs only end one that waits for what will never happen: they are
 * longer than anything takes on a machine that has others to serve. No test is tried a second time.
 */
const PATIENCE = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 240_000, interval: 20 } } };
const PATIENCE_IN_UNIT = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000, interval: 10 } },
};

/** End-to-end tests wait more than they work. */
const WORKERS = Math.min(8, Math.max(4, availableParallelism()));

/** Runs after everything else, as it measures how soon a home answers. */
const SIEGE = 'test/siege/siege.test.ts';

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    // What strips the types of a thread's modules is WebAssembly. V8 compiles it again in the background for speed, and has been
    // seen to end the process when threads that use it come and go (`Check failed: jit_page.has_value()`).
    execArgv: ['--no-wasm-tier-up', '--no-wasm-code-gc'],
    projects: [
      {
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', SIEGE], ...PATIENCE_IN_UNIT },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['testbed/vitest-setup.ts'],
          globalSetup: ['testbed/databases/start-shared-databases.ts', 'testbed/programs/install-package.ts'],
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'siege',
          include: [SIEGE],
          setupFiles: ['testbed/vitest-setup.ts'],
          sequence: { groupOrder: 1 },
          // All worlds wait for their turn at once.
          maxConcurrency: 100,
          ...PATIENCE,
        },
      },
    ],
  },
});
