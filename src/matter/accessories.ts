import type { API, MatterAccessory, MatterAPI } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts/texts.ts';
import { ENERGY, matterUuid, POWER, restoredTypeOf } from './accessory-definition.ts';
import { type MatterMeter, startMatterMeter } from './meter-accessory.ts';
import { keepUnconfigured } from './unconfigured-accessory.ts';

export interface MatterOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly config: Config;
  /** What Homebridge restored, each through `configureMatterAccessory`. */
  readonly cached: readonly MatterAccessory[];
  /** Whether accessories that are not configured stay, as unreachable: while the configuration has problems. */
  readonly isUnconfiguredKept?: boolean;
  /** Whether there is a mistake in a meter, which then may be of a type that nobody chose. */
  readonly hasMeterMistake?: boolean;
  readonly clock?: Pick<Clock, 'now' | 'after'>;
}

/** The meters in Matter. */
export interface MatterAccessories {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Matter stays. */
  stop(): void;
}

const NONE: MatterAccessories = { sinks: new Map(), stop() {} };

/**
 * Brings Matter in line with the configuration: one accessory a meter, what is no longer configured removed. Nothing
 * where Homebridge has no Matter, as Homebridge 1. Call it once Homebridge has finished launching.
 */
export function startMatter(options: MatterOptions): MatterAccessories {
  const { api, config, cached, isUnconfiguredKept, hasMeterMistake, log, texts, clock = systemClock } = options;
  const { matter } = api;
  if (!matter) return NONE;
  if (!measuresElectricity(matter)) {
    if (config.meters.some((meter) => meter.matter !== 'off')) log.info(texts.tooOld);
    return NONE;
  }

  const wanted = new Map(
    config.meters.filter((meter) => meter.matter !== 'off').map((meter) => [matterUuid(meter, matter), meter]),
  );
  const meters = new Map<string, MatterMeter>();
  for (const [uuid, meter] of wanted) {
    const restored = cached.find(({ UUID }) => UUID === uuid);
    // For a slip of the pen it stays what it was.
    const typed = hasMeterMistake && restored ? { ...meter, matter: restoredTypeOf(restored, matter) } : meter;
    meters.set(meter.slug, startMatterMeter({ meter: typed, matter, cached: restored, log, texts, clock }));
  }
  const others = cached.filter(({ UUID }) => !wanted.has(UUID));
  const kept = isUnconfiguredKept
    ? others.map((accessory) => keepUnconfigured({ accessory, matter, log, texts, clock }))
    : [];
  if (!isUnconfiguredKept) void remove(others, matter, options);
  return {
    sinks: meters,
    stop() {
      for (const one of [...meters.values(), ...kept]) one.stop();
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

/** In one call: Homebridge removes what it is told of in one call one after the other, and what it is told of in two at once. */
async function remove(
  accessories: readonly MatterAccessory[],
  matter: MatterAPI,
  { log, texts }: MatterOptions,
): Promise<void> {
  if (accessories.length === 0) return;
  try {
    await matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [...accessories]);
    for (const { displayName } of accessories) log.info(texts.removed(displayName));
  } catch (error) {
    for (const { displayName } of accessories) log.debug(texts.failing(displayName, String(error)));
  }
}
