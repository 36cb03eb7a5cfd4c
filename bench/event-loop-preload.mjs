/**
 * Loaded into Homebridge: from SIGUSR2 on it watches how late the event loop of the main thread is, and at the next one it
 * writes that into a file.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['BENCH_LATE'];

// What is loaded into every thread takes memory in each.
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
