import type { ChildProcess } from 'node:child_process';

/** How the clocks of a child process run; for `preload.ts`, as JSON. */
export interface ClockPlan {
  /** How many milliseconds pass in it while one passes outside. */
  readonly rate: number;
  /** Its wall clock said `wallMs` when that of the machine said `realWallMs`. */
  readonly wallMs: number;
  readonly realWallMs: number;
  /** Its wall clock begins in 1970, as on a machine without one, until there is a file of this name. */
  readonly unsetUntil?: string;
  /** Whether it listens to `steer`, over its IPC channel. */
  readonly isSteered: boolean;
  /** The rate from SIGTERM on; unless given, it stays as it is. */
  readonly endRate?: number;
}

/** What a test tells the clocks of its child: to run at another pace, or, while they stand still, to move forward. */
export type Steer = { readonly pace: number } | { readonly advance: number };

/** Clocks for child processes, which all show the same time. */
export interface ChildClock {
  /** For the child's environment. */
  readonly env: { readonly NODE_OPTIONS: string; readonly LINKY_TIC_CLOCK: string };
  readonly isSteered: boolean;
}

/** See `endsSlowly`. */
const END_RATE = 0.2;

const EVERY_CLOCK = new URL('preload.ts', import.meta.url).href;
const STEERED = new URL('steered-preload.ts', import.meta.url).href;
/** For `imports`: no name is found in the child. */
export const NO_DNS_PRELOAD = new URL('../homebridge/no-dns-preload.ts', import.meta.url).href;

export interface ChildClockOptions {
  readonly rate?: number;
  /** How far the wall clock is ahead of the machine's at the beginning. */
  readonly aheadMs?: number;
  readonly unsetUntil?: string;
  readonly isSteered?: boolean;
  /**
   * Whether it runs at a fifth of the machine's pace once the process is asked to end: Homebridge 2 kills itself five seconds
   * later, the plugin waits four seconds for its writer, and a slow machine may need longer to end in good order.
   */
  readonly endsSlowly?: boolean;
  /** Of a steered process: whether nothing but its IPC channel keeps it alive. */
  readonly livesByChannel?: boolean;
  /** Modules that are loaded after the clock. */
  readonly imports?: readonly string[];
}

/**
 * Clocks that run `rate` times as fast as this machine's, for tests in which nothing but time passes. A test that starts a
 * process twice on one storage gives both the same clock: that of a second call would begin earlier than the first has come to.
 */
export function childClock(choice: ChildClockOptions): ChildClock {
  const {
    rate = 1,
    aheadMs = 0,
    unsetUntil,
    isSteered = false,
    endsSlowly = false,
    livesByChannel = false,
    imports = [],
  } = choice;
  const realWallMs = Date.now();
  const plan: ClockPlan = {
    rate,
    isSteered,
    realWallMs,
    wallMs: realWallMs + aheadMs,
    ...(unsetUntil !== undefined && { unsetUntil }),
    ...(endsSlowly && { endRate: END_RATE }),
  };
  const modules = [EVERY_CLOCK, ...(isSteered && !livesByChannel ? [STEERED] : []), ...imports];
  const NODE_OPTIONS = modules.map((module) => `--import=${module}`).join(' ');
  return { isSteered, env: { NODE_OPTIONS, LINKY_TIC_CLOCK: JSON.stringify(plan) } };
}

/** Clocks for a Homebridge, or for what starts one. Homebridge 1 always waits five seconds before it ends. */
export function fastClock(rate: number, version: 1 | 2 = 2): ChildClock {
  return childClock({ rate, endsSlowly: version === 2 });
}

/** The clock of a child that was started with an IPC channel and a steered `childClock`, in the hand of the test. */
export interface SteeredClock {
  /** From now on it stands still. */
  stop(): Promise<void>;
  /** From now on it runs as this machine's does: what ends may wait for timers. */
  run(): Promise<void>;
  /** Moves it forward. Resolves when each timer that came due has rung, in order. */
  advance(ms: number): Promise<void>;
  /** How far it was moved forward so far: the clock of the next start must not be behind. */
  readonly aheadMs: number;
}

export function steer(child: ChildProcess): SteeredClock {
  let aheadMs = 0;
  const tell = (clock: Steer) =>
    new Promise<void>((resolve, reject) => {
      const onExit = () => reject(new Error('the process whose clock is steered has ended'));
      const onMessage = (message: object) => {
        if (!('clock' in message)) return;
        child.off('message', onMessage).off('exit', onExit);
        resolve();
      };
      child.on('message', onMessage).once('exit', onExit);
      child.send({ clock }, (error) => error && reject(error));
    });
  return {
    stop: () => tell({ pace: 0 }),
    run: () => tell({ pace: 1 }),
    async advance(ms) {
      await tell({ advance: ms });
      aheadMs += ms;
    },
    get aheadMs() {
      return aheadMs;
    },
  };
}

/** Moves a stopped clock forward, a step at a time, until what is awaited has come about. */
export async function advanceUntil<T>(clock: SteeredClock, awaited: Promise<T>, stepMs: number): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  awaited.then(over, over);
  while (!isOver) await clock.advance(stepMs);
  return awaited;
}

/** For `expect.poll`: asks again and again, and moves a stopped clock forward by a second before each time. */
export function advancingASecond<T>(
  { clock }: { readonly clock: SteeredClock },
  ask: () => Promise<T>,
): () => Promise<T> {
  return async () => {
    await clock.advance(1_000);
    return ask();
  };
}
