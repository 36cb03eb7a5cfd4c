// Preloaded into each thread of a command (`node --import`): the thread that reads a file says so, and then does what
// LINKY_TIC_READING says, without ever coming to the file.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const STDERR = 2;
const NOTHING = new Int32Array(new SharedArrayBuffer(4));

if (!isMainThread) {
  writeSync(STDERR, 'The thread reads.\n');
  const kept: number[][] = [];
  // It computes for ever, but leaves the core to others in between.
  while (process.env['LINKY_TIC_READING'] === 'for ever') Atomics.wait(NOTHING, 0, 0, 5);
  for (;;) kept.push(new Array(2_000_000).fill(0.5));
}
