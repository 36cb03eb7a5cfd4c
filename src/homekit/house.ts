import type { API, PlatformAccessory } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config, MeterConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { type LiveAccessory, tileOn } from './accessory.ts';
import { isDetector, type SensorPlatformAccessory, sensorOn } from './detector.ts';
import { type Past, silenceEve } from './eve.ts';
import { showStatus, stopResponding } from './gauge.ts';
import { identify } from './identity.ts';
import { nameOf } from './tile.ts';

export interface HouseOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['homekit'];
  readonly config: Config;
  /** What Homebridge restored, each through `configureAccessory`. */
  readonly cached: readonly PlatformAccessory[];
  /**
   * Whether accessories that are not configured stay, as not responding: while the configuration has problems, so that
   * a slip of the pen does not cost the user the rooms and the automations of a meter.
   */
  readonly keepOthers?: boolean;
  readonly clock?: Pick<Clock, 'after'>;
  /** What the history in the Eve app is made of. */
  readonly past?: Past;
}

/** The tiles and the sensors of all meters in Apple Home. */
export interface House {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Apple Home stays. */
  stop(): void;
}

/** What is to stand in Apple Home, and how an accessory, new or restored, becomes it. */
interface Wanted {
  readonly uuid: string;
  readonly name: string;
  make(accessory: PlatformAccessory): LiveAccessory;
}

/**
 * Brings Apple Home in line with the configuration: restores the accessories that it knows, adds the new, removes those
 * that are no longer configured. Call it once Homebridge has finished launching.
 */
export function houseOf(options: HouseOptions): House {
  const { config, cached, keepOthers } = options;
  const taken = new Set(cached.map(({ UUID }) => UUID));
  const wanted = new Map(
    config.meters.map((meter) => [meter.slug, [...tilesOf(meter, options), ...sensorsOf(meter, taken, options)]]),
  );
  const uuids = new Set([...wanted.values()].flat().map(({ uuid }) => uuid));
  const others = cached.filter(({ UUID }) => !uuids.has(UUID));
  const live = new Map(Array.from(wanted, ([slug, each]) => [slug, each.map((one) => placed(one, options))]));
  if (keepOthers) silence(others, options);
  else remove(others, options);
  return {
    sinks: new Map(Array.from(live, ([slug, accessories]) => [slug, sinkInto(accessories)])),
    stop() {
      for (const accessory of [...live.values()].flat()) accessory.stop();
    },
  };
}

function tilesOf(meter: MeterConfig, { api, texts, clock = systemClock, past }: HouseOptions): readonly Wanted[] {
  return meter.tiles.map((tile) => ({
    uuid: api.hap.uuid.generate(`${PLUGIN_NAME}:${meter.slug}:${tile}`),
    name: nameOf(meter.name, tile, texts),
    make: (accessory) => tileOn(accessory, { meter, tile, api, texts, clock, ...(past && { past }) }),
  }));
}

/** @param taken the UUIDs that no new sensor can have; it adds those that it gives */
function sensorsOf(
  meter: MeterConfig,
  taken: Set<string>,
  { api, cached, clock = systemClock }: HouseOptions,
): readonly Wanted[] {
  const known = cached.flatMap(({ UUID: uuid, context }: SensorPlatformAccessory) =>
    context.sensor ? { uuid, meter: context.sensor.meter, sensor: context.sensor.config } : [],
  );
  const before = identify(meter.slug, meter.sensors, known);
  return meter.sensors.map((sensor) => ({
    uuid: before.get(sensor) ?? newUuid(`${PLUGIN_NAME}:${meter.slug}:sensor:${sensor.name}`, taken, api),
    name: sensor.name,
    make: (accessory) => sensorOn(accessory, { meter, sensor, api, clock }),
  }));
}

/** Under this name another sensor, since renamed, may have begun. */
function newUuid(seed: string, taken: Set<string>, { hap }: API): string {
  for (let nth = 1; ; nth += 1) {
    const uuid = hap.uuid.generate(nth === 1 ? seed : `${seed}:${nth}`);
    if (taken.has(uuid)) continue;
    taken.add(uuid);
    return uuid;
  }
}

function placed({ uuid, name, make }: Wanted, { api, log, texts, cached }: HouseOptions): LiveAccessory {
  const restored = cached.find(({ UUID }) => UUID === uuid);
  if (restored) return make(restored);

  const accessory = new api.platformAccessory(name, uuid);
  const made = make(accessory);
  api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  log.info(texts.added(name));
  return made;
}

function sinkInto(accessories: readonly LiveAccessory[]): Sink {
  return {
    take(reading) {
      for (const accessory of accessories) accessory.take(reading);
    },
  };
}

function silence(accessories: readonly PlatformAccessory[], { api }: HouseOptions): void {
  const { hap } = api;
  for (const accessory of accessories) silenceEve(accessory, api);
  for (const service of accessories.flatMap(({ services }) => services)) {
    if (service.UUID === hap.Service.LightSensor.UUID) stopResponding(service, hap);
    else if (isDetector(service, hap)) showStatus(service, hap, false);
  }
}

function remove(accessories: readonly PlatformAccessory[], { api, log, texts }: HouseOptions): void {
  for (const accessory of accessories) {
    api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
    log.info(texts.removed(accessory.displayName));
  }
}
