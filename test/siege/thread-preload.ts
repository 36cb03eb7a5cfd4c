// Preloaded into each thread of a home (NODE_OPTIONS=--import): makes any thread but the main one fail in the way whose
// flag the test raises.
import { isMainThread } from 'node:worker_threads';
import { CHECK_MS, takeFlag } from './flag-files.ts';

const FAILURES = {
  throws() {
    throw new Error('the siege has the thread throw');
  },
  'runs out of heap'() {
    // In large pieces: within a minute of the fast clock, or it counts as a thread that does not move.
    const kept: number[][] = [];
    for (;;) kept.push(new Array(100_000).fill(0.5));
  },
  'computes for ever'() {
    for (;;);
  },
} as const;

export type ThreadFailure = keyof typeof FAILURES;

if (!isMainThread) {
  setInterval(() => {
    for (const [name, fail] of Object.entries(FAILURES)) if (takeFlag(name)) fail();
  }, CHECK_MS).unref();
}
