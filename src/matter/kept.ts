import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { BRIDGED, keptOf } from './device.ts';

/** Until it is looked whether Homebridge has done what it was told. */
const AGAIN_MS = 10_000;

export interface KeptOptions {
  /** What Homebridge restored. */
  readonly accessory: MatterAccessory;
  readonly matter: MatterAPI;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'after'>;
}

/**
 * Keeps an accessory of which the settings say nothing, as unreachable. It is registered like any other: an accessory that
 * is registered by nobody is not in the cache that Homebridge writes next, and gone at the start after that.
 */
export function keptUnreachable({ accessory, matter, log, texts, clock }: KeptOptions): { stop(): void } {
  const { UUID, displayName } = accessory;
  let cancel = () => {};
  let isStopped = false;
  const failed = (error: unknown) => log.debug(texts.failing(displayName, String(error)));

  register().catch(failed);

  async function register(): Promise<void> {
    await matter.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [keptOf(accessory, matter)]);
    await makeUnreachable();
  }

  /** And looks again until it is. */
  async function makeUnreachable(): Promise<void> {
    const stands = await matter.getAccessoryState(UUID, BRIDGED);
    if (stands?.['reachable'] === false || isStopped) return;
    cancel = clock.after(AGAIN_MS, () => makeUnreachable().catch(failed));
    if (stands) await matter.updateAccessoryState(UUID, BRIDGED, { reachable: false });
  }

  return {
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
