import { setTimeout as delay } from 'node:timers/promises';
import { type ChildClock, childClock } from '../../../testbed/child-clock/child-clock.ts';
import type { Homebridge } from '../../../testbed/homebridge/homebridge.ts';
import { serialInLog } from '../../../testbed/meter/numbered-frames.ts';

/** About the time between two frames of a real meter. The mirror sends some twenty frames in a batch. */
export const STEP_MS = 500;
const LOOK_MS = 2;
/** The most that passes for the plugin from one look at its log to the next, however long the machine stood still in between. */
const LONGEST_LOOK_MS = 50;

/**
 * The clock of the plugin, in the hand of the test. While the plugin runs, its clock moves forward one step for each
 * frame that it has logged, and by about the real time that passes while it waits for a frame. So its time passes quickly,
 * and yet a slow machine does not make the meter look silent.
 */
export interface PluginClock {
  /**
   * The plugin's wall clock, or what it would show if the plugin ran. It is never ahead, but may be behind by
   * `uncertaintyMs`: nobody knows when exactly it was stopped.
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
  /** Resolves when so many further steps were made, whoever makes them. */
  steps(count: number): Promise<void>;
  /** Resolves when the plugin has logged the frame with this serial number, or when `isWanted` becomes false. */
  waitUntilLogged(serial: number, isWanted: () => boolean): Promise<void>;
  /** Lets time pass for the plugin until this becomes true. */
  passUntil(isOver: () => boolean): Promise<void>;
}

export function createPluginClock(): PluginClock {
  /** The Homebridge whose clock is stopped. */
  let homebridge: Homebridge | undefined;
  /** By how much the plugin's wall clock is ahead of this machine's while it runs. */
  let aheadMs = 0;
  /** What it showed when it was stopped. */
  let stoppedAtMs = 0;
  let uncertaintyMs = 0;
  let stepsMade = 0;
  let [linesRead, newestLogged] = [0, 0];

  const wall = () => (homebridge ? stoppedAtMs + homebridge.clock.aheadMs : Date.now() + aheadMs);

  return {
    wall,
    get uncertaintyMs() {
      return uncertaintyMs;
    },
    childClock: (unsetUntil) =>
      childClock({
        isSteered: true,
        endsSlowly: true,
        aheadMs,
        unsetUntil,
      }),
    async stop(started) {
      const beforeMs = wall();
      await started.clock.stop();
      uncertaintyMs = wall() - beforeMs;
      [homebridge, stoppedAtMs, linesRead] = [started, beforeMs, 0];
    },
    async run() {
      const stopped = homebridge;
      release();
      await stopped?.clock.run();
    },
    processEnded: release,
    async step() {
      await advance(STEP_MS);
      stepsMade += 1;
    },
    async steps(count) {
      for (const last = stepsMade + count; stepsMade < last; ) await delay(LOOK_MS);
    },
    waitUntilLogged: (serial, isWanted) => passUntil(() => !isWanted() || newestInLog() >= serial),
    passUntil,
  };

  /** No clock is stopped any more. The next one must not be behind what this one has shown, with the step that may be under way. */
  function release(): void {
    aheadMs = wall() + uncertaintyMs + STEP_MS - Date.now();
    [homebridge, uncertaintyMs] = [undefined, 0];
  }

  /** The reader of a serial port pauses by the plugin's clock between two pieces of a frame, so that must go on. */
  async function passUntil(isOver: () => boolean): Promise<void> {
    for (let sinceMs = performance.now(); !isOver(); await delay(LOOK_MS)) {
      const nowMs = performance.now();
      await advance(Math.min(LONGEST_LOOK_MS, Math.ceil(nowMs - sinceMs)));
      sinceMs = nowMs;
    }
  }

  /** The Homebridge may be killed meanwhile. */
  async function advance(ms: number): Promise<void> {
    await homebridge?.clock.advance(ms).catch(() => {});
  }

  function newestInLog(): number {
    for (const line of homebridge?.log.slice(linesRead) ?? []) newestLogged = serialInLog(line) ?? newestLogged;
    linesRead = homebridge?.log.length ?? 0;
    return newestLogged;
  }
}
