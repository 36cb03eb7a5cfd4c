/**
 * When the machine stood still. A virtual machine that is held back has no core for up to half a second, many times a
 * second; its system does not know, and charges much of it to whoever was running. What took so long, took that much less.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** From when to when, in this process' `performance.now()`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Stillness extends AsyncDisposable {
  /** For how long no core ran anything, of a time that is over and was `told` of. */
  within(fromMs: number, toMs: number): number;
  /** When it first stood still from then on; `Infinity` if it has not. */
  next(fromMs: number): number;
  /** Takes in what happened until now. */
  told(): Promise<void>;
}

/** How often a core is looked at. What is shorter than three looks is taken for the system's own. */
const LOOK_MS = 1;
const SHORTEST_MS = 3;
/** Until what a watcher has seen is here. */
const TELLING_MS = 100;

if (process.argv[1] === import.meta.filename) watchForever();

/** Watches each core from now on; as root before everything else that runs there. */
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

/** In the process that watches a core: says each pause on a line, and one of no length at its start. */
function watchForever(): never {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (let beforeMs = clockMs(), saysFirst = true; ; saysFirst = false) {
    Atomics.wait(nothing, 0, 0, LOOK_MS);
    const nowMs = clockMs();
    const fromMs = beforeMs + LOOK_MS;
    if (saysFirst || nowMs - fromMs >= SHORTEST_MS) process.stdout.write(`${saysFirst ? nowMs : fromMs} ${nowMs}\n`);
    beforeMs = nowMs;
  }
}

/** The same in every process of this machine. */
function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The pauses that two cores had together. Both are in order. */
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
