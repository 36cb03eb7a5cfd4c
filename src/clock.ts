/** Time, as a parameter. */
export interface Clock {
  /** Milliseconds that only ever go forward, the same in all threads of the process, which those of `performance` are not. */
  now(): number;
  /** Wall time in milliseconds since 1970; may be wrong, and may jump. */
  wall(): number;
  /** Calls `then` once after `ms`, unless cancelled by the function it returns. Does not keep the process alive. */
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

/** A timer takes 1 ms at least, of which a backlog would have one a batch: a tenth of its time. */
function afterThisTurn(then: () => void): () => void {
  const turn = setImmediate(then).unref();
  return () => clearImmediate(turn);
}

/** Resolves after `ms`, or at once when `life` ends. */
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
