import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /**
   * Goes on by `ms`, and makes the calls that are due in their order. All that a call sets off is settled before the next.
   * @param settle waits for that; for every promise that does not wait for the clock, unless given
   */
  pass(ms: number, settle?: () => Promise<void>): Promise<void>;
  /** The same at once: what a promise is to do comes later. */
  advance(ms: number): void;
  /** Goes on by `ms`, and makes no call: those that are due come with the next `pass`, `advance` or `skip`. */
  lag(ms: number): void;
  /** Goes on to the earliest call, if there is one, and makes it. */
  skip(): void;
  /** The same if that call is due by `endMs`. Gives whether it was. */
  makeNext(endMs: number): boolean;
  /** Goes from one call to the next until `done`. Requests take their real time meanwhile. */
  skipUntil(done: () => boolean): Promise<void>;
  /** Sets the wall clock forward or back. */
  stepWall(ms: number): void;
  /** How many calls are not made yet. */
  readonly waiting: number;
  /** The length of each wait that began, in ms. */
  readonly waits: readonly number[];
}

interface Call {
  readonly atMs: number;
  readonly then: () => void;
}

const BEGINS_MS = Date.UTC(2026, 0, 1);

/** @param wallMs what the wall clock shows at the beginning, when the monotonic clock shows `nowMs` */
export function fakeClock({ wallMs = BEGINS_MS, nowMs = 0 } = {}): FakeClock {
  let now = nowMs;
  let wallAheadMs = wallMs - nowMs;
  const calls = new Set<Call>();
  const waits: number[] = [];

  return {
    now: () => now,
    wall: () => wallAheadMs + now,
    after(ms, then) {
      const call = { atMs: now + ms, then };
      waits.push(ms);
      calls.add(call);
      return () => calls.delete(call);
    },
    async pass(ms, settle = settled) {
      const endMs = now + ms;
      do await settle();
      while (makeNext(endMs));
      now = endMs;
    },
    advance(ms) {
      const endMs = now + ms;
      while (makeNext(endMs));
      now = endMs;
    },
    lag(ms) {
      now += ms;
    },
    makeNext,
    skip: () => void makeNext(Number.POSITIVE_INFINITY),
    async skipUntil(done) {
      while (!done()) {
        makeNext(Number.POSITIVE_INFINITY);
        await settled();
      }
    },
    stepWall(ms) {
      wallAheadMs += ms;
    },
    get waiting() {
      return calls.size;
    },
    waits,
  };

  function makeNext(endMs: number): boolean {
    const [next] = [...calls].filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs);
    if (!next) return false;
    calls.delete(next);
    now = Math.max(now, next.atMs);
    next.then();
    return true;
  }
}

/** Resolves when every promise that does not wait for the clock has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
