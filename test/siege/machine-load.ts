import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { overlap } from './allowed-read-time.ts';
import { nowMs } from './process-calls.ts';
import type { Span } from './tile-readers.ts';

/** A program that looks every millisecond whether it runs, and says when it did not: `FROM TO` on a line, on the clock of `nowMs`. */
const WATCHER = fileURLToPath(new URL('../../testbed/core-pauses.ts', import.meta.url));

/** When a core of this machine had no time for somebody who wanted next to none. */
export interface CoreWatch extends AsyncDisposable {
  pauses(span: Span): readonly Span[];
  /** Why some are not watched; empty when all are. */
  readonly unwatched: readonly string[];
}

/** Runs a command before everything else on its core, so that nothing but the machine itself pauses it. Not all may do that. */
const FIRST = ['chrt', '-f', '50'];

/** Watches each core from now on. */
export function watchCores(): CoreWatch {
  const pauses: Span[] = [];
  const unwatched: string[] = [];
  const watchers = Array.from({ length: availableParallelism() }, (_, core) =>
    watch(core, pauses, (why) => unwatched.push(`core ${core} is not watched: ${why}`)),
  );
  return {
    pauses: (span) => pauses.filter((pause) => overlap(pause, span)),
    unwatched,
    async [Symbol.asyncDispose]() {
      for (const watcher of watchers) watcher.kill('SIGKILL');
    },
  };
}

function watch(core: number, pauses: Span[], failed: (why: string) => void): ChildProcess {
  const bound = ['taskset', '-c', String(core), process.execPath, WATCHER];
  const [command = '', ...args] = mayComeFirst() ? [...FIRST, ...bound] : bound;
  const watcher = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  watcher
    .once('error', ({ message }) => failed(message))
    .once('exit', (code) => code !== null && failed(`${command} ended with ${code}`));
  createInterface({ input: watcher.stdout }).on('line', (line) => {
    const [fromMs = 0, toMs = 0] = line.split(' ').map(Number);
    pauses.push({ fromMs, toMs });
  });
  return watcher;
}

function mayComeFirst(): boolean {
  const [command = '', ...args] = [...FIRST, 'true'];
  return spawnSync(command, args).status === 0;
}

/**
 * For how many ms in all the main thread of a process was ready to run and had no core: the second number in Linux'
 * /proc/PID/schedstat, after the time for which it ran. Undefined where the system does not tell, or the process is gone.
 */
export function waitedForCoreMs(process: number | 'self'): number | undefined {
  try {
    const [ranNs = 0, waitedNs = 0] = readFileSync(`/proc/${process}/schedstat`, 'utf8').split(' ').map(Number);
    // A system that keeps no account shows zeros.
    return ranNs > 0 ? waitedNs / 1e6 : undefined;
  } catch {
    return undefined;
  }
}

/** How often a process looks whether it runs. */
const LOOK_MS = 5;
/** A timer may be so late for reasons of Node's own. */
const SHORTEST_MS = 15;

/** Watches this process from now on. Gives when it did not run although it was due; the list grows. */
export function watchOwnPauses(): readonly Span[] {
  const pauses: Span[] = [];
  let lookedMs = nowMs();
  setInterval(() => {
    const toMs = nowMs();
    const fromMs = lookedMs + LOOK_MS;
    if (toMs - fromMs >= SHORTEST_MS) pauses.push({ fromMs, toMs });
    lookedMs = toMs;
  }, LOOK_MS);
  return pauses;
}
