import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts/texts.ts';
import { BRIDGED, restoredDefinition } from './accessory-definition.ts';
import { RETRY_AFTER_MS, timeLimitedCalls } from './time-limited-calls.ts';

export interface UnconfiguredOptions {
  /** What Homebridge restored. */
  readonly accessory: MatterAccessory;
  readonly matter: MatterAPI;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * Keeps an accessory of which the settings say nothing, as unreachable. It is registered like any other: an accessory that
 * is registered by nobody is not in the cache that Homebridge writes next, and gone at the start after that. Both are tried
 * until they are done, as Homebridge refuses them while its Matter starts.
 */
export function keepUnconfigured({ accessory, matter, log, texts, clock }: UnconfiguredOptions): { stop(): void } {
  const { UUID, displayName } = accessory;
  const calls = timeLimitedCalls(matter, clock);
  let cancel = () => {};
  let isRegistered = false;
  let isUnreachable = false;
  let isStopped = false;

  void keep();

  async function keep(): Promise<void> {
    // The one is done without the other, too.
    for (const step of [register, makeUnreachable]) {
      await step().catch((error: unknown) => log.debug(texts.failing(displayName, String(error))));
    }
    if (isStopped || (isRegistered && isUnreachable)) return;
    cancel = clock.after(RETRY_AFTER_MS, () => void keep());
  }

  async function register(): Promise<void> {
    if (isRegistered) return;
    await calls.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [restoredDefinition(accessory, matter)]);
    isRegistered = true;
  }

  /** What it is told it does later, if at all: only the next look shows whether it has. */
  async function makeUnreachable(): Promise<void> {
    const stands = await calls.getAccessoryState(UUID, BRIDGED);
    isUnreachable = stands?.['reachable'] === false;
    if (stands && !isUnreachable) await calls.updateAccessoryState(UUID, BRIDGED, { reachable: false });
  }

  return {
    stop() {
      isStopped = true;
      calls.stop();
      cancel();
    },
  };
}
