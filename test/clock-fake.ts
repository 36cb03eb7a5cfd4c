import type { Clock } from '../src/clock.ts';

/** A clock that stands still until the test has it go on. */
export interface FakeClock extends Clock {
  /** Goes on by `ms`, and makes the calls that are due in their order. All that a call sets off is settled before the next. */
  pass(ms: number): Promise<void>;
  /** How many calls are not due yet. */
  readonly waiting: number;
}

interface Call {
  readonly atMs: number;
  readonly then: () => void;
}

const BEGINS_MS = Date.UTC(2026, 0, 1);

export function fakeClock(): FakeClock {
  let now = 0;
  const calls = new Set<Call>();
  const nextUntil = (endMs: number) =>
    [...calls].filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];

  return {
    now: () => now,
    wall: () => BEGINS_MS + now,
    after(ms, then) {
      const call = { atMs: now + ms, then };
      calls.add(call);
      return () => calls.delete(call);
    },
    async pass(ms) {
      const endMs = now + ms;
      await settled();
      for (let call = nextUntil(endMs); call; call = nextUntil(endMs)) {
        now = call.atMs;
        calls.delete(call);
        call.then();
        await settled();
      }
      now = endMs;
    },
    get waiting() {
      return calls.size;
    },
  };
}

/** Resolves when every promise that does not wait for the clock has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
