// Loaded into a child process before everything else (NODE_OPTIONS=--import): all of its clocks and timers run by the plan
// in LINKY_TIC_CLOCK. The test that started the child can stop them, and then move them forward: no product code knows of it.
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClockPlan, Steer } from './clock.ts';

const plan: ClockPlan = JSON.parse(process.env['LINKY_TIC_CLOCK'] ?? '');
const real = {
  now: performance.now.bind(performance),
  Date,
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
};
/** The longest that Node lets a timer run, in milliseconds. */
const MOST_MS = 2 ** 31 - 1;

/** How many milliseconds pass in here while one passes outside; 0 while the test has stopped the clocks. */
let { rate } = plan;
/** What the monotonic clock in here said when that of the machine said `realMs`. */
let anchor = { realMs: real.now(), ms: real.now() };
/** What is to be added to the monotonic clock in here for the wall clock. */
const originMs = plan.wallMs + (real.Date.now() - plan.realWallMs) * rate - anchor.ms;
const bornMs = anchor.ms;

function now(): number {
  return anchor.ms + (real.now() - anchor.realMs) * rate;
}

/** A machine without a clock of its own wakes up in 1970. */
function wall(): number {
  const isSet = plan.unsetUntil === undefined || existsSync(plan.unsetUntil);
  return Math.floor(now() + (isSet ? originMs : -bornMs));
}

const running = new Set<Timer>();
let timersMade = 0;

class Timer {
  readonly id = ++timersMade;
  readonly #then: (...given: unknown[]) => void;
  readonly #given: unknown[];
  readonly #ms: number;
  readonly #repeats: boolean;
  #isRef = true;
  #underlying: NodeJS.Timeout | undefined;
  dueMs = 0;

  constructor(then: (...given: unknown[]) => void, ms: number | undefined, given: unknown[], repeats: boolean) {
    if (typeof then !== 'function') throw new TypeError('The "callback" argument must be of type function.');
    this.#then = then;
    this.#given = given;
    this.#ms = Number(ms) >= 1 && Number(ms) <= MOST_MS ? Number(ms) : 1;
    this.#repeats = repeats;
    this.refresh();
  }

  refresh(): this {
    this.dueMs = now() + this.#ms;
    running.add(this);
    this.arm();
    return this;
  }

  /** Has the machine wake it when it is due, unless the clocks stand still. */
  arm(): void {
    real.clearTimeout(this.#underlying);
    if (rate === 0) return;
    const leftMs = Math.ceil((this.dueMs - now()) / rate);
    // What is longer than a timer can be is looked at again.
    const look = () => (now() < this.dueMs ? this.arm() : this.ring());
    this.#underlying = real.setTimeout(look, Math.min(MOST_MS, Math.max(1, leftMs)));
    if (!this.#isRef) this.#underlying.unref();
  }

  ring(): void {
    if (!running.has(this)) return;
    if (this.#repeats) {
      this.dueMs = Math.max(this.dueMs + this.#ms, now());
      this.arm();
    } else running.delete(this);
    this.#then(...this.#given);
  }

  close(): this {
    running.delete(this);
    real.clearTimeout(this.#underlying);
    return this;
  }

  ref(): this {
    this.#isRef = true;
    this.#underlying?.ref();
    return this;
  }

  unref(): this {
    this.#isRef = false;
    this.#underlying?.unref();
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

type Then = (...given: unknown[]) => void;
const setTimeout = (then: Then, ms?: number, ...given: unknown[]) => new Timer(then, ms, given, false);
const setInterval = (then: Then, ms?: number, ...given: unknown[]) => new Timer(then, ms, given, true);

function clear(timer: unknown): void {
  if (timer instanceof Timer) timer.close();
  else if (timer === null || typeof timer !== 'object') [...running].find(({ id }) => id === Number(timer))?.close();
  // What Node made for itself.
  else real.clearTimeout(timer as NodeJS.Timeout);
}

function sleep<T>(
  ms?: number,
  value?: T,
  { signal, ref = true }: { signal?: AbortSignal; ref?: boolean } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      timer.close();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value as T);
    }, ms);
    if (!ref) timer.unref();
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

Object.defineProperty(setTimeout, promisify.custom, { value: sleep });
const replaced = { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
Object.assign(globalThis, replaced);
Object.assign(timers, replaced);
Object.assign(promises, { setTimeout: sleep });
syncBuiltinESMExports();

performance.now = now;
const nanoseconds = () => BigInt(Math.round(now() * 1e6));
process.hrtime = Object.assign(
  (since: [number, number] = [0, 0]): [number, number] => {
    const passed = nanoseconds() - (BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  },
  { bigint: nanoseconds },
);
globalThis.Date = new Proxy(real.Date, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [wall()] : given, newTarget),
  apply: () => new real.Date(wall()).toString(),
  get: (target, name) => (name === 'now' ? wall : Reflect.get(target, name)),
});

/** From here on at that pace. */
function pace(next: number): void {
  // What stands still stands on a whole millisecond, so that sums of whole ones are exact.
  anchor = { realMs: real.now(), ms: next === 0 ? Math.ceil(now()) : now() };
  rate = next;
  for (const timer of running) timer.arm();
}

/** Moves the clocks forward, and rings each timer that comes due meanwhile at its time, in order. */
async function advance(ms: number): Promise<void> {
  const untilMs = now() + ms;
  for (;;) {
    await turns();
    const [next] = [...running]
      .filter(({ dueMs }) => dueMs <= untilMs)
      .sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
    if (!next) break;
    anchor = { ...anchor, ms: Math.max(anchor.ms, next.dueMs) };
    next.ring();
  }
  anchor = { ...anchor, ms: untilMs };
}

/** What follows from the last timer at once comes before the next one. */
async function turns(): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) await new Promise((resolve) => setImmediate(resolve));
}

const { endRate } = plan;
if (endRate !== undefined) process.once('SIGTERM', () => pace(endRate));

if (plan.isSteered) {
  process.on('message', async ({ clock }: { clock?: Steer }) => {
    if (clock === undefined) return;
    if ('pace' in clock) pace(clock.pace);
    else await advance(clock.advance);
    process.send?.({ clock: 'done' });
  });
}
