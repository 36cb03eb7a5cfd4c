import type { API, PlatformAccessory } from 'homebridge';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../base/plugin-names.ts';
import type { Config, MeterConfig, SensorConfig } from '../config/config.ts';
import type { Sink } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import { type StoredMinutes, silenceEve } from './eve/eve.ts';
import { type LiveAccessory, showIsLive } from './live-accessory.ts';
import { showUnknown } from './live-number.ts';
import { startSensor } from './sensor-accessory.ts';
import { matchRestoredSensors } from './sensor-identity.ts';
import { isSensorService } from './sensor-service.ts';
import type { SensorPlatformAccessory } from './sensor-switch.ts';
import { startTile } from './tile-accessory.ts';
import { tileDisplayName } from './tile-value.ts';

export interface HomekitOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['homekit'];
  readonly config: Config;
  /** The accessories that Homebridge restored, each through `configureAccessory`. */
  readonly cached: readonly PlatformAccessory[];
  /**
   * Whether accessories that the settings do not mention are kept, as not responding. They are kept while the settings have mistakes: if a
   * meter were removed, the user would lose its rooms and automations.
   */
  readonly isUnconfiguredKept?: boolean;
  /** Whether any sensor's settings have a mistake; sensors may then be missing, or have the default kind. */
  readonly hasSensorMistake?: boolean;
  readonly clock?: Pick<Clock, 'after' | 'now'>;
  /** How long the oldest Reading has waited for InfluxDB, in milliseconds: see `SensorOptions`. */
  readonly mirrorBehindMs?: () => number | undefined;
  /** The number of present troubles: see `trouble/list.ts`. */
  readonly troubles?: () => number;
  /** The source of the history in the Eve app; without it there is no history. */
  readonly storedMinutes?: StoredMinutes;
}

/** The tiles and the sensors of all meters in Apple Home. */
export interface HomekitAccessories {
  /** The sink for the readings of each meter, by the meter's slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Stops all timers. The accessories stay in Apple Home. */
  stop(): void;
}

/** An accessory that the settings ask for. */
interface WantedAccessory {
  /** The slug of its meter. */
  readonly meter: string;
  readonly uuid: string;
  readonly name: string;
  /** Makes an accessory, new or restored, this tile or sensor. */
  start(accessory: PlatformAccessory): LiveAccessory;
}

/**
 * Brings Apple Home in line with the settings: removes the accessories that they no longer mention, restores the known
 * ones, and adds the new ones. To be called once Homebridge has finished launching.
 */
export function startHomekit(options: HomekitOptions): HomekitAccessories {
  const { config, cached, isUnconfiguredKept } = options;
  const usedUuids = new Set(cached.map(({ UUID }) => UUID));
  const wanted = config.meters.flatMap((meter) => [
    ...wantedTiles(meter, options),
    ...wantedSensors(meter, usedUuids, options),
  ]);
  // First, before anything can fail, so that no restored value passes for a live one.
  showNothingLive(cached, options);
  // Before accessories are added, so that on a full bridge a new one can replace a removed one.
  if (!isUnconfiguredKept) removeOthers(cached, new Set(wanted.map(({ uuid }) => uuid)), options);

  const live = new Map<string, LiveAccessory[]>(config.meters.map(({ slug }) => [slug, []]));
  const cachedByUuid = new Map(cached.map((accessory) => [accessory.UUID, accessory]));
  for (const { meter, uuid, start } of wanted) {
    const restored = cachedByUuid.get(uuid);
    if (restored) live.get(meter)?.push(start(restored));
  }
  for (const newAccessory of wanted.filter(({ uuid }) => !cachedByUuid.has(uuid))) {
    const added = add(newAccessory, options);
    if (added) live.get(newAccessory.meter)?.push(added);
  }
  return accessoriesByMeter(live);
}

function wantedTiles(
  meter: MeterConfig,
  { api, log, texts, clock = systemClock, storedMinutes }: HomekitOptions,
): readonly WantedAccessory[] {
  return meter.tiles.map((tile) => ({
    meter: meter.slug,
    uuid: api.hap.uuid.generate(`${PLUGIN_NAME}:${meter.slug}:${tile}`),
    name: tileDisplayName(meter.name, tile, texts),
    start: (accessory) => startTile(accessory, { meter, tile, api, log, texts, clock, storedMinutes }),
  }));
}

