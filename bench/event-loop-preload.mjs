/**
 * Preloaded into Homebridge. At SIGUSR2 it begins to measure the delays of the main thread's event loop, and at the
 * next SIGUSR2 it writes them into a file.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['BENCH_LATE'];

// Only in the main thread, because the module would take memory in every thread.
if (file && isMainThread) {
  const { watchLoop } = await import('./event-loop.ts');
  const loop = watchLoop();
  let isWatching = false;
  process.on('SIGUSR2', () => {
    isWatching = !isWatching;
    if (isWatching) return loop.start();
    loop.stop();
    const { lateness, mostComputingMs, pauses } = loop;
    writeFileSync(file, JSON.stringify({ lateness, mostComputingMs, pauses }));
  });
}
