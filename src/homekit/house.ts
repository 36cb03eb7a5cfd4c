import type { API } from 'homebridge';
import { type Clock, systemClock } from '../clock.ts';
import type { Config, MeterConfig, Tile } from '../config.ts';
import type { Log } from '../log.ts';
import type { Sink } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import {
  type TileAccessory,
  type TileContext,
  type TileOptions,
  type TilePlatformAccessory,
  tileOn,
} from './accessory.ts';
import { stopResponding } from './gauge.ts';
import { nameOf } from './tile.ts';

export interface HouseOptions {
  readonly api: API;
  readonly log: Log;
  readonly texts: Texts['homekit'];
  readonly config: Config;
  /** What Homebridge restored, each through `configureAccessory`. */
  readonly cached: readonly TilePlatformAccessory[];
  /**
   * Whether accessories that are not configured stay, as not responding: while the configuration has problems, so that
   * a slip of the pen does not cost the user the rooms and the automations of a meter.
   */
  readonly keepOthers?: boolean;
  readonly clock?: Pick<Clock, 'after'>;
}

/** The tiles of all meters in Apple Home. */
export interface House {
  /** Where the readings of a meter go, by its slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Ends every watch. What is in Apple Home stays. */
  stop(): void;
}

/**
 * Brings Apple Home in line with the configuration: restores the accessories that it knows, adds the new, removes those
 * that are no longer configured. Call it once Homebridge has finished launching.
 */
export function tilesOf(options: HouseOptions): House {
  const wanted = new Set<string>();
  const tiles: TileAccessory[] = [];

  function tileFor(meter: MeterConfig, tile: Tile): TileAccessory {
    const uuid = options.api.hap.uuid.generate(`${PLUGIN_NAME}:${meter.slug}:${tile}`);
    wanted.add(uuid);
    const made = restored(uuid, meter, tile, options) ?? added(uuid, meter, tile, options);
    tiles.push(made);
    return made;
  }

  const sinks = new Map(
    options.config.meters.map((meter) => [meter.slug, sinkInto(meter.tiles.map((tile) => tileFor(meter, tile)))]),
  );
  const others = options.cached.filter(({ UUID }) => !wanted.has(UUID));
  if (options.keepOthers) silence(others, options);
  else remove(others, options);
  return {
    sinks,
    stop() {
      for (const tile of tiles) tile.stop();
    },
  };
}

function sinkInto(tiles: readonly TileAccessory[]): Sink {
  return {
    take(reading) {
      for (const tile of tiles) tile.take(reading);
    },
  };
}

function restored(uuid: string, meter: MeterConfig, tile: Tile, options: HouseOptions): TileAccessory | undefined {
  const accessory = options.cached.find(({ UUID }) => UUID === uuid);
  return accessory && tileOn(accessory, tileOptions(meter, tile, options));
}

function added(uuid: string, meter: MeterConfig, tile: Tile, options: HouseOptions): TileAccessory {
  const { api, log, texts } = options;
  const name = nameOf(meter.name, tile, texts);
  const accessory = new api.platformAccessory<TileContext>(name, uuid);
  const made = tileOn(accessory, tileOptions(meter, tile, options));
  api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  log.info(texts.added(name));
  return made;
}

function tileOptions(meter: MeterConfig, tile: Tile, { api, texts, clock = systemClock }: HouseOptions): TileOptions {
  return { meter, tile, api, texts, clock };
}

function silence(accessories: readonly TilePlatformAccessory[], { api }: HouseOptions): void {
  const services = accessories.flatMap((accessory) => accessory.services);
  for (const service of services) {
    if (service.UUID === api.hap.Service.LightSensor.UUID) stopResponding(service, api.hap);
  }
}

function remove(accessories: readonly TilePlatformAccessory[], { api, log, texts }: HouseOptions): void {
  for (const accessory of accessories) {
    api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
    log.info(texts.removed(accessory.displayName));
  }
}
