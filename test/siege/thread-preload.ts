// Preloaded into each thread of a home (NODE_OPTIONS=--import): makes any thread but the main one fail in the way whose
// flag the test raises.
import { isMainThread, threadId } from 'node:worker_threads';
import { CHECK_MS, reportToTest, THREAD, takeFlag } from './flag-files.ts';

const FAILURES = {
  throws() {
    throw new Error('the siege has the thread throw');
  },
  'runs out of heap'() {
    const kept: number[][] = [];
    // A few large pieces: with many small ones, V8 would try for long to make room, on a busy machine for a minute of the fast clock.
    for (;;) kept.push(new Array(2_000_000).fill(0.5));
  },
  'computes for ever'() {
    for (;;);
  },
} as const;

export type ThreadFailure = keyof typeof FAILURES;

if (!isMainThread) {
  reportToTest(THREAD, String(threadId));
  setInterval(() => {
    for (const [name, fail] of Object.entries(FAILURES)) if (takeFlag(name)) fail();
  }, CHECK_MS).unref();
}
