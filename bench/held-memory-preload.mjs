/**
 * Preloaded into each thread of Homebridge. At SIGUSR2 all threads collect their garbage, and the bytes that each then
 * holds, in V8's heap and outside, are written as a list that begins with the main thread. Memory outside the heap is
 * freed some turns of the event loop after its owner was collected, so each thread collects twice.
 */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const FREED_AFTER_MS = 500;
/** How long the other threads have to answer. */
const ANSWERED_AFTER_MS = 2_000;
const file = process.env['BENCH_HELD'];

if (file) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const others = new BroadcastChannel('bench-held');
  others.unref();

  const held = (then) => {
    collect();
    setTimeout(() => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      then(heapUsed + external);
    }, FREED_AFTER_MS);
  };

  if (isMainThread) {
    process.on('SIGUSR2', () => {
      const answers = [];
      others.onmessage = ({ data }) => answers.push(data);
      others.postMessage('collect');
      held((bytes) => setTimeout(() => writeFileSync(file, JSON.stringify([bytes, ...answers])), ANSWERED_AFTER_MS));
    });
  } else {
    others.onmessage = () => held((bytes) => others.postMessage(bytes));
  }
}
