import { setTimeout as delay } from 'node:timers/promises';
import { type ChildClock, childClock } from '../../../testbed/child-clock/child-clock.ts';
import type { Homebridge } from '../../../testbed/homebridge/homebridge.ts';
import { serialInLog } from './numbered-frames.ts';

/** About the time between two frames of a real meter. The mirror sends some twenty frames in a batch. */
export const STEP_MS = 500;
const LOG_CHECK_MS = 2;

/**
 * The clock of the plugin, in the hand of the test. While the plugin runs, its clock moves forward one step for each
 * frame that it has logged, and by the real time that passes while it waits for a frame. So its time passes quickly,
 * and yet a slow machine does not make the meter look silent.
 */
export interface PluginClock {
  /**
   * The plugin's wall clock, or what it would show if the plugin ran. It is never ahead, but may be behind by
   * `uncertaintyMs`.
   */
  wall(): number;
  readonly uncertaintyMs: number;
  /** For a Homebridge that is to be started: a clock that continues from here. */
  childClock(unsetUntil?: string): ChildClock;
  /** Stops the clock of this Homebridge: from now on it moves in steps only. */
  stop(homebridge: Homebridge): Promise<void>;
  /** Lets the clock run, because Homebridge needs it to end. */
  run(): Promise<void>;
  /** To be called when the Homebridge has ended. */
  processEnded(): void;
  /** Moves a stopped clock forward by one step. */
  step(): Promise<void>;
  /** Resolves when the plugin has logged the frame with this serial number, or when `isWanted` becomes false. */
  waitUntilLogged(serial: number, isWanted: () => boolean): Promise<void>;
  /** Lets real time pass for the plugin until this becomes true. */
  passUntil(isOver: () => boolean): Promise<void>;
}

export function createPluginClock(): PluginClock {
  /** By how much the plugin's wall clock is ahead of this machine's while it runs. */
  let aheadMs = 0;
  /** What it shows while it is stopped. */
  let stoppedAtMs: number | undefined;
  let uncertaintyMs = 0;
  let homebridge: Homebridge | undefined;
  let [linesRead, newestLogged] = [0, 0];
  let queue = Promise.resolve();

  const wall = () => stoppedAtMs ?? Date.now() + aheadMs;

  return {
    wall,
    get uncertaintyMs() {
      return uncertaintyMs;
    },
    childClock(unsetUntil) {
      aheadMs = wall() + uncertaintyMs - Date.now();
      stoppedAtMs = undefined;
      uncertaintyMs = 0;
      return childClock({
        isSteered: true,
        endsSlowly: true,
        aheadMs,
        ...(unsetUntil !== undefined && { unsetUntil }),
      });
    },
    stop: (started) =>
      enqueue(async () => {
        [homebridge, linesRead] = [started, 0];
        const beforeMs = Date.now();
        await started.clock.stop();
        stoppedAtMs = beforeMs + aheadMs;
        uncertaintyMs += Date.now() - beforeMs;
      }),
    run: () =>
      enqueue(async () => {
        const beforeMs = Date.now();
        await homebridge?.clock.run();
        aheadMs = wall() - Date.now();
        uncertaintyMs += Date.now() - beforeMs;
        stoppedAtMs = undefined;
        homebridge = undefined;
      }),
    processEnded() {
      homebridge = undefined;
    },
    step: () => advance(STEP_MS),
    waitUntilLogged: (serial, isWanted) => passUntil(() => !isWanted() || newestInLog() >= serial),
    passUntil,
  };

  /** The reader of a serial port pauses by the plugin's clock between two pieces of a frame, so that must go on. */
  async function passUntil(isOver: () => boolean): Promise<void> {
    for (let sinceMs = performance.now(); !isOver(); await delay(LOG_CHECK_MS)) {
      const ms = Math.floor(performance.now() - sinceMs);
      if (ms > 0) await advance(ms);
      sinceMs += ms;
    }
  }

  function advance(ms: number): Promise<void> {
    return enqueue(async () => {
      if (!homebridge) return;
      const isAlive = await homebridge.clock.advance(ms).then(
        () => true,
        () => false,
      );
      if (isAlive && stoppedAtMs !== undefined) stoppedAtMs += ms;
    });
  }

  /** One command at a time, because the child's answers do not tell which command they answer. */
  function enqueue(act: () => Promise<void>): Promise<void> {
    const acted = queue.then(act);
    queue = acted.catch(() => {});
    return acted;
  }

  function newestInLog(): number {
    for (const line of homebridge?.log.slice(linesRead) ?? []) newestLogged = serialInLog(line) ?? newestLogged;
    linesRead = homebridge?.log.length ?? 0;
    return newestLogged;
  }
}
