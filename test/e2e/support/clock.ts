import type { ChildProcess } from 'node:child_process';

/** How the clocks of a child process run; for `child-clock.ts`, as JSON. */
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

/** Of Homebridge 2: see `hurriedClock`. */
export const END_RATE = 0.2;

const CLOCK = new URL('child-clock.ts', import.meta.url).href;
const UNBOUND = new URL('unbound.ts', import.meta.url).href;

export interface ClockChoice {
  readonly rate?: number;
  /** How far the wall clock is ahead of the machine's at the beginning. */
  readonly aheadMs?: number;
  readonly unsetUntil?: string;
  readonly isSteered?: boolean;
  readonly endRate?: number;
  /** Of a steered process: whether nothing but its IPC channel keeps it alive. */
  readonly livesByChannel?: boolean;
  /** Modules that are loaded after the clock. */
  readonly imports?: readonly string[];
}

/**
 * Clocks that run `rate` times as fast as this machine's, for tests in which nothing but time passes. One for all starts of
 * a test: a second one would begin in the past of the first.
 */
export function childClock(choice: ClockChoice): ChildClock {
  const {
    rate = 1,
    aheadMs = 0,
    unsetUntil,
    isSteered = false,
    endRate,
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
    ...(endRate !== undefined && { endRate }),
  };
  const modules = [CLOCK, ...(isSteered && !livesByChannel ? [UNBOUND] : []), ...imports];
  const NODE_OPTIONS = modules.map((module) => `--import=${module}`).join(' ');
  return { isSteered, env: { NODE_OPTIONS, LINKY_TIC_CLOCK: JSON.stringify(plan) } };
}

/**
 * Clocks for Homebridge 2, or for what starts it. It kills itself five seconds after it was asked to end: from then on its
 * clock runs at a fifth of the machine's pace, because a slow machine may need longer to end it in good order.
 */
export function hurriedClock(rate: number): ChildClock {
  return childClock({ rate, endRate: END_RATE });
}

/** The clock of a child that was started with an IPC channel and a steered `childClock`, in the hand of the test. */
export interface SteeredClock {
  /** From now on it stands still. */
  stop(): Promise<void>;
  /** From now on it runs as this machine's does. Homebridge ends only while its clock runs. */
  run(): Promise<void>;
  /** Moves it forward. Resolves when each timer that came due has rung, in order. */
  advance(ms: number): Promise<void>;
}

export function steer(child: ChildProcess): SteeredClock {
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
  return { stop: () => tell({ pace: 0 }), run: () => tell({ pace: 1 }), advance: (ms) => tell({ advance: ms }) };
}
