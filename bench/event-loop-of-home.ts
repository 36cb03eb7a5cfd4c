import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import type { LoopWatch } from './event-loop.ts';

const LOOK_EVERY_MS = 50;

/** The measurements of the main thread's event loop in a Homebridge. */
export type Watched = Pick<LoopWatch, 'lateness' | 'mostComputingMs' | 'pauses'>;

/** Measures the event loop of the main thread in a Homebridge that is started with `env`. */
export interface LoopOfHome extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  start(pid: number): void;
  /** Gives the measurements since `start`. Waits for the process, however long its event loop is blocked. */
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
 * The longest delay of an event loop that its own process caused: without the time when it had no core, or when the
 * machine stood still.
 * @param still for how many ms the machine stood still within a span of time on the clock of `process.hrtime`
 */
export function ownLatenessMs({ pauses }: Watched, still: (fromMs: number, toMs: number) => number): number {
  const own = pauses.map(({ fromMs, toMs, waitedMs }) => toMs - fromMs - Math.max(waitedMs, still(fromMs, toMs)));
  return Math.max(0, ...own);
}
