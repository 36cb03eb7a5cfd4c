import type { Clock } from '../src/clock.ts';

/** A clock that stands still until it is told to go on, and what is waiting for it. */
export interface FakeClock extends Clock {
  /** Goes on by `ms`, call after call in its order; each has settled all that it set off before the next. */
  pass(ms: number): Promise<void>;
  /** How many calls are waited for. */
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

/** Once every promise that can go on without the clock has. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
