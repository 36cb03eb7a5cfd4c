import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import type { LoopWatch } from './event-loop.ts';

const LOOK_EVERY_MS = 50;

/** What the main thread of a Homebridge tells of its event loop. */
export type Watched = Pick<LoopWatch, 'lateness' | 'mostComputingMs' | 'pauses'>;

/** Watches the main thread's event loop of a Homebridge that is to be started with `env`. */
export interface LoopOfHome extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  start(pid: number): void;
  /** What it was like since `start`. Waits until the process has told it, however long its loop stands still. */
  stop(pid: number): Promise<Watched>;
}

export async function loopOfHome(): Promise<LoopOfHome> {
  const folder = await temporaryStorage();
  const file = join(folder.path, 'late.json');
  return {
    env: { NODE_OPTIONS: `--import ${new URL('event-loop-preload.mjs', import.meta.url)}`, BENCH_LATE: file },
    start: (pid) => void process.kill(pid, 'SIGUSR2'),
    async stop(pid) {
      process.kill(pid, 'SIGUSR2');
      for (;;) {
        const told = await readFile(file, 'utf8').catch(() => '');
        if (told.endsWith('}')) return JSON.parse(told);
        await delay(LOOK_EVERY_MS);
      }
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/**
 * How late a loop was at most by what its own process did: without the time that it had no core, or that the machine stood still.
 * @param still for how much of a time in ms of `process.hrtime` the machine stood still
 */
export function ownLatenessMs({ pauses }: Watched, still: (fromMs: number, toMs: number) => number): number {
  const own = pauses.map(({ fromMs, toMs, waitedMs }) => toMs - fromMs - Math.max(waitedMs, still(fromMs, toMs)));
  return Math.max(0, ...own);
}
