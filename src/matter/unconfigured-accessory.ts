import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../base/plugin-names.ts';
import type { Texts } from '../texts/texts.ts';
import { BRIDGED, restoredDefinition } from './accessory-definition.ts';
import { RETRY_AFTER_MS, timeLimitedCalls } from './time-limited-calls.ts';

export interface UnconfiguredOptions {
  /** The accessory that Homebridge restored. */
  readonly accessory: MatterAccessory;
  readonly matter: MatterAPI;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * Keeps an accessory that the settings do not mention, as unreachable. It is registered like any other, because Homebridge leaves an
 * accessory that nobody registers out of the next cache that it writes, and so loses it at the second restart. Homebridge refuses calls
 * while its Matter starts, so both steps are retried every ten seconds until they have succeeded.
 */
export function keepUnconfigured({ accessory, matter, log, texts, clock }: UnconfiguredOptions): { stop(): void } {
  const { UUID, displayName } = accessory;
  const calls = timeLimitedCalls(matter, clock);
  let cancelRetry = () => {};
  let isRegistered = false;
  let isUnreachable = false;
  let isStopped = false;

  void keep();

  async function keep(): Promise<void> {
    // Each step is tried even if the other one fails.
    for (const step of [register, makeUnreachable]) {
      await step().catch((error: unknown) => log.debug(texts.failing(displayName, String(error))));
    }
    if (isStopped || (isRegistered && isUnreachable)) return;
    cancelRetry = clock.after(RETRY_AFTER_MS, () => void keep());
  }

  async function register(): Promise<void> {
    if (isRegistered) return;
    await calls.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [restoredDefinition(accessory, matter)]);
    isRegistered = true;
  }

  /** Homebridge carries out an update after it has answered, if at all: only the next attempt shows whether it did. */
  async function makeUnreachable(): Promise<void> {
    const state = await calls.getAccessoryState(UUID, BRIDGED);
    isUnreachable = state?.['reachable'] === false;
    if (state && !isUnreachable) await calls.updateAccessoryState(UUID, BRIDGED, { reachable: false });
  }

  return {
    stop() {
      isStopped = true;
      calls.stop();
      cancelRetry();
    },
  };
}
