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
}

/** What a test tells the clocks of its child: to run at another pace, or, while they stand still, to be set on. */
export type Steer = { readonly pace: number } | { readonly advance: number };

/** The clocks of child processes, which are one clock: a wall clock that the test can read, too. */
export interface ChildClock {
  /** For the child's environment. */
  readonly env: { readonly NODE_OPTIONS: string; readonly LINKY_TIC_CLOCK: string };
  readonly isSteered: boolean;
  /** What its wall clock says now, unless it was stopped. */
  wall(): number;
}

const PRELOAD = new URL('child-clock.ts', import.meta.url).href;

export interface ClockChoice {
  readonly rate?: number;
  /** How far the wall clock is ahead of the machine's at the begin. */
  readonly aheadMs?: number;
  readonly unsetUntil?: string;
  readonly isSteered?: boolean;
}

/** Clocks that run `rate` times as fast as this machine's, for tests in which nothing but time passes. */
export function childClock({ rate = 1, aheadMs = 0, unsetUntil, isSteered = false }: ClockChoice): ChildClock {
  const realWallMs = Date.now();
  const plan: ClockPlan = {
    rate,
    isSteered,
    realWallMs,
    wallMs: realWallMs + aheadMs,
    ...(unsetUntil !== undefined && { unsetUntil }),
  };
  return {
    isSteered,
    env: { NODE_OPTIONS: `--import=${PRELOAD}`, LINKY_TIC_CLOCK: JSON.stringify(plan) },
    wall: () => plan.wallMs + (Date.now() - realWallMs) * rate,
  };
}

/** The clock of a child that was started with an IPC channel and a steered `childClock`, in the hand of the test. */
export interface SteeredClock {
  /** From now on it stands still. */
  stop(): Promise<void>;
  /** And now it runs as this machine's does. Homebridge waits for its clock to end. */
  run(): Promise<void>;
  /** Sets it on by so many milliseconds. Resolves when each timer that came due has rung, in order. */
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