/** @param usedUuids the UUIDs that are taken; those of the new sensors are added to it */
function wantedSensors(
  meter: MeterConfig,
  usedUuids: Set<string>,
  {
    api,
    log,
    texts,
    cached,
    hasSensorMistake,
    mirrorBehindMs,
    troubles = () => 0,
    clock = systemClock,
  }: HomekitOptions,
): readonly WantedAccessory[] {
  const restored = cached.flatMap(({ UUID: uuid, context }: SensorPlatformAccessory) =>
    context.sensor ? { uuid, meter: context.sensor.meter, sensor: context.sensor.config } : [],
  );
  const restoredUuids = matchRestoredSensors(meter.slug, meter.sensors, restored, hasSensorMistake);
  return meter.sensors.map((sensor) => ({
    meter: meter.slug,
    uuid: restoredUuids.get(sensor) ?? unusedUuid(`${PLUGIN_NAME}:${meter.slug}:sensor:${sensor.name}`, usedUuids, api),
    name: sensor.name,
    start: (accessory: SensorPlatformAccessory) =>
      startSensor(accessory, {
        meter,
        sensor: hasSensorMistake ? withRestoredKind(sensor, accessory) : sensor,
        api,
        log,
        texts,
        clock,
        troubles,
        mirrorBehindMs,
      }),
  }));
}

/** A mistake must not change the kind of a sensor, or the user would lose its automations. */
function withRestoredKind(sensor: SensorConfig, { context }: SensorPlatformAccessory): SensorConfig {
  return { ...sensor, kind: context.sensor?.config.kind ?? sensor.kind };
}

/** A UUID that no accessory has. The UUID of the seed may be taken by a sensor that was created under the same name and renamed since. */
function unusedUuid(seed: string, usedUuids: Set<string>, { hap }: API): string {
  for (let nth = 1; ; nth += 1) {
    const uuid = hap.uuid.generate(nth === 1 ? seed : `${seed}:${nth}`);
    if (usedUuids.has(uuid)) continue;
    usedUuids.add(uuid);
    return uuid;
  }
}

/** Adds an accessory to Apple Home. If the bridge refuses it, as a full bridge does, this is logged and undefined is returned. */
function add({ uuid, name, start }: WantedAccessory, { api, log, texts }: HomekitOptions): LiveAccessory | undefined {
  const accessory = new api.platformAccessory(name, uuid);
  const live = start(accessory);
  try {
    api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  } catch (error) {
    live.stop();
    unregister(accessory, api);
    log.error(texts.notAdded(name, error instanceof Error ? error.message : String(error)));
    return undefined;
  }
  log.info(texts.added(name));
  return live;
}

function accessoriesByMeter(live: ReadonlyMap<string, readonly LiveAccessory[]>): HomekitAccessories {
  let isStopped = false;
  const sinkFor = (accessories: readonly LiveAccessory[]): Sink => ({
    take(reading) {
      // The meter may deliver one more reading after the stop.
      if (isStopped) return;
      for (const accessory of accessories) accessory.take(reading);
    },
  });
  return {
    sinks: new Map(Array.from(live, ([slug, accessories]) => [slug, sinkFor(accessories)])),
    stop() {
      isStopped = true;
      for (const accessory of [...live.values()].flat()) accessory.stop();
    },
  };
}

/** Makes tiles and Eve's values answer No Response; sensors keep their state, with StatusActive false and StatusFault 1. */
function showNothingLive(accessories: readonly PlatformAccessory[], { api }: HomekitOptions): void {
  const { hap } = api;
  for (const accessory of accessories) silenceEve(accessory, api);
  for (const service of accessories.flatMap(({ services }) => services)) {
    if (service.UUID === hap.Service.LightSensor.UUID) showUnknown(service, hap);
    else if (isSensorService(service, hap)) showIsLive(service, hap, false);
  }
}

function removeOthers(
  accessories: readonly PlatformAccessory[],
  wantedUuids: ReadonlySet<string>,
  { api, log, texts }: HomekitOptions,
): void {
  for (const accessory of accessories.filter(({ UUID }) => !wantedUuids.has(UUID))) {
    unregister(accessory, api);
    log.info(texts.removed(accessory.displayName));
  }
}

/** Removes an accessory from the bridge and from Homebridge's cache. One that the bridge refused is only in the cache. */
function unregister(accessory: PlatformAccessory, api: API): void {
  try {
    api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  } catch {
    // Homebridge removes it from the cache first, and then throws because it is not in the bridge.
  }
}
