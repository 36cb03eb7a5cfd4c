import type { Clock } from '../../src/clock.ts';

/** A clock in which every pause is over at once; what takes longer than a pause never comes. */
export function impatient(wallMs: number): Clock & { pass(ms: number): void } {
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
