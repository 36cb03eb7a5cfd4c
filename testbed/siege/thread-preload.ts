// Preloaded into each thread of a home (NODE_OPTIONS=--import): makes any thread but the main one fail in the way whose
// flag the test raises.
import { isMainThread, threadId } from 'node:worker_threads';
import { LOOK_MS, reportToTest, THREAD, takeFlag } from './flag-files.ts';

/** By the clock of its home, for how long a thread that computes for ever takes a whole core. */
const WHOLE_CORE_MS = 10_000;
/** Then it leaves the core this long between two steps, but never returns to its event loop. */
const LEAVES_CORE_MS = 5;
const NOTHING = new Int32Array(new SharedArrayBuffer(4));

const FAILURES = {
  throws() {
    throw new Error('the siege has the thread throw');
  },
  'runs out of heap'() {
    const kept: number[][] = [];
    // A few large pieces: with many small ones, V8 would try for long to make room, on a busy machine for a minute of that clock.
    for (;;) kept.push(new Array(2_000_000).fill(0.5));
  },
  'computes for ever'() {
    const untilMs = performance.now() + WHOLE_CORE_MS;
    for (;;) if (performance.now() > untilMs) Atomics.wait(NOTHING, 0, 0, LEAVES_CORE_MS);
  },
} as const;

export type ThreadFailure = keyof typeof FAILURES;

if (!isMainThread) {
  reportToTest(THREAD, String(threadId));
  setInterval(() => {
    for (const [name, fail] of Object.entries(FAILURES)) if (takeFlag(name)) fail();
  }, LOOK_MS).unref();
}
