import type { MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';

/** How long a call may take. Homebridge answers within a turn of the event loop, or never. */
const LIMIT_MS = 30_000;
/** Each call that is given up stays in memory: where none is answered, there is one an hour. */
const MOST_MS = 3_600_000;

/** The calls of Homebridge's Matter, one at a time, none of which is waited for without an end. */
export interface TimeLimited extends Pick<MatterAPI, 'registerPlatformAccessories' | 'unregisterPlatformAccessories'> {
  updateAccessoryState(uuid: string, cluster: string, attributes: Record<string, unknown>): Promise<void>;
  getAccessoryState(uuid: string, cluster: string): Promise<Record<string, unknown> | undefined>;
  /** Waits for the call under way no longer. It then neither resolves nor rejects. */
  stop(): void;
}

/**
 * Rejects a call that has not settled in time: after 30 s, and after twice as long each time as long as none of its kind
 * settles.
 * @param gaveUp hears of each call that was given up, and for how long it was waited for
 */
export function timeLimited(
  matter: MatterAPI,
  clock: Pick<Clock, 'after'>,
  gaveUp: (afterMs: number) => void,
): TimeLimited {
  const limitsMs = new Map<string, number>();
  let cancel = () => {};

  function inTime<T>(kind: string, call: Promise<T>): Promise<T> {
    const limitMs = limitsMs.get(kind) ?? LIMIT_MS;
    return new Promise((resolve, reject) => {
      const cancelThis = clock.after(limitMs, () => {
        limitsMs.set(kind, Math.min(2 * limitMs, MOST_MS));
        gaveUp(limitMs);
        reject(new Error(`no answer within ${limitMs / 1000} s`));
      });
      cancel = cancelThis;
      const settled = () => {
        cancelThis();
        limitsMs.delete(kind);
      };
      call.then(settled, settled);
      call.then(resolve, reject);
    });
  }

  return {
    registerPlatformAccessories: (...given) => inTime('register', matter.registerPlatformAccessories(...given)),
    unregisterPlatformAccessories: (...given) => inTime('unregister', matter.unregisterPlatformAccessories(...given)),
    updateAccessoryState: (...given) => inTime('update', matter.updateAccessoryState(...given)),
    getAccessoryState: (...given) => inTime('get', matter.getAccessoryState(...given)),
    stop: () => cancel(),
  };
}
