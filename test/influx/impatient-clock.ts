import type { Clock } from '../../src/base/clock.ts';

/** A clock for which every pause of less than a second is over at once; longer timers never end. */
export function impatientClock(wallMs: number): Clock & { pass(ms: number): void } {
  let nowMs = 0;
  return {
    now: () => nowMs,
    wall: () => wallMs,
    after(ms, then) {
      if (ms < 1_000) {
        nowMs += ms;
        queueMicrotask(then);
      }
      return () => {};
    },
    pass(ms) {
      nowMs += ms;
    },
  };
}
