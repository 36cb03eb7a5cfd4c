// The clock of a child process with a steered clock (`preload.ts`). All threads of the child read the same monotonic clock from
// shared memory. Only the main thread sets it.
import { existsSync, readFileSync } from 'node:fs';
import timers from 'node:timers';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { ClockPlan } from './child-clock.ts';

/** The real clocks and timers, which `preload.ts` replaces everywhere else. */
export const real = {
  Date,
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  performanceNow: performance.now.bind(performance),
  /** Milliseconds of a clock that is the same in all threads, unlike `performance.now`. */
  now(): number {
    const [seconds, nanoseconds] = hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
};
const hrtime = process.hrtime.bind(process);

/** What the main thread passes on to each new thread. */
interface Clock {
  readonly plan: ClockPlan;
  /** One Int32: odd while `line` is being written, and increased afterwards. */
  readonly version: SharedArrayBuffer;
  /**
   * Three Float64, `realMs`, `ms` and `rate`: the clock was at `ms` when the real clock was at `realMs`, and has run at
   * `rate` since.
   */
  readonly line: SharedArrayBuffer;
  /** One Int32: see `messagesPosted`. */
  readonly posted: SharedArrayBuffer;
  /** The difference of the wall clock from the monotonic clock. */
  readonly originMs: number;
  /** The same while the wall clock is not set, and so is in 1970. */
  readonly unsetOriginMs: number;
}

const KEY = 'steered clock of this process';
const began = bothClocks();
if (isMainThread) setEnvironmentData(KEY, newClock() as never);
const clock = getEnvironmentData(KEY) as unknown as Clock;
export const { plan } = clock;
const version = new Int32Array(clock.version);
const line = new Float64Array(clock.line);
const [REAL_MS, MS, RATE] = [0, 1, 2];
if (isMainThread) line.set([began.realMs, -clock.unsetOriginMs, plan.rate]);

/** How many messages any thread has posted to another one. */
export const messagesPosted = new Int32Array(clock.posted);

/** The clock when this thread started, which is the zero of its `performance.now`; 0 for the main thread. */
const beganMs = isMainThread ? 0 : Math.floor(now());

/** The real clocks at one moment: a busy machine may hold this process up between the two, and its clock would be behind by that. */
function bothClocks(): { readonly realMs: number; readonly wallMs: number } {
  for (;;) {
    const realMs = real.now();
    const wallMs = real.Date.now();
    if (real.now() - realMs < 1) return { realMs, wallMs };
  }
}

function newClock(): Clock {
  const foundPlan: ClockPlan = JSON.parse(process.env['LINKY_TIC_CLOCK'] ?? '');
  const beginMs = real.performanceNow();
  const aheadMs = foundPlan.aheadIn === undefined ? 0 : Number(readFileSync(foundPlan.aheadIn, 'utf8'));
  return {
    plan: foundPlan,
    version: new SharedArrayBuffer(4),
    line: new SharedArrayBuffer(24),
    posted: new SharedArrayBuffer(4),
    originMs: foundPlan.wallMs + aheadMs + (began.wallMs - foundPlan.realWallMs) * foundPlan.rate - beginMs,
    unsetOriginMs: -beginMs,
  };
}

/** Milliseconds of the child's monotonic clock, the same in all of its threads. */
export function now(): number {
  for (;;) {
    const before = Atomics.load(version, 0);
    const ms = computed(real.now());
    if (before % 2 === 0 && Atomics.load(version, 0) === before) return ms;
  }
}

export function performanceNow(): number {
  return now() - beganMs;
}

/** The wall clock. On a simulated machine without a battery-backed clock it starts in 1970. */
export function wall(): number {
  const isSet = plan.unsetUntil === undefined || existsSync(plan.unsetUntil);
  return Math.floor(now() + (isSet ? clock.originMs : clock.unsetOriginMs));
}

/** How many milliseconds pass in the child for each real one; 0 while the test has stopped the clocks. */
export function rate(): number {
  return line[RATE] as number;
}

/** For the main thread: sets the rate of all threads' clocks from now on. */
export function setRate(next: number): void {
  // A stopped clock is at a whole millisecond, so that sums of whole milliseconds are exact.
  write((ms) => (next === 0 ? Math.ceil(ms) : ms), next);
}

/** For the main thread: moves the stopped clocks of all threads forward to that time. */
export function moveTo(ms: number): void {
  write((nowMs) => Math.max(ms, nowMs), rate());
}

function write(ms: (nowMs: number) => number, nextRate: number): void {
  Atomics.add(version, 0, 1);
  // Read after the version is odd, when no other thread uses the old line any more: otherwise its clock could go backwards.
  const realMs = real.now();
  line.set([realMs, ms(computed(realMs)), nextRate]);
  Atomics.add(version, 0, 1);
}

function computed(realMs: number): number {
  return (line[MS] as number) + (realMs - (line[REAL_MS] as number)) * rate();
}
