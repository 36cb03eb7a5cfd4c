import type { API, MatterAccessory, MatterAPI } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { type MatterMeter, matterMeter } from './accessory.ts';
import { BRIDGED, ENERGY, POWER, uuidOf } from './device.ts';

export interface MatterHouseOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly config: Config;
  /** What Homebridge restored, each through `configureMatterAccessory`. */
  readonly cached: readonly MatterAccessory[];
  /** Whether accessories that are not configured stay, as unreachable: while the configuration has problems. */
  readonly keepOthers?: boolean;
  /** Whether there is a mistake in a meter, which then may be of a type that nobody chose. */
  readonly inDoubt?: boolean;
  readonly clock?: Pick<Clock, 'now' | 'after'>;
}

/** The meters in Matter. */
export interface MatterHouse {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Matter stays. */
  stop(): void;
}

const NONE: MatterHouse = { sinks: new Map(), stop() {} };

/**
 * Brings Matter in line with the configuration: one accessory a meter, what is no longer configured removed. Nothing
 * where Homebridge has no Matter, as Homebridge 1. Call it once Homebridge has finished launching.
 */
export function matterHouseOf(options: MatterHouseOptions): MatterHouse {
  const { api, config, cached, keepOthers, inDoubt, log, texts, clock = systemClock } = options;
  const { matter } = api;
  if (!matter) return NONE;
  if (!measuresElectricity(matter)) {
    if (config.meters.some((meter) => meter.matter !== 'off')) log.info(texts.tooOld);
    return NONE;
  }

  const wanted = new Map(
    config.meters.filter((meter) => meter.matter !== 'off').map((meter) => [uuidOf(meter, matter), meter]),
  );
  const meters = new Map<string, MatterMeter>();
  for (const [uuid, meter] of wanted) {
    const restored = cached.find(({ UUID }) => UUID === uuid);
    const typed = inDoubt && restored ? { ...meter, matter: typeOf(restored, matter) } : meter;
    meters.set(meter.slug, matterMeter({ meter: typed, matter, cached: restored, log, texts, clock }));
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

/** Homebridge has had Matter since 2.0, but these clusters and the devices that have them only since 2.2.1. */
function measuresElectricity({ deviceTypes, clusterNames }: MatterAPI): boolean {
  const known: readonly string[] | undefined = clusterNames && Object.values(clusterNames);
  return (
    deviceTypes.ElectricalSensor !== undefined && (!known || [POWER, ENERGY].every((name) => known.includes(name)))
  );
}

/** A device of another type is another one to Apple Home: for a slip of the pen it stays what it was. */
function typeOf({ deviceType }: MatterAccessory, { deviceTypes }: MatterAPI): 'outlet' | 'electricalSensor' {
  return deviceType.name === deviceTypes.ElectricalSensor.name ? 'electricalSensor' : 'outlet';
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
