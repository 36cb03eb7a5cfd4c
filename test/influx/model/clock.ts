import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/clock.ts';

/** The time of a run. It passes only when it is told to; what is on its way over the network takes none of it. */
export interface ModelClock {
  /** Milliseconds since the run began. */
  readonly nowMs: number;
  /** The right wall time. */
  readonly trueMs: number;
  /** Calls `then` once after `ms`, unless cancelled by the function it returns. */
  after(ms: number, then: () => void): () => void;
  /** Sets the wall clock of our machine: so much further on, or back. */
  step(byMs: number): void;
  /** The clock of one process of ours. */
  ofProcess(): ProcessClock;
  /** Goes to the next call, if it is due by `untilMs`. Gives whether it is. */
  callNext(untilMs: number): boolean;
  /** Goes on by `ms`, from one call to the next; before each of them, and at the end, it waits for `settled`. */
  pass(ms: number, settled: () => Promise<void>): Promise<void>;
}

export interface ProcessClock extends Clock {
  /** Whether the process waits for a call. */
  readonly isWaitedFor: boolean;
  /** The process is killed: nothing is called any more. */
  stop(): void;
}

interface Call {
  readonly atMs: number;
  readonly then: () => void;
}

/** Later than any version was made, so that the journal believes the clock. */
const BEGINS_MS = Date.UTC(2027, 0, 1, 10);

export function modelClock(): ModelClock {
  let nowMs = 5_000;
  let offMs = 0;
  let steps = 0;
  const calls = new Set<Call>();
  const nextUntil = (endMs: number) =>
    [...calls].filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs)[0];

  function after(ms: number, then: () => void): () => void {
    const call = { atMs: nowMs + ms, then };
    calls.add(call);
    return () => calls.delete(call);
  }

  function callNext(endMs: number): boolean {
    const next = nextUntil(endMs);
    if (!next) return false;
    calls.delete(next);
    nowMs = Math.max(nowMs, next.atMs);
    next.then();
    return true;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    get trueMs() {
      return BEGINS_MS + nowMs;
    },
    after,
    step(byMs) {
      // No two steps cancel out: a Reading that was delivered and then lost with our process has a time of its own.
      steps += 1;
      offMs += byMs + 137 * steps;
    },
    ofProcess() {
      const waits = new Set<() => void>();
      let isStopped = false;
      return {
        now: () => nowMs,
        wall: () => BEGINS_MS + nowMs + offMs,
        after(ms, then) {
          const cancel = isStopped
            ? () => {}
            : after(ms, () => {
                waits.delete(cancel);
                then();
              });
          waits.add(cancel);
          return () => {
            waits.delete(cancel);
            cancel();
          };
        },
        get isWaitedFor() {
          return waits.size > 0;
        },
        stop() {
          isStopped = true;
          for (const cancel of waits) cancel();
        },
      };
    },
    callNext,
    async pass(ms, settled) {
      const endMs = nowMs + ms;
      do await settled();
      while (callNext(endMs));
      nowMs = endMs;
    },
  };
}

/** No request takes so long on a machine that has others to serve. */
const MOST_REAL_MS = 60_000;

/** Gives other work its turn until `isDone`. @throws when it is not done in a minute of real time */
export async function turnsUntil(isDone: () => boolean, what: string): Promise<void> {
  const beganMs = performance.now();
  while (!isDone()) {
    if (performance.now() - beganMs > MOST_REAL_MS) throw new Error(`in vain: ${what}`);
    await turn();
  }
}
