import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { overlap } from './lateness.ts';
import type { Span } from './readers.ts';

/** A program that looks every millisecond whether it runs, and says when it did not: `FROM TO` on a line, on the clock of `nowMs`. */
const WATCHER = fileURLToPath(new URL('../../bench/still.ts', import.meta.url));

/** When a core of this machine had no time for somebody who wanted next to none. */
export interface Cores extends AsyncDisposable {
  pauses(span: Span): readonly Span[];
  /** Why some are not watched; empty when all are. */
  readonly unwatched: readonly string[];
}

/** Runs a command before everything else on its core, so that nothing but the machine itself pauses it. Not all may do that. */
const FIRST = ['chrt', '-f', '50'];

/** Watches each core from now on. */
export function watchCores(): Cores {
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
