import type { API, MatterAccessory, MatterAPI } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { type MatterMeter, matterMeter } from './accessory.ts';
import { BRIDGED, uuidOf } from './device.ts';

export interface MatterHouseOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly config: Config;
  /** What Homebridge restored, each through `configureMatterAccessory`. */
  readonly cached: readonly MatterAccessory[];
  /** Whether accessories that are not configured stay, as unreachable: while the configuration has problems. */
  readonly keepOthers?: boolean;
  readonly clock?: Pick<Clock, 'now' | 'after'>;
}

/** The meters in Matter. */
export interface MatterHouse {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Matter stays. */
  stop(): void;
}

/**
 * Brings Matter in line with the configuration: one accessory a meter, what is no longer configured removed. Nothing
 * where Homebridge has no Matter, as Homebridge 1. Call it once Homebridge has finished launching.
 */
export function matterHouseOf(options: MatterHouseOptions): MatterHouse {
  const { api, config, cached, keepOthers, log, texts, clock = systemClock } = options;
  const { matter } = api;
  if (!matter) return { sinks: new Map(), stop() {} };

  const wanted = new Map(
    config.meters.filter((meter) => meter.matter !== 'off').map((meter) => [uuidOf(meter, matter), meter]),
  );
  const meters = new Map<string, MatterMeter>();
  for (const [uuid, meter] of wanted) {
    const restored = cached.find(({ UUID }) => UUID === uuid);
    meters.set(meter.slug, matterMeter({ meter, matter, cached: restored, log, texts, clock }));
  }
  for (const accessory of cached.filter(({ UUID }) => !wanted.has(UUID))) {
    const { displayName } = accessory;
    (keepOthers ? silenced(accessory, matter) : removed(accessory, matter, options)).catch((error: unknown) =>
      log.debug(texts.failing(displayName, String(error))),
    );
  }
  return {
    sinks: meters,
    stop() {
      for (const meter of meters.values()) meter.stop();
    },
  };
}

async function silenced({ UUID }: MatterAccessory, matter: MatterAPI): Promise<void> {
  await matter.updateAccessoryState(UUID, BRIDGED, { reachable: false });
}

async function removed(
  accessory: MatterAccessory,
  matter: MatterAPI,
  { log, texts }: MatterHouseOptions,
): Promise<void> {
  await matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  log.info(texts.removed(accessory.displayName));
}
