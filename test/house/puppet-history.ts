import { parentPort, workerData } from 'node:worker_threads';
import type { HistoryJob, HistoryQuestion } from '../../src/house/messages.ts';

// Stands in for the history thread. The meter of a question says what it does; it answers with how many questions it has had, and counts
// its threads in memory that it shares with the test, which its job has instead of prices.

const { prices } = workerData as HistoryJob;
const [threads, questions] = [new Int32Array(prices as never, 0, 1), new Int32Array(prices as never, 4, 1)];
const nth = Atomics.add(threads, 0, 1) + 1;
const port = parentPort;
/** The thread that `stays` keeps is held until the test lets it go. */
const held = new Int32Array(prices as never, 8, 1);

port?.on('message', ({ asks }: HistoryQuestion) => {
  const meter = 'meter' in asks ? asks.meter : '';
  Atomics.add(questions, 0, 1);
  if (meter.startsWith('silent')) return;
  if (meter === 'throws') throw new Error('a defect');
  if (meter === 'exits') process.exit(3);
  if (meter === 'computes') for (;;);
  if (meter === 'waits') Atomics.wait(held, 0, 0);
  if (meter === 'fillsItsHeap') {
    const all: number[][] = [];
    for (;;) all.push(new Array<number>(1_000_000).fill(all.length + 0.5));
  }
  port.postMessage({ kind: 'answer', json: new TextEncoder().encode(JSON.stringify({ thread: nth, meter })) });
});
