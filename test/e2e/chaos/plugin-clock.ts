import { setTimeout as delay } from 'node:timers/promises';
import { type ChildClock, childClock } from '../../../testbed/child-clock/child-clock.ts';
import type { Homebridge } from '../../../testbed/homebridge/homebridge.ts';
import { serialInLog } from './numbered-frames.ts';

/** About what lies between two frames of a real meter: the mirror sends some twenty of them in one batch. */
export const STEP_MS = 500;
const LOOK_MS = 2;

/**
 * The time of the plugin. While the plugin runs, its clock moves forward by one step for each frame that the plugin has told
 * of, and by what really passes while a frame is on its way. So time passes quickly, and yet a slow machine does not make the
 * meter look silent.
 */
export interface PluginClock {
  /** Never more than what the plugin's wall clock says, or would say if it ran. */
  wall(): number;
  /** By how much that may exceed `wall()`. */
  readonly unsureMs: number;
  /** For a Homebridge that is to be started: clocks that go on from here. */
  clock(unsetUntil?: string): ChildClock;
  /** From now on the time of this Homebridge stands still. */
  hold(homebridge: Homebridge): Promise<void>;
  /** It goes on by itself, as Homebridge needs it to end. */
  release(): Promise<void>;
  /** The Homebridge whose time this was is gone. */
  lost(): void;
  /** One step, if it stands still. */
  pass(): Promise<void>;
  /** Resolves when the plugin has told of that frame, or nobody waits for it any more. */
  told(serial: number, isWaited: () => boolean): Promise<void>;
}

export function createPluginClock(): PluginClock {
  /** By how much the plugin's wall clock is ahead of this machine's while it runs. */
  let aheadMs = 0;
  /** What it says while it stands still. */
  let standsAtMs: number | undefined;
  let unsureMs = 0;
  let homebridge: Homebridge | undefined;
  let [linesSeen, newestTold] = [0, 0];
  let turn = Promise.resolve();

  const wall = () => standsAtMs ?? Date.now() + aheadMs;

  return {
    wall,
    get unsureMs() {
      return unsureMs;
    },
    clock(unsetUntil) {
      aheadMs = wall() + unsureMs - Date.now();
      standsAtMs = undefined;
      unsureMs = 0;
      return childClock({ isSteered: true, aheadMs, ...(unsetUntil !== undefined && { unsetUntil }) });
    },
    hold: (held) =>
      inTurn(async () => {
        [homebridge, linesSeen] = [held, 0];
        const beforeMs = Date.now();
        await held.clock.stop();
        standsAtMs = beforeMs + aheadMs;
        unsureMs += Date.now() - beforeMs;
      }),
    release: () =>
      inTurn(async () => {
        const beforeMs = Date.now();
        await homebridge?.clock.run();
        aheadMs = wall() - Date.now();
        unsureMs += Date.now() - beforeMs;
        standsAtMs = undefined;
        homebridge = undefined;
      }),
    lost() {
      homebridge = undefined;
    },
    pass: () => pass(STEP_MS),
    async told(serial, isWaited) {
      // The reader of a serial line looks away for a while between two pieces of a frame.
      for (let sinceMs = performance.now(); isWaited() && look() < serial; await delay(LOOK_MS)) {
        const ms = Math.floor(performance.now() - sinceMs);
        if (ms > 0) await pass(ms);
        sinceMs += ms;
      }
    },
  };

  function pass(ms: number): Promise<void> {
    return inTurn(async () => {
      const held = homebridge;
      if (!held) return;
      const isAlive = await held.clock.advance(ms).then(
        () => true,
        () => false,
      );
      if (isAlive && standsAtMs !== undefined) standsAtMs += ms;
    });
  }

  /** One after the other, as the answers of the child do not say what they answer. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    const acted = turn.then(act);
    turn = acted.catch(() => {});
    return acted;
  }

  function look(): number {
    for (const line of homebridge?.log.slice(linesSeen) ?? []) newestTold = serialInLog(line) ?? newestTold;
    linesSeen = homebridge?.log.length ?? 0;
    return newestTold;
  }
}
