// Loaded into each thread of a home (NODE_OPTIONS=--import): in any but the main one it does what the test orders it to.
import { isMainThread } from 'node:worker_threads';
import { LOOK_MS, takeFlag } from './flag-files.ts';

const DOES = {
  throws() {
    throw new Error('the siege has the thread throw');
  },
  'runs out of heap'() {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, nth) => nth / 3));
  },
  'computes for ever'() {
    for (;;);
  },
} as const;

export type Deed = keyof typeof DOES;

if (!isMainThread) {
  setInterval(() => {
    for (const [name, act] of Object.entries(DOES)) if (takeFlag(name)) act();
  }, LOOK_MS).unref();
}
