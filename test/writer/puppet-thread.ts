import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromShare, ToShare } from '../../src/share/messages.ts';
import { vitalsIn } from '../../src/threads/vitals.ts';
import type { FromWriter, ToThread, WriteJob } from '../../src/writer/messages.ts';

// Stands in for the writer's thread, and for the share's. It says the powers of the Readings that it takes, and what it is to keep, in lines
// of debug, answers each question with a sign of life, and misbehaves in the way that its folder is named after (`writer-throws-…`).

const DISK_IS_FULL = { part: 'history', kind: 'full', path: '/linky-tic.db', says: 'ENOSPC' } as const;
/** It misbehaves when it takes a Reading of this power: only the first thread does, unless its deed begins with `always`. */
const FATAL_VA = 13;

const { vitals: shared, folder } = workerData as WriteJob;
const vitals = vitalsIn(shared);
const [, deed = ''] = basename(folder).split('-');
const tell = (message: FromWriter | FromShare) => parentPort?.postMessage(message);
const taken = new Map<string, number>();

const DEEDS: { readonly [deed: string]: () => void } = {
  throws,
  alwaysThrows: throws,
  reports: throws,
  writes: throws,
  throwsNonsense() {
    throw { code: 3, message: ['\x1b[2J', 5] };
  },
  rejects() {
    void Promise.reject(new Error('a defect'));
  },
  exits() {
    process.exit(3);
  },
  fillsItsHeap() {
    const all: number[][] = [];
    for (;;) all.push(new Array<number>(1_000_000).fill(all.length + 0.5));
  },
  computes() {
    for (;;);
  },
  /** Hears as little as one that only computes, and leaves the processor to others meanwhile. */
  computesAndRests() {
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    for (;;) Atomics.wait(nothing, 0, 0, 20);
  },
  waitsForTheDisk() {
    waitForAnswer();
    vitals.markDiskWork(false);
  },
  waitsUnmarked: waitForAnswer,
};

vitals.markDiskWork(false);
if (deed === 'neverBegins') throw new Error('no begin');
parentPort?.on('message', (message: ToThread | ToShare) => {
  if (message.kind === 'reading') {
    const { meter, reading } = message;
    // Before it says so: a test looks for it then.
    if (reading.apparentPowerVA !== FATAL_VA) vitals.beat();
    take([{ meter, va: reading.apparentPowerVA }], (text) => tell({ kind: 'log', level: 'debug', text }));
    tell({ kind: 'tookReading', meter });
  }
  if (message.kind === 'take')
    take(
      message.readings.map(({ meter, reading }) => ({ meter, va: reading.apparentPowerVA })),
      (text) => tell({ kind: 'debug', text }),
    );
  if (message.kind === 'keep') tell({ kind: 'debug', text: `kept ${message.name}: ${message.text}` });
  if (message.kind === 'keepLine') tell({ kind: 'debug', text: `kept ${message.meter}: ${message.line.period}` });
  if (message.kind === 'list' && deed === 'tellsItsList')
    tell({ kind: 'debug', text: `since ${message.troubles.map(({ since }) => since).join(' ')}` });
  if (message.kind === 'hours')
    tell({ kind: 'log', level: 'debug', text: `year of ${message.meter}: ${message.offPeak}` });
  if (message.kind === 'stop') end();
  if (message.kind !== 'ask') return;
  vitals.beat();
  tell({ kind: 'answer', id: message.id, answer: [] });
});

function take(
  readings: readonly { readonly meter: string; readonly va: number | undefined }[],
  say: (text: string) => void,
): void {
  const isFatal =
    readings.some(({ va }) => va === FATAL_VA) && (vitals.origin.ms === undefined || deed === 'alwaysThrows');
  // Comes before the messages: a test that has seen one may end this thread before it has misbehaved.
  if (isFatal) vitals.origin.ms = 1;
  if (isFatal && deed === 'waitsForTheDisk') vitals.markDiskWork(true);
  say(`took ${readings.map(({ va }) => va).join(' ')}`);
  if (deed === 'reports') tell({ kind: 'report', args: ['journal', { ...DISK_IS_FULL }] });
  if (isFatal) DEEDS[deed]?.();
  if (deed === 'takesNothing') return;
  tell({ kind: 'took', count: readings.length });
  if (deed === 'tellsThatOneWaits') tell({ kind: 'waits', sinceMs: 0 });
  for (const { meter } of readings) taken.set(meter, (taken.get(meter) ?? 0) + 1);
  if (deed === 'writes') tell({ kind: 'leftMemory', counts: taken });
}

function throws(): never {
  throw new Error('a defect');
}

/** Waits in a system call, which makes the file `waits`, until the test has made the file `answers`. */
function waitForAnswer(): void {
  spawnSync('sh', [
    '-c',
    `: > '${folder}/waits'; while [ -d '${folder}' ] && [ ! -e '${folder}/answers' ]; do sleep 0.05; done`,
  ]);
}

function end(): void {
  if (deed === 'throwsAtTheEnd') throw new Error('no end');
  tell({ kind: 'stopped', unwritten: deed === 'keepsTwo' ? 2 : 0 });
  parentPort?.close();
}
