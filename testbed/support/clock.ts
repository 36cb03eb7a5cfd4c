import type { Clock } from '../../src/base/clock.ts';

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
  /**
   * The same time, for what a test does not wait for. Its calls are made when their time has come, and do not count: `waiting`,
   * `waits` and `skip` know nothing of them.
   */
  readonly aside: Clock;
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
  const callsAside = new Set<Call>();
  const waits: number[] = [];
  const time = { now: () => now, wall: () => wallAheadMs + now };

  return {
    ...time,
    aside: { ...time, after: (ms, then) => add(callsAside, ms, then) },
    after(ms, then) {
      waits.push(ms);
      return add(calls, ms, then);
    },
    async pass(ms, settle = settled) {
      const endMs = now + ms;
      do await settle();
      while (makeNext(endMs));
      goTo(endMs);
    },
    advance(ms) {
      const endMs = now + ms;
      while (makeNext(endMs));
      goTo(endMs);
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

  function add(to: Set<Call>, ms: number, then: () => void): () => void {
    const call = { atMs: now + ms, then };
    to.add(call);
    return () => void to.delete(call);
  }

  function makeNext(endMs: number): boolean {
    const next = takeEarliest(calls, endMs);
    if (!next) return false;
    goTo(next.atMs);
    next.then();
    return true;
  }

  function goTo(ms: number): void {
    for (let next = takeEarliest(callsAside, ms); next; next = takeEarliest(callsAside, ms)) {
      now = Math.max(now, next.atMs);
      next.then();
    }
    now = Math.max(now, ms);
  }
}

/** Takes the earliest call that is due by `endMs` out of them. */
function takeEarliest(calls: Set<Call>, endMs: number): Call | undefined {
  const [next] = [...calls].filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs);
  if (next) calls.delete(next);
  return next;
}

/** Resolves when every promise that does not wait for the clock has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
