import { parentPort, workerData } from 'node:worker_threads';
import { openJournal } from '../../src/journal/journal.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';

const { en } = textsIn;

// A Worker that opens the journal at a path, posts `open`, and then ends in one of the ways in which the writer's thread may.
const journal = openJournal({
  path: String(workerData.path),
  config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
  mirrored: true,
  ...{ reports: NO_REPORTS, texts: en.journal, now: () => performance.now(), wall: () => Date.now(), builtAtMs: 0 },
});
journal.take('linky', readingAt(performance.now(), { apparentPowerVA: 1 }));
journal.commit();
parentPort?.once('message', (end: 'throws' | 'computes' | 'takes all memory') => {
  if (end === 'throws') throw new Error('on purpose');
  const all: unknown[] = [];
  for (;;) if (end === 'takes all memory') all.push(new Array(1_000_000).fill(all.length + 0.5));
});
parentPort?.postMessage('open');
