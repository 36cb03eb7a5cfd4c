/**
 * Detects when the machine stood still. A virtual machine may have no core for up to half a second, many times a
 * second. Its system does not know of it, and counts much of that time as time of the running process. Measured times
 * must be reduced by it.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** A span of time on this process's clock `performance.now()`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Stillness extends AsyncDisposable {
  /** For how long no core ran within a span of time. The span must be over before the last call of `told`. */
  within(fromMs: number, toMs: number): number;
  /** The beginning of the first pause after `fromMs`; `Infinity` if there was none. */
  next(fromMs: number): number;
  /** Resolves when all pauses until now are known. */
  told(): Promise<void>;
}

/** How often each core is checked. A pause that is shorter than three checks counts as normal for the system. */
const LOOK_MS = 1;
const SHORTEST_MS = 3;
/** How long it takes at most until a watcher's output has arrived. */
const TELLING_MS = 100;

if (process.argv[1] === import.meta.filename) watchForever(Number(process.argv[2] ?? LOOK_MS));

/** Starts to watch each core, for root with real-time priority. */
export async function watchStillness(): Promise<Stillness> {
  const offsetMs = clockMs() - performance.now();
  const cores = Array.from({ length: availableParallelism() }, (_, core) => watchCore(core, offsetMs));
  await Promise.all(cores.map(({ isThere }) => isThere));
  let stood: readonly Span[] = [];
  return {
    within: (fromMs, toMs) =>
      stood.reduce((sum, pause) => sum + Math.max(0, lengthOf(overlap(pause, { fromMs, toMs }))), 0),
    next: (fromMs) => stood.find((pause) => pause.toMs > fromMs)?.fromMs ?? Number.POSITIVE_INFINITY,
    async told() {
      await delay(TELLING_MS);
      const [first, ...others] = cores.map(({ pauses }) => pauses);
      stood = others.reduce(shared, first ?? []);
    },
    async [Symbol.asyncDispose]() {
      for (const { end } of cores) end();
    },
  };
}

function watchCore(core: number, offsetMs: number) {
  const watcher = ['taskset', '-c', String(core), process.execPath, import.meta.filename];
  const [command = '', ...args] = process.getuid?.() === 0 ? ['chrt', '-f', '50', ...watcher] : watcher;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pauses: Span[] = [];
  const isThere = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve());
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [fromMs = Number.NaN, toMs = Number.NaN] = line.split(' ').map((ms) => Number(ms) - offsetMs);
      pauses.push({ fromMs, toMs });
    }
  });
  return { pauses, isThere, end: () => child.kill('SIGKILL') };
}

/** In the process that watches a core: prints each pause on a line, after one of length 0 that says that it has started. */
function watchForever(lookMs: number): never {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let beforeMs = clockMs(), saysFirst = true; ; saysFirst = false) {
    Atomics.wait(nothing, 0, 0, lookMs);
    const nowMs = clockMs();
    const fromMs = beforeMs + lookMs;
    if (saysFirst || nowMs - fromMs >= SHORTEST_MS) process.stdout.write(`${saysFirst ? nowMs : fromMs} ${nowMs}\n`);
    beforeMs = nowMs;
  }
}

/** A clock that is the same in every process of this machine. */
function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The times when both cores paused. Both lists are ordered. */
function shared(one: readonly Span[], other: readonly Span[]): readonly Span[] {
  const both: Span[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [a, b] = [one[i] as Span, other[j] as Span];
    const pause = overlap(a, b);
    if (lengthOf(pause) > 0) both.push(pause);
    if (a.toMs < b.toMs) i += 1;
    else j += 1;
  }
  return both;
}

function overlap(a: Span, b: Span): Span {
  return { fromMs: Math.max(a.fromMs, b.fromMs), toMs: Math.min(a.toMs, b.toMs) };
}

function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}
