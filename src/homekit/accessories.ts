import type { API, PlatformAccessory } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config, MeterConfig, SensorConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts/texts.ts';
import { type StoredMinutes, silenceEve } from './eve/eve.ts';
import type { LiveAccessory } from './live-accessory.ts';
import { showIsLive, showUnknown } from './live-number.ts';
import { isSensorService, type SensorPlatformAccessory, startSensor } from './sensor-accessory.ts';
import { matchRestoredSensors } from './sensor-identity.ts';
import { startTile } from './tile-accessory.ts';
import { tileDisplayName } from './tile-value.ts';

export interface HomekitOptions {
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
  readonly isUnconfiguredKept?: boolean;
  /** Whether there is a mistake in a sensor, which is then left out, or has a kind that nobody chose. */
  readonly hasSensorMistake?: boolean;
  readonly clock?: Pick<Clock, 'after'>;
  /** What the history in the Eve app is made of. */
  readonly storedMinutes?: StoredMinutes;
}

/** The tiles and the sensors of all meters in Apple Home. */
export interface HomekitAccessories {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Apple Home stays. */
  stop(): void;
}

/** What is to stand in Apple Home, and how an accessory, new or restored, becomes it. */
interface Wanted {
  /** The slug of its meter. */
  readonly meter: string;
  readonly uuid: string;
  readonly name: string;
  make(accessory: PlatformAccessory): LiveAccessory;
}

/**
 * Brings Apple Home in line with the configuration: removes the accessories that are no longer configured, restores those
 * that it knows, adds the new, each on its own. Call it once Homebridge has finished launching.
 */
export function startHomekit(options: HomekitOptions): HomekitAccessories {
  const { config, cached, isUnconfiguredKept } = options;
  const taken = new Set(cached.map(({ UUID }) => UUID));
  const wanted = config.meters.flatMap((meter) => [...tilesOf(meter, options), ...sensorsOf(meter, taken, options)]);
  const uuids = new Set(wanted.map(({ uuid }) => uuid));
  // Nothing passes for live before its first reading, whatever goes wrong below.
  silence(cached, options);
  // First, so that on a full bridge one can take the place of another.
  if (!isUnconfiguredKept) remove(cached, uuids, options);

  const live = new Map<string, LiveAccessory[]>(config.meters.map(({ slug }) => [slug, []]));
  const known = new Map(cached.map((accessory) => [accessory.UUID, accessory]));
  for (const { meter, uuid, make } of wanted) {
    const restored = known.get(uuid);
    if (restored) live.get(meter)?.push(make(restored));
  }
  for (const one of wanted.filter(({ uuid }) => !known.has(uuid))) {
    const made = added(one, options);
    if (made) live.get(one.meter)?.push(made);
  }
  return sunkInto(live);
}

function tilesOf(
  meter: MeterConfig,
  { api, texts, clock = systemClock, storedMinutes }: HomekitOptions,
): readonly Wanted[] {
  return meter.tiles.map((tile) => ({
    meter: meter.slug,
    uuid: api.hap.uuid.generate(`${PLUGIN_NAME}:${meter.slug}:${tile}`),
    name: tileDisplayName(meter.name, tile, texts),
    make: (accessory) =>
      startTile(accessory, { meter, tile, api, texts, clock, ...(storedMinutes && { storedMinutes }) }),
  }));
}

/** @param taken the UUIDs that no new sensor can have; it adds those that it gives */
function sensorsOf(
  meter: MeterConfig,
  taken: Set<string>,
  { api, cached, hasSensorMistake, clock = systemClock }: HomekitOptions,
): readonly Wanted[] {
  const known = cached.flatMap(({ UUID: uuid, context }: SensorPlatformAccessory) =>
    context.sensor ? { uuid, meter: context.sensor.meter, sensor: context.sensor.config } : [],
  );
  const before = matchRestoredSensors(meter.slug, meter.sensors, known, hasSensorMistake);
  return meter.sensors.map((sensor) => ({
    meter: meter.slug,
    uuid: before.get(sensor) ?? newUuid(`${PLUGIN_NAME}:${meter.slug}:sensor:${sensor.name}`, taken, api),
    name: sensor.name,
    make: (accessory: SensorPlatformAccessory) =>
      startSensor(accessory, { meter, sensor: hasSensorMistake ? ofItsKind(sensor, accessory) : sensor, api, clock }),
  }));
}

/** Shown as another kind it would lose its automations: for a slip of the pen it stays what it was. */
function ofItsKind(sensor: SensorConfig, { context }: SensorPlatformAccessory): SensorConfig {
  return { ...sensor, kind: context.sensor?.config.kind ?? sensor.kind };
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

/** A new accessory in Apple Home; none when the bridge does not take it, as when it is full, which is said. */
function added({ uuid, name, make }: Wanted, { api, log, texts }: HomekitOptions): LiveAccessory | undefined {
  const accessory = new api.platformAccessory(name, uuid);
  const made = make(accessory);
  try {
    api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  } catch (error) {
    made.stop();
    forget(accessory, api);
    log.error(texts.notAdded(name, error instanceof Error ? error.message : String(error)));
    return undefined;
  }
  log.info(texts.added(name));
  return made;
}

function sunkInto(live: ReadonlyMap<string, readonly LiveAccessory[]>): HomekitAccessories {
  let isStopped = false;
  const sinkOf = (accessories: readonly LiveAccessory[]): Sink => ({
    take(reading) {
      // One may still be on its way.
      if (isStopped) return;
      for (const accessory of accessories) accessory.take(reading);
    },
  });
  return {
    sinks: new Map(Array.from(live, ([slug, accessories]) => [slug, sinkOf(accessories)])),
    stop() {
      isStopped = true;
      for (const accessory of [...live.values()].flat()) accessory.stop();
    },
  };
}

function silence(accessories: readonly PlatformAccessory[], { api }: HomekitOptions): void {
  const { hap } = api;
  for (const accessory of accessories) silenceEve(accessory, api);
  for (const service of accessories.flatMap(({ services }) => services)) {
    if (service.UUID === hap.Service.LightSensor.UUID) showUnknown(service, hap);
    else if (isSensorService(service, hap)) showIsLive(service, hap, false);
  }
}

function remove(
  accessories: readonly PlatformAccessory[],
  wanted: ReadonlySet<string>,
  { api, log, texts }: HomekitOptions,
): void {
  for (const accessory of accessories.filter(({ UUID }) => !wanted.has(UUID))) {
    forget(accessory, api);
    log.info(texts.removed(accessory.displayName));
  }
}

/** Takes an accessory out of the bridge and Homebridge's cache; one that the bridge did not take is in the cache alone. */
function forget(accessory: PlatformAccessory, api: API): void {
  try {
    api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  } catch {
    // It is out of the cache by then: Homebridge misses it in the bridge, which is as it should be.
  }
}
