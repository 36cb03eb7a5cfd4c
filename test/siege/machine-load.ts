import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { overlap } from './allowed-read-time.ts';
import { nowMs } from './process-calls.ts';
import type { Span } from './tile-readers.ts';

/** A program that checks whether it ran, and prints each pause as a line `FROM TO`, on the clock of `nowMs`. */
const WATCHER = fileURLToPath(new URL('../../testbed/core-pauses.ts', import.meta.url));

/** How often a process checks whether it ran. */
const CHECK_MS = 5;

/** Watches for the times when a core of this machine did not run a process that needs hardly any time. */
export interface CoreWatch extends AsyncDisposable {
  pauses(span: Span): readonly Span[];
  /** Why some cores are not watched; empty when all are. */
  readonly unwatched: readonly string[];
}

/** Runs a command with real-time priority, so that only the machine itself can pause it. Not every user may do that. */
const REAL_TIME = ['chrt', '-f', '50'];

/** Starts to watch each core. */
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
  const bound = ['taskset', '-c', String(core), process.execPath, WATCHER, String(CHECK_MS)];
  const [command = '', ...args] = mayUseRealTime() ? [...REAL_TIME, ...bound] : bound;
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

function mayUseRealTime(): boolean {
  const [command = '', ...args] = [...REAL_TIME, 'true'];
  return spawnSync(command, args).status === 0;
}

/** The threads that help the main one with its garbage, which sleeps until they are done. */
const HELPERS_OF_MAIN = 'V8Worker';

/** What the system's scheduler has counted for a process since its start. */
export interface CoreTimes {
  /** For how long its main thread had a core. */
  readonly ranMs: number;
  /** For how long its main thread was ready to run but had to wait for a core. */
  readonly waitedMs: number;
  /** For how long each helper of the main thread had to wait for a core, always in the same order. */
  readonly helpersWaitedMs: readonly number[];
}

/**
 * Gives a function that reads the times of a process from Linux' /proc/PID/schedstat. It gives undefined where the system
 * has no such figures, or the process has ended.
 */
export function coreTimesOf(process: number | 'self'): () => CoreTimes | undefined {
  let helpers: readonly Thread[] | undefined;
  return () => {
    try {
      const [ranMs, waitedMs] = countedMs(`/proc/${process}`);
      helpers ??= threadsOf(process).filter(({ name }) => name === HELPERS_OF_MAIN);
      const helpersWaitedMs = helpers.map(({ folder }) => countedMs(folder)[1]);
      // A system that does not count shows zeros.
      return ranMs > 0 ? { ranMs, waitedMs, helpersWaitedMs } : undefined;
    } catch {
      return undefined;
    }
  };
}

/**
 * For how long a main thread could not go on, in a span of this length, because the machine had no core. While it sleeps, it may be waiting
 * for a helper that itself waits for a core. What it computes takes time that it does not sleep, so this explains none of that.
 */
export function withoutCoreMs(before: CoreTimes, after: CoreTimes, lengthMs: number): number {
  const waitedMs = after.waitedMs - before.waitedMs;
  const sleptMs = Math.max(0, lengthMs - waitedMs - (after.ranMs - before.ranMs));
  const helpersMs = after.helpersWaitedMs.map((ms, nth) => ms - (before.helpersWaitedMs[nth] ?? ms));
  return waitedMs + Math.min(sleptMs, Math.max(0, ...helpersMs));
}

/** For how many ms a thread ran, and waited for a core. */
function countedMs(folder: string): readonly [number, number] {
  const [ranNs = 0, waitedNs = 0] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ').map(Number);
  return [ranNs / 1e6, waitedNs / 1e6];
}

interface Thread {
  readonly id: number;
  readonly name: string;
  /** Where the system tells about it. */
  readonly folder: string;
}

/** The threads of a process, without those that end meanwhile. @throws if the process has ended, or the system is not Linux */
function threadsOf(process: number | 'self'): readonly Thread[] {
  return readdirSync(`/proc/${process}/task`).flatMap((id) => {
    const folder = `/proc/${process}/task/${id}`;
    try {
      return [{ id: Number(id), name: readFileSync(`${folder}/comm`, 'utf8').trim(), folder }];
    } catch {
      return [];
    }
  });
}

/**
 * Gives the main thread of a process a core before all others, its own other threads included: so what it does itself can be told from
 * what it waits for. Not every user may do that; then the machine explains more of what is late.
 */
export function giveCoreFirst(pid: number): void {
  const { PRIORITY_HIGHEST, PRIORITY_NORMAL } = constants.priority;
  try {
    for (const { id, name } of threadsOf(pid)) {
      const isFirst = id === pid || name === HELPERS_OF_MAIN;
      // A thread has the priority of the one that started it.
      setPriority(id, isFirst ? PRIORITY_HIGHEST : PRIORITY_NORMAL);
    }
  } catch {
    // A thread has just ended, the user may not do that, or the system is another one: all keep their places.
  }
}

/** Node's timers may be this late by themselves. */
const SHORTEST_MS = 15;

/** Starts to watch this process. Gives a growing list of the times when it did not run although it was due. */
export function watchOwnPauses(): readonly Span[] {
  const pauses: Span[] = [];
  let lookedMs = nowMs();
  setInterval(() => {
    const toMs = nowMs();
    const fromMs = lookedMs + CHECK_MS;
    if (toMs - fromMs >= SHORTEST_MS) pauses.push({ fromMs, toMs });
    lookedMs = toMs;
  }, CHECK_MS);
  return pauses;
}
