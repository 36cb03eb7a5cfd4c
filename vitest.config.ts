import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PROJECT } from './testbed/project.ts';
import { keptCosts } from './testbed/run/dearest-files.ts';
import { FailedTestsLast } from './testbed/run/failed-tests-last.ts';
import { ProcessorReport } from './testbed/run/processor-report.ts';
import { beginRun } from './testbed/run/run-folder.ts';
import { PATIENCE_MS } from './testbed/support/patience.ts';

/**
 * Timeouts only end a test whose condition never becomes true, so they are longer than any test takes on a busy
 * machine. A wait has a shorter one than a test: so what failed is the condition, with what was there instead of it. No test
 * is retried.
 */
const E2E_TIMEOUTS = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  // Each look asks another process, which takes processor time on both sides.
  expect: { poll: { timeout: PATIENCE_MS, interval: 80 } },
};
const UNIT_TIMEOUTS = { ...E2E_TIMEOUTS, expect: { poll: { timeout: PATIENCE_MS, interval: 10 } } };

/** Here the many processes and threads that tests start find the code that another one of them has compiled before. */
const COMPILED = { NODE_COMPILE_CACHE: join(PROJECT, 'node_modules/.cache/node-compile-cache') };

/** Tests that draw what they try, or that live through weeks of it. */
const GENERATED = ['test/**/*.property.test.ts', 'test/**/*.life.test.ts', 'test/**/{*.,}model.test.ts'];
/**
 * Tests that start processes or threads of their own, mostly to end them, or that fill a disk; and those that take a second or
 * more for another reason. All others are quick.
 */
const PROCESSES = ['test/**/*.processes.test.ts', 'test/**/*.slow.test.ts'];
/** Tests of words alone, which no user's home depends on: `npm run release:check` runs them, and `npm test` does not. */
const PROSE = ['test/**/*.prose.test.ts'];
/**
 * The files of a worker share its modules, which would otherwise be loaded anew for each file. So no file may leave
 * anything changed, and what it has replaced is put back after each test.
 */
const WITHIN_A_PROCESS = {
  setupFiles: ['testbed/run/count-file.ts', 'testbed/run/each-test.ts', 'testbed/run/generated-tests.ts'],
  env: COMPILED,
  ...{ isolate: false, restoreMocks: true, unstubEnvs: true },
  // The default of a CommonJS module is what Node.js makes of it.
  deps: { interopDefault: false },
  ...UNIT_TIMEOUTS,
};

/** The databases and the installed package that all end-to-end tests share. */
const WITH_REAL_PROGRAMS = {
  env: COMPILED,
  setupFiles: ['testbed/run/count-file.ts', 'testbed/run/each-test.ts'],
  globalSetup: ['testbed/databases/start-shared-databases.ts', 'testbed/programs/install-package.ts'],
  ...E2E_TIMEOUTS,
};

/** More workers than cores, because end-to-end tests mostly wait. */
const WORKERS = Math.min(8, Math.max(5, availableParallelism()));

/** What `npm test` leaves out, and `npm run test:siege` runs: real homes in a hostile world. */
const SIEGE = ['test/siege/siege.test.ts', 'test/siege/chaos.test.ts', 'test/siege/broken-home.test.ts'];

/**
 * What cost most in the last run starts first: what started last would run alone at the end. Of files without a last run, those of
 * end-to-end tests start first, and then the largest.
 */
class DearestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const costs = keptCosts();
    const costOf = ({ moduleId, project }: TestSpecification) =>
      costs[relative(PROJECT, moduleId)] ?? (project.name === 'e2e' ? 1 : 0);
    return (await super.sort(specifications)).toSorted((one, other) => costOf(other) - costOf(one));
  }
}

beginRun();

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    reporters: ['default', new ProcessorReport(), new FailedTestsLast()],
    sequence: { sequencer: DearestFirst },
    // Node strips the types of a thread's modules with WebAssembly. V8 recompiles that in the background, which has
    // crashed the process when threads that use it start and end (`Check failed: jit_page.has_value()`).
    execArgv: ['--no-wasm-tier-up', '--no-wasm-code-gc'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...SIEGE, ...GENERATED, ...PROCESSES, ...PROSE],
          ...WITHIN_A_PROCESS,
        },
      },
      { test: { name: 'generated', include: GENERATED, exclude: ['test/e2e/**'], ...WITHIN_A_PROCESS } },
      { test: { name: 'processes', include: PROCESSES, exclude: ['test/e2e/**'], ...WITHIN_A_PROCESS } },
      { test: { name: 'prose', include: PROSE, ...WITHIN_A_PROCESS } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...WITH_REAL_PROGRAMS } },
      {
        test: {
          name: 'siege',
          include: SIEGE,
          // All homes of the siege at once.
          maxConcurrency: 10,
          ...WITH_REAL_PROGRAMS,
        },
      },
    ],
  },
});
