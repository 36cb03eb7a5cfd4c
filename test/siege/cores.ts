import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { overlap } from './lateness.ts';
import type { Span } from './readers.ts';

/** A program that looks every millisecond whether it runs, and says when it did not: `FROM TO` on a line, on the clock of `nowMs`. */
const WATCHER = fileURLToPath(new URL('../../bench/still.ts', import.meta.url));

/** When the cores of this machine had no time for somebody who wanted next to none. */
export interface Cores extends AsyncDisposable {
  busy(span: Span): readonly Span[];
}

/** Watches each core from now on. Where a process cannot be bound to a core there is nothing to see. */
export function watchCores(): Cores {
  const pauses: Span[] = [];
  const watchers = Array.from({ length: availableParallelism() }, (_, core) => watch(core, pauses));
  return {
    busy: (span) => pauses.filter((pause) => overlap(pause, span)),
    async [Symbol.asyncDispose]() {
      for (const watcher of watchers) watcher.kill('SIGKILL');
    },
  };
}

function watch(core: number, pauses: Span[]): ChildProcess {
  const args = ['-c', String(core), process.execPath, WATCHER];
  const watcher = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] }).on('error', () => {});
  createInterface({ input: watcher.stdout }).on('line', (line) => {
    const [fromMs = 0, toMs = 0] = line.split(' ').map(Number);
    pauses.push({ fromMs, toMs });
  });
  return watcher;
}
