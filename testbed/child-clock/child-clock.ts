import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** How the clocks of a child process run. `preload.ts` reads it as JSON. */
export interface ClockPlan {
  /** How many milliseconds pass in the child for each real one. */
  readonly rate: number;
  /** Its wall clock is at `wallMs` when that of the machine is at `realWallMs`. */
  readonly wallMs: number;
  readonly realWallMs: number;
  /**
   * Its wall clock starts in 1970, as on a machine without a battery-backed clock, and is right once a file of this
   * name exists.
   */
  readonly unsetUntil?: string;
  /** Whether it obeys `steer`, over its IPC channel. */
  readonly isSteered: boolean;
  /** Instead, it obeys what listens on this Unix socket: for a process that another one starts, which has its IPC channel. */
  readonly socket?: string;
  /** Its wall clock is ahead by as many milliseconds more as this file says when it starts. */
  readonly aheadIn?: string;
  /** The rate after SIGTERM; unless given, the rate stays as it is. */
  readonly endRate?: number;
}

/**
 * A command from the test to the clocks of its child: to run at another rate (0 stops them), or, while stopped, to move
 * forward, or to leap.
 */
export type Steer = { readonly pace: number } | { readonly advance: number } | { readonly leap: number };

/** A clock that may be given to several child processes, which then all show the same time. */
export interface ChildClock {
  /** For the child's environment. */
  readonly env: { readonly NODE_OPTIONS: string; readonly LINKY_TIC_CLOCK: string };
  readonly isSteered: boolean;
}

/** See `endsSlowly`. */
const END_RATE = 0.2;

const EVERY_CLOCK = new URL('preload.ts', import.meta.url).href;
const REQUESTS = new URL('requests-preload.ts', import.meta.url).href;
const STEERED = new URL('steered-preload.ts', import.meta.url).href;
/** A module for `imports`: no DNS name is found in the child. */
export const NO_DNS_PRELOAD = new URL('../homebridge/no-dns-preload.ts', import.meta.url).href;

export interface ChildClockOptions {
  readonly rate?: number;
  /** How far the wall clock is ahead of the machine's at first. */
  readonly aheadMs?: number;
  readonly unsetUntil?: string;
  readonly isSteered?: boolean;
  /**
   * Whether it runs at a fifth of the real rate after SIGTERM. Homebridge 2 kills itself five seconds after it, and the
   * plugin waits four seconds for its writer: a slow machine may need longer to end properly.
   */
  readonly endsSlowly?: boolean;
  /** See `ClockPlan`. */
  readonly socket?: string;
  readonly aheadIn?: string;
  /** For a steered process: whether its clock waits for each request over HTTP to be answered, as none ever takes too long then. */
  readonly waitsForRequests?: boolean;
  /** For a steered process: whether its IPC channel keeps it alive. */
  readonly livesByChannel?: boolean;
  /** Modules to preload after the clock. */
  readonly imports?: readonly string[];
}

/**
 * A clock for a child process. Only the test of these clocks gives it a `rate`: with one, a machine that stands still for a second
 * costs the child many. Where time has to pass, it is steered. A process that is started again on the storage of one whose clock was
 * moved forward is ahead by as much.
 */
export function childClock(choice: ChildClockOptions): ChildClock {
  const {
    rate = 1,
    aheadMs = 0,
    unsetUntil,
    isSteered = false,
    socket,
    aheadIn,
    endsSlowly = false,
    waitsForRequests = false,
    livesByChannel = false,
    imports = [],
  } = choice;
  const realWallMs = Date.now();
  const plan: ClockPlan = {
    rate,
    isSteered,
    realWallMs,
    wallMs: realWallMs + aheadMs,
    unsetUntil,
    socket,
    aheadIn,
    ...(endsSlowly && { endRate: END_RATE }),
  };
  const modules = [
    EVERY_CLOCK,
    ...(isSteered && !livesByChannel ? [STEERED] : []),
    ...(waitsForRequests ? [REQUESTS] : []),
    ...imports,
  ];
  const NODE_OPTIONS = modules.map((module) => `--import=${module}`).join(' ');
  return { isSteered, env: { NODE_OPTIONS, LINKY_TIC_CLOCK: JSON.stringify(plan) } };
}

