import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** The length of each wait that began, in ms. */
  readonly waits: readonly number[];
  /** Whether there is a wait. */
  readonly waiting: boolean;
  /** Ends the earliest wait. */
  skip(): void;
  /** Lets so much time pass, and ends no wait. */
  pass(ms: number): void;
  /** Goes from one wait to the next until `done`; requests take their real time meanwhile. */
  until(done: () => boolean): Promise<void>;
}

/** Time that passes only when it is told to. */
export function manualClock(): ManualClock {
  const START_MS = 1_000;
  let nowMs = START_MS;
  const waits: number[] = [];
  const timers = new Set<{ readonly atMs: number; then(): void }>();

  return {
    now: () => nowMs,
    wall: () => 1_700_000_000_000 + nowMs,
    after(ms, then) {
      const timer = { atMs: nowMs + ms, then };
      waits.push(ms);
      timers.add(timer);
      return () => timers.delete(timer);
    },
    waits,
    get waiting() {
      return timers.size > 0;
    },
    skip,
    pass(ms) {
      nowMs += ms;
    },
    async until(done) {
      while (!done()) {
        skip();
        await turn();
      }
    },
  };

  function skip(): void {
    const [first] = [...timers].sort((a, b) => a.atMs - b.atMs);
    if (!first) return;
    timers.delete(first);
    nowMs = Math.max(nowMs, first.atMs);
    first.then();
  }
}
