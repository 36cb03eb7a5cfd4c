/**
 * Loaded into Homebridge and each of its threads: at SIGUSR2 all collect their garbage, and how many bytes each holds then, in
 * V8's heap and outside, is written as a list, the main thread first. What is outside is freed some turns of the event loop
 * after what holds it was collected, so each collects twice.
 */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const FREED_AFTER_MS = 500;
/** For the other threads to answer. */
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
