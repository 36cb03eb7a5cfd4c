import { spawn } from 'node:child_process';
import { openSync, readSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { systemClock } from '../src/base/clock.ts';

/** Checking every millisecond would cost the mirror a tenth of its processor time. */
const RESOLUTION_MS = 2;

/** The delays of an event loop, in milliseconds. */
export interface Lateness {
  readonly mostMs: number;
  /** The 99.9th percentile. */
  readonly usualMs: number;
}

/** A time between two checks that was too long, in ms of `process.hrtime`, which all processes share. */
interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
  /** For how long of it this thread was ready to run but had no core. */
  readonly waitedMs: number;
}

/** Measures the main thread's event loop between `start` and `stop`, which may be called several times. */
export interface LoopWatch {
  start(): void;
  stop(): void;
  readonly lateness: Lateness;
  /**
   * The longest delay without the time for which this thread waited for a core. It includes computing, waiting for a
   * disk, and waiting for the other threads of the garbage collector, which may wait for a core themselves.
   */
  readonly mostOursMs: number;
  /** The longest time for which this thread computed between two checks. */
  readonly mostComputingMs: number;
  /** The delays that were longer than the time between two checks. */
  readonly pauses: readonly Pause[];
}

export function watchLoop(): LoopWatch {
  // Not with `monitorEventLoopDelay`: it counts the time between `disable` and `enable` as a delay.
  const delays = createHistogram();
  const spent = createSpent();
  let [mostOursMs, mostComputingMs] = [0, 0];
  const pauses: Pause[] = [];
  let timer: NodeJS.Timeout | undefined;

  return {
    start() {
      let [beforeMs, before] = [systemClock.now(), spent()];
      timer = setInterval(() => {
        const [nowMs, now] = [systemClock.now(), spent()];
        const [sinceMs, waitedMs] = [nowMs - beforeMs, now.waitedMs - before.waitedMs];
        delays.record(Math.max(1, Math.round(sinceMs * 1e6)));
        mostOursMs = Math.max(mostOursMs, sinceMs - RESOLUTION_MS - waitedMs);
        if (sinceMs > 2 * RESOLUTION_MS) pauses.push({ fromMs: beforeMs + RESOLUTION_MS, toMs: nowMs, waitedMs });
        mostComputingMs = Math.max(mostComputingMs, now.computedMs - before.computedMs);
        [beforeMs, before] = [nowMs, now];
      }, RESOLUTION_MS);
    },
    stop: () => clearInterval(timer),
    get lateness() {
      return { mostMs: lateMs(delays.max), usualMs: lateMs(delays.percentile(99.9)) };
    },
    get mostOursMs() {
      return mostOursMs;
    },
    get mostComputingMs() {
      return mostComputingMs;
    },
    pauses,
  };
}

/**
 * For how long this thread has run, and for how long it was ready but had no core: the first two numbers of schedstat,
 * in ns.
 */
function createSpent(): () => { readonly computedMs: number; readonly waitedMs: number } {
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const text = Buffer.alloc(64);
  return () => {
    const length = readSync(file, text, 0, text.length, 0);
    const [computed = 0, waited = 0] = text.toString('latin1', 0, length).split(' ').map(Number);
    return { computedMs: computed / 1e6, waitedMs: waited / 1e6 };
  };
}

/** Starts an idle process, whose delays are those of the machine. Returns a function that ends it and gives them. */
export function idleProcess(): () => Promise<Lateness> {
  const idle = spawn(process.execPath, ['-e', IDLE], { stdio: ['pipe', 'pipe', 'inherit'] });
  return async () => {
    idle.stdin.end();
    const [most = 0, usual = 0] = (await text(idle.stdout)).split(' ').map(Number);
    return { mostMs: lateMs(most), usualMs: lateMs(usual) };
  };
}

const IDLE = `
  const delays = require('node:perf_hooks').monitorEventLoopDelay({ resolution: ${RESOLUTION_MS} });
  delays.enable();
  process.stdin.on('end', () => console.log(delays.max, delays.percentile(99.9))).resume();`;

function lateMs(nanoseconds: number): number {
  return nanoseconds / 1e6 - RESOLUTION_MS;
}
