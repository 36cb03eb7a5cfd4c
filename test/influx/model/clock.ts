import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { type FakeClock, fakeClock } from '../../../testbed/support/clock.ts';
import { PATIENCE_MS } from '../../../testbed/support/patience.ts';

/** The time of a run. It passes only when it is told to; requests take none of it. Its wall clock is the plugin's. */
export interface ModelClock extends Pick<FakeClock, 'now' | 'after' | 'makeNext' | 'pass'> {
  /** The correct wall time. */
  trueMs(): number;
  /** Sets the wall clock of the plugin's machine forward or back. */
  step(byMs: number): void;
  /** A clock for one process of the plugin. */
  ofProcess(): ProcessClock;
}

export interface ProcessClock extends Clock {
  /** The process is killed: its timers are never called. */
  stop(): void;
}

/** Later than any version was built, so that the journal trusts the clock. */
const BEGINS_MS = Date.UTC(2027, 0, 1, 10);
const NOW_MS = 5_000;

export function modelClock(): ModelClock {
  const clock = fakeClock({ wallMs: BEGINS_MS + NOW_MS, nowMs: NOW_MS });
  const { now, wall, after, makeNext, pass } = clock;
  let steps = 0;
  return {
    ...{ now, after, makeNext, pass },
    trueMs: () => BEGINS_MS + now(),
    step(byMs) {
      // The extra milliseconds keep two steps from cancelling out: each Reading needs a time of its own, even one lost with
      // its process.
      steps += 1;
      clock.stepWall(byMs + 137 * steps);
    },
    ofProcess() {
      const waits = new Set<() => void>();
      let isStopped = false;
      return {
        now,
        wall,
        after(ms, then) {
          if (isStopped) return () => {};
          const cancel = after(ms, () => {
            waits.delete(cancel);
            then();
          });
          waits.add(cancel);
          return () => {
            waits.delete(cancel);
            cancel();
          };
        },
        stop() {
          isStopped = true;
          for (const cancel of waits) cancel();
        },
      };
    },
  };
}

/**
 * Lets the event loop turn until `isDone`, and once at least: otherwise a connection that was just reset would never be
 * seen to close. @throws when it has waited in vain
 */
export async function turnsUntil(isDone: () => boolean, what: string): Promise<void> {
  const beganMs = performance.now();
  do {
    if (performance.now() - beganMs > PATIENCE_MS) throw new Error(`in vain: ${what}`);
    await turn();
  } while (!isDone());
}
