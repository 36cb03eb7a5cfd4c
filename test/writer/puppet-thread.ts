import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWriter, ToThread, WriteJob } from '../../src/writer/messages.ts';
import { vitalsIn } from '../../src/writer/vitals.ts';

// In the place of the writer's thread: it takes what it is given, and says its powers in a line of debug; asked anything, it
// gives a sign of life.

/** The power of the Reading at which it does what its folder is named after: once, unless it always does. */
const FATAL_VA = 13;

const { vitals: shared, folder } = workerData as WriteJob;
const vitals = vitalsIn(shared);
const [, deed = ''] = basename(folder).split('-');
const tell = (message: FromWriter) => parentPort?.postMessage(message);
const taken = new Map<string, number>();

const DEEDS: { readonly [deed: string]: () => void } = {
  throws,
  alwaysThrows: throws,
  speaks: throws,
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
    for (;;) all.push(Array.from({ length: 10_000 }, (_, n) => n + 0.5));
  },
  computes() {
    for (;;);
  },
  waitsForTheDisk() {
    waitForAnswer();
    vitals.inDisk(false);
  },
  waitsUnmarked: waitForAnswer,
};

vitals.inDisk(false);
if (deed === 'neverBegins') throw new Error('no begin');
parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'take')
    take(message.parcels.map(({ meter, reading }) => ({ meter, va: reading.apparentPowerVA })));
  if (message.kind === 'stop') end();
  if (message.kind !== 'ask') return;
  vitals.beat();
  tell({ kind: 'answer', id: message.id, answer: [] });
});

function take(parcels: readonly { readonly meter: string; readonly va: number | undefined }[]): void {
  const isFatal =
    parcels.some(({ va }) => va === FATAL_VA) && (vitals.origin.ms === undefined || deed === 'alwaysThrows');
  // Before anybody can know that it has taken them: whoever does may end it before it comes to its deed.
  if (isFatal) vitals.origin.ms = 1;
  if (isFatal && deed === 'waitsForTheDisk') vitals.inDisk(true);
  tell({ kind: 'say', level: 'debug', text: `took ${parcels.map(({ va }) => va).join(' ')}` });
  if (deed === 'speaks') tell({ kind: 'say', level: 'info', text: `${parcels.length} came` });
  if (isFatal) DEEDS[deed]?.();
  if (deed === 'takesNothing') return;
  tell({ kind: 'took', count: parcels.length });
  for (const { meter } of parcels) taken.set(meter, (taken.get(meter) ?? 0) + 1);
  if (deed === 'writes') tell({ kind: 'gone', counts: taken });
}

function throws(): never {
  throw new Error('a defect');
}

/** A system call that comes back when the test says so. */
function waitForAnswer(): void {
  spawnSync('sh', ['-c', `until [ -e '${folder}/answers' ]; do sleep 0.05; done`]);
}

function end(): void {
  if (deed === 'throwsAtTheEnd') throw new Error('no end');
  tell({ kind: 'stopped', unwritten: deed === 'keepsTwo' ? 2 : 0 });
  parentPort?.close();
}
