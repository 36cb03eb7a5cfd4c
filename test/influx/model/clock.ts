import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/clock.ts';

/** The time of a run. It passes only when it is told to; requests take none of it. */
export interface ModelClock {
  /** Milliseconds since the run began. */
  readonly nowMs: number;
  /** The correct wall time. */
  readonly trueMs: number;
  /** Calls `then` once after `ms`, unless cancelled by the function it returns. */
  after(ms: number, then: () => void): () => void;
  /** Sets the wall clock of the plugin's machine forward or back. */
  step(byMs: number): void;
  /** A clock for one process of the plugin. */
  ofProcess(): ProcessClock;
  /** Goes on to the next timer and calls it, if it is due by `untilMs`. Gives whether it was. */
  callNext(untilMs: number): boolean;
  /** Goes on by `ms`, from one timer to the next; before each of them it waits for `settled`. */
  pass(ms: number, settled: () => Promise<void>): Promise<void>;
}

export interface ProcessClock extends Clock {
  /** Whether the process waits for a timer. */
  readonly isWaitedFor: boolean;
  /** The process is killed: its timers are never called. */
  stop(): void;
}

interface Call {
  readonly atMs: number;
  readonly then: () => void;
}

/** Later than any version was built, so that the journal trusts the clock. */
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
      // The extra milliseconds keep two steps from cancelling out: each Reading needs a time of its own, even one lost with
      // its process.
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

/** No request takes so long, even on a busy machine. */
const MOST_REAL_MS = 60_000;

/** Lets the event loop turn until `isDone`. @throws after a minute of real time */
export async function turnsUntil(isDone: () => boolean, what: string): Promise<void> {
  const beganMs = performance.now();
  while (!isDone()) {
    if (performance.now() - beganMs > MOST_REAL_MS) throw new Error(`in vain: ${what}`);
    await turn();
  }
}
