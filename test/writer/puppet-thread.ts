import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromShare, ToShare } from '../../src/share/messages.ts';
import type { FromEveryThread } from '../../src/threads/messages.ts';
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
const tell = (message: FromWriter | FromShare | FromEveryThread) => parentPort?.postMessage(message);
const say = (text: string) => tell({ kind: 'log', level: 'debug', text });

const DEEDS: { readonly [deed: string]: () => void } = {
  throws,
  alwaysThrows: throws,
  tellsThatNoneWaits: throws,
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
    const { meter, nth, reading } = message;
    // Before it says so: a test looks for it then.
    if (reading.apparentPowerVA !== FATAL_VA) vitals.beat();
    take(nth, [reading.apparentPowerVA]);
    tell({ kind: 'tookReading', meter, nth });
  }
  if (message.kind === 'take')
    take(
      message.first,
      message.readings.map(({ reading }) => reading.apparentPowerVA),
    );
  if (message.kind === 'keep') say(`kept ${message.name}: ${message.text}`);
  if (message.kind === 'keepLine') say(`kept ${message.meter}: ${message.line.period}`);
  if (message.kind === 'list' && deed === 'tellsItsList')
    say(`since ${message.troubles.map(({ since }) => since).join(' ')}`);
  if (message.kind === 'hours') say(`year of ${message.meter}: ${message.offPeak}`);
  if (message.kind === 'stop') end();
  if (message.kind !== 'ask') return;
  vitals.beat();
  tell({ kind: 'answer', id: message.id, answer: [] });
});

function take(first: number, powers: readonly (number | undefined)[]): void {
  const fatal = powers.indexOf(FATAL_VA);
  const isFatal = fatal >= 0 && (vitals.origin.ms === undefined || deed === 'alwaysThrows');
  vitals.item = isFatal ? first + fatal : 0;
  // Comes before the messages: a test that has seen one may end this thread before it has misbehaved.
  if (isFatal) vitals.origin.ms = 1;
  if (isFatal && deed === 'waitsForTheDisk') vitals.markDiskWork(true);
  say(`took ${powers.join(' ')}`);
  if (deed === 'reports') tell({ kind: 'report', args: ['journal', { ...DISK_IS_FULL }] });
  if (isFatal) DEEDS[deed]?.();
  if (deed === 'takesNothing') return;
  const upTo = first + powers.length - 1;
  tell({ kind: 'took', upTo });
  if (deed === 'tellsThatOneWaits') tell({ kind: 'waits', sinceMs: 0 });
  if (deed === 'tellsThatNoneWaits') tell({ kind: 'waits' });
  if (deed === 'writes') tell({ kind: 'committed', upTo });
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