/** Controls the clock of a child that was started with an IPC channel and a steered `childClock`. */
export interface SteeredClock {
  /** Stops it. */
  stop(): Promise<void>;
  /** Lets it run in real time, for example because a process that ends waits for timers. */
  run(): Promise<void>;
  /** Moves the stopped clock forward. Resolves when each timer that came due has fired, in order. */
  advance(ms: number): Promise<void>;
  /**
   * Moves the stopped clock forward as on a machine that has slept: no timer fires, and each has as much time left as before. So a
   * test can pass over the hours in which a meter says nothing new.
   */
  leap(ms: number): Promise<void>;
  /** Its wall clock after the last command, in milliseconds since 1970. */
  readonly wallMs: number;
  /** How far it was moved forward so far. A clock for the next start must be ahead by as much. */
  readonly aheadMs: number;
}

export function steer(child: ChildProcess): SteeredClock {
  return steerBy(
    (clock) =>
      new Promise<number>((resolve, reject) => {
        const onExit = () => reject(new Error('the process whose clock is steered has ended'));
        const onMessage = (message: object) => {
          if (!('clockWallMs' in message)) return;
          child.off('message', onMessage).off('exit', onExit);
          resolve(Number(message.clockWallMs));
        };
        if (child.exitCode !== null || child.signalCode !== null) return onExit();
        child.on('message', onMessage).once('exit', onExit);
        child.send({ clock }, (error) => error && reject(error));
      }),
  );
}

/** @param ask sends a command, and gives the wall clock of the child after it */
export function steerBy(ask: (command: Steer) => Promise<number>): SteeredClock {
  let aheadMs = 0;
  let wallMs = Number.NaN;
  let lastAnswer: Promise<void> = Promise.resolve();
  /** Sends one command at a time, because an answer does not tell which command it answers. */
  const tell = (command: Steer) => {
    const answered = lastAnswer.then(async () => {
      wallMs = await ask(command);
    });
    lastAnswer = answered.catch(() => {});
    return answered;
  };
  return {
    stop: () => tell({ pace: 0 }),
    run: () => tell({ pace: 1 }),
    async advance(ms) {
      await tell({ advance: ms });
      aheadMs += ms;
    },
    async leap(ms) {
      await tell({ leap: ms });
      aheadMs += ms;
    },
    get wallMs() {
      return wallMs;
    },
    get aheadMs() {
      return aheadMs;
    },
  };
}

/** How a steered clock moves on by itself: see `keepMoving`. */
export interface Pace {
  /** How far it moves at a time. */
  readonly stepMs: number;
  /** The real time between two steps, in which the child does what the step has brought. */
  readonly pauseMs: number;
  /** What happens between two steps, as when a meter sends a frame. The next step waits for it. */
  before?(): unknown;
}

/** Ten times as fast as the machine's clock, or slower. */
export const QUICKLY: Pace = { stepMs: 500, pauseMs: 50 };

/** A clock that moves on by itself. */
export interface MovingClock {
  /** Resolves when its last step is over. From then on it runs in real time, or its process has ended. */
  halt(): Promise<void>;
}

/**
 * Has a steered clock move on in steps, for tests that only wait for time to pass. A step begins when the child has answered the one before:
 * while the machine, the child or this process stands still, no time passes, so no meter seems silent and no answer late for that.
 */
export function keepMoving(clock: SteeredClock, { stepMs, pauseMs, before }: Pace): MovingClock {
  const life = new AbortController();
  /** The child may end at any time. */
  const isObeyed = (command: Promise<void>) =>
    command.then(
      () => true,
      () => false,
    );
  const moving = async () => {
    for (let goesOn = await isObeyed(clock.stop()); goesOn && !life.signal.aborted; ) {
      await before?.();
      goesOn = await isObeyed(clock.advance(stepMs));
      await delay(pauseMs);
    }
    await isObeyed(clock.run());
  };
  const moved = moving();
  return {
    halt() {
      life.abort();
      return moved;
    },
  };
}

/** Moves a stopped clock forward step by step until the promise is settled. */
export async function advanceUntil<T>(clock: SteeredClock, awaited: Promise<T>, stepMs: number): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  awaited.then(over, over);
  while (!isOver) await clock.advance(stepMs);
  return awaited;
}

/** For `expect.poll`: a function that moves a stopped clock forward by a second each time before it calls `ask`. */
export function advancingASecond<T>(
  { clock }: { readonly clock: SteeredClock },
  ask: () => Promise<T>,
): () => Promise<T> {
  return async () => {
    await clock.advance(1_000);
    return ask();
  };
}
