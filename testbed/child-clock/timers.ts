// The timers of one thread of a child process with a steered clock (`preload.ts`). While the clock is stopped, none of
// them fires by itself.
import { promisify } from 'node:util';
import { now, rate, real } from './time.ts';

/** The longest time that Node allows for a timer, in milliseconds. */
const MOST_MS = 2 ** 31 - 1;

const running = new Set<Timer>();
let timersMade = 0;

/** A timer that has yet to fire. */
export interface Due {
  readonly dueMs: number;
  /** Later timers of a thread have greater numbers. */
  readonly id: number;
}

class Timer implements Due {
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

  /** Sets a real timer for the time when it is due, unless the clocks are stopped. */
  arm(): void {
    real.clearTimeout(this.#underlying);
    // With stopped clocks, the real timer still keeps the thread alive.
    const leftMs = rate() === 0 ? MOST_MS : Math.ceil((this.dueMs - now()) / rate());
    // A time that is longer than Node allows takes several real timers.
    const check = () => (now() < this.dueMs ? this.arm() : this.ring());
    this.#underlying = real.setTimeout(check, Math.min(MOST_MS, Math.max(1, leftMs)));
    if (!this.#isRef) this.#underlying.unref();
  }

  ring(): void {
    if (!running.has(this)) return;
    if (this.#repeats) {
      this.dueMs = Math.max(this.dueMs + this.#ms, now());
      this.arm();
    } else this.close();
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
export const setTimeout = (then: Then, ms?: number, ...given: unknown[]) => new Timer(then, ms, given, false);
export const setInterval = (then: Then, ms?: number, ...given: unknown[]) => new Timer(then, ms, given, true);

export function clear(timer: unknown): void {
  if (timer instanceof Timer) timer.close();
  else if (timer === null || typeof timer !== 'object') find(Number(timer))?.close();
  // A timer that Node made for itself.
  else real.clearTimeout(timer as NodeJS.Timeout);
}

/** `setTimeout` of `node:timers/promises`. */
export function sleep<T>(
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

/** The timer that fires next in this thread. */
export function earliest(): Due | undefined {
  let first: Timer | undefined;
  for (const timer of running) if (!first || isBefore(timer, first)) first = timer;
  return first && { dueMs: first.dueMs, id: first.id };
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.id < b.id);
}

/** Fires that timer from the event loop, so that an exception in it is an uncaught one, as with any timer. */
export function ringLater(id: number): void {
  setImmediate(() => find(id)?.ring());
}

function find(id: number): Timer | undefined {
  return [...running].find((timer) => timer.id === id);
}

/** Makes all timers fire so much later. */
export function postpone(ms: number): void {
  for (const timer of running) timer.dueMs += ms;
}

/** To be called after the rate of the clocks has changed. */
export function rearm(): void {
  for (const timer of running) timer.arm();
}
