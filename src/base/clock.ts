/*
 * Two kinds of signals are used in the whole program: one called `life` aborts when the work is no longer wanted, and one called `end` when
 * the work under way must be cut short.
 */

/** Time, passed as a parameter: tests pass their own clock. */
export interface Clock {
  /** Monotonic milliseconds. They are the same in all threads of the process, unlike those of `performance.now`. */
  now(): number;
  /** The wall time in milliseconds since 1970. It may be wrong, and may jump. */
  wall(): number;
  /** Calls `then` once after `ms`. The returned function cancels it. The timer does not keep the process alive. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  wall: () => Date.now(),
  after(ms, then) {
    if (ms === 0) return afterThisTurn(then);
    const timer = setTimeout(then, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A timer takes at least 1 ms. With a timer for each batch, a backlog would take a tenth longer. */
function afterThisTurn(then: () => void): () => void {
  const turn = setImmediate(then).unref();
  return () => clearImmediate(turn);
}

/** Resolves after `ms`, or as soon as `life` ends. */
export function sleep(ms: number, clock: Clock, life: AbortSignal): Promise<void> {
  if (life.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done);
    life.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      life.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** Runs work whose signal is aborted after this many ms, and returns its result. */
export async function within<T>(ms: number, clock: Clock, work: (end: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const cancel = clock.after(ms, () => over.abort());
  try {
    return await work(over.signal);
  } finally {
    cancel();
  }
}
