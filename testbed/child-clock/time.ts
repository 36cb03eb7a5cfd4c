// The time in a child process whose clock a test has in hand (`preload.ts`). All the threads of the child read the same
// monotonic clock, out of memory that they share; only its main thread sets it.
import { existsSync } from 'node:fs';
import timers from 'node:timers';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { ClockPlan } from './child-clock.ts';

/** What the machine has, before it is replaced. */
export const real = {
  Date,
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  performanceNow: performance.now.bind(performance),
  /** Milliseconds of a clock that is the same in all threads, as `performance.now` is not. */
  now(): number {
    const [seconds, nanoseconds] = hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
};
const hrtime = process.hrtime.bind(process);

/** What a new thread of the child is given by the main one. */
interface Clock {
  readonly plan: ClockPlan;
  /** One Int32: odd while `line` is being written, and another number afterwards. */
  readonly version: SharedArrayBuffer;
  /** Three Float64: the clock said `ms` when that of the machine said `realMs`, and runs `rate` times as fast since then. */
  readonly line: SharedArrayBuffer;
  /** One Int32: see `messagesPosted`. */
  readonly posted: SharedArrayBuffer;
  /** What is to be added to the monotonic clock for the wall clock. */
  readonly originMs: number;
  /** The same, while the wall clock is that of a machine in 1970. */
  readonly unsetOriginMs: number;
}

const KEY = 'the clock of this process, as a test has it';
if (isMainThread) setEnvironmentData(KEY, newClock() as never);
const clock = getEnvironmentData(KEY) as unknown as Clock;
export const { plan } = clock;
const version = new Int32Array(clock.version);
const line = new Float64Array(clock.line);
const [REAL_MS, MS, RATE] = [0, 1, 2];
if (isMainThread) line.set([real.now(), -clock.unsetOriginMs, plan.rate]);

/** How many messages any thread has posted to another one. */
export const messagesPosted = new Int32Array(clock.posted);

/** What the clock said when this thread began, which is where its `performance.now` begins. That of the main thread is 0. */
const beganMs = isMainThread ? 0 : Math.floor(now());

function newClock(): Clock {
  const foundPlan: ClockPlan = JSON.parse(process.env['LINKY_TIC_CLOCK'] ?? '');
  const beginMs = real.performanceNow();
  return {
    plan: foundPlan,
    version: new SharedArrayBuffer(4),
    line: new SharedArrayBuffer(24),
    posted: new SharedArrayBuffer(4),
    originMs: foundPlan.wallMs + (real.Date.now() - foundPlan.realWallMs) * foundPlan.rate - beginMs,
    unsetOriginMs: -beginMs,
  };
}

/** Milliseconds of the child's monotonic clock, the same in all of its threads. */
export function now(): number {
  for (;;) {
    const before = Atomics.load(version, 0);
    const ms = reckoned(real.now());
    if (before % 2 === 0 && Atomics.load(version, 0) === before) return ms;
  }
}

export function performanceNow(): number {
  return now() - beganMs;
}

/** A machine without a clock of its own wakes up in 1970. */
export function wall(): number {
  const isSet = plan.unsetUntil === undefined || existsSync(plan.unsetUntil);
  return Math.floor(now() + (isSet ? clock.originMs : clock.unsetOriginMs));
}

/** How many milliseconds pass in here while one passes outside; 0 while the test has stopped the clocks. */
export function rate(): number {
  return line[RATE] as number;
}

/** For the main thread: from here on the clocks of all threads run at that pace. */
export function setRate(next: number): void {
  // What stands still stands on a whole millisecond, so that sums of whole ones are exact.
  write((ms) => (next === 0 ? Math.ceil(ms) : ms), next);
}

/** For the main thread: moves the clocks of all threads, which stand still, forward to that moment. */
export function moveTo(ms: number): void {
  write((nowMs) => Math.max(ms, nowMs), rate());
}

function write(ms: (nowMs: number) => number, nextRate: number): void {
  Atomics.add(version, 0, 1);
  // Read only now, when no other thread believes the old line any more: otherwise its clock could go backwards.
  const realMs = real.now();
  line.set([realMs, ms(reckoned(realMs)), nextRate]);
  Atomics.add(version, 0, 1);
}

function reckoned(realMs: number): number {
  return (line[MS] as number) + (realMs - (line[REAL_MS] as number)) * rate();
}
