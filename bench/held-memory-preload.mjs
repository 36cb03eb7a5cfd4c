/**
 * Preloaded into each thread of Homebridge. At SIGUSR2 each thread tells what V8 has of the machine's memory for it, in bytes; at
 * SIGWINCH it collects its garbage before, for which Node needs `--expose-gc`. The answers are written as a list that begins with the main thread and grows with
 * each thread that answers. Memory outside the heap is freed some turns of the event loop after its owner was collected, so each
 * thread collects twice.
 */
import { writeFileSync } from 'node:fs';
import { getHeapSpaceStatistics } from 'node:v8';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const FREED_AFTER_MS = 500;
const file = process.env['BENCH_HELD'];

if (file) {
  // V8 then also gives back what it keeps for later.
  const collect = () => globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const others = new BroadcastChannel('bench-held');
  others.unref();

  const figures = () => {
    const young = { used: 0, resident: 0 };
    const old = { used: 0, resident: 0 };
    for (const { space_name: name, space_used_size: used, physical_space_size: resident } of getHeapSpaceStatistics()) {
      const generation = name === 'new_space' ? young : old;
      generation.used += used;
      generation.resident += resident;
    }
    return { young, old, external: process.memoryUsage().external };
  };

  const answer = (isCollected, then) => {
    if (!isCollected) return then(figures());
    collect();
    setTimeout(() => {
      collect();
      then(figures());
    }, FREED_AFTER_MS);
  };

  if (isMainThread) {
    let answers = [];
    const ask = (isCollected) => {
      const own = [];
      answers = [];
      const tell = () => own.length > 0 && writeFileSync(file, JSON.stringify([...own, ...answers]));
      others.onmessage = ({ data }) => {
        answers.push(data.told);
        tell();
      };
      others.postMessage({ isCollected });
      answer(isCollected, (one) => {
        own.push(one);
        tell();
      });
    };
    process.on('SIGUSR2', () => ask(false));
    process.on('SIGWINCH', () => ask(true));
  } else {
    // What another thread tells comes here, too.
    others.onmessage = ({ data: { isCollected } }) => {
      if (isCollected !== undefined) answer(isCollected, (told) => others.postMessage({ told }));
    };
  }
}
