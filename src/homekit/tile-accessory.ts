import type { API, PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { MeterConfig, TileQuantity } from '../config/config.ts';
import { PHASES, type Phase, type Reading } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import { throttleCacheWrites } from './cache-throttle.ts';
import { type StoredMinutes, startEve } from './eve/eve.ts';
import type { EveHistoryContext } from './eve/history.ts';
import { type LiveAccessory, setAccessoryInformation } from './live-accessory.ts';
import { type LiveNumber, lightSensorNumber } from './live-number.ts';
import { isExpectedGap, tileDisplayName, tileValueOf } from './tile-value.ts';
import { noteUntold } from './untold-value.ts';

/** What Homebridge keeps in its cache with the accessory of a tile. */
interface TileContext extends EveHistoryContext {
  /** How many phases the meter has; absent until a reading has shown it. */
  phases?: 1 | 3;
}

export type TilePlatformAccessory = PlatformAccessory<TileContext>;

export interface TileOptions {
  readonly meter: MeterConfig;
  readonly tile: TileQuantity;
  readonly api: API;
  readonly texts: Texts['homekit'];
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<Log, 'warn'>;
  /** The source of the history of the power in the Eve app; without it there is no history. */
  readonly storedMinutes?: StoredMinutes;
}

/**
 * Makes an accessory, new or restored, a tile: a light sensor shows its number. The current of a three-phase meter also has a light sensor
 * for each phase, added with the first reading of three phases. The power also carries what the Eve app shows.
 */
export function startTile(accessory: TilePlatformAccessory, options: TileOptions): LiveAccessory {
  const { meter, tile, api, texts, clock, log } = options;
  const name = tileDisplayName(meter.name, tile, texts);
  const main = numberOn(mainService(accessory, name, api), options);
  const byPhase = new Map<Phase, LiveNumber>();
  const cache = throttleCacheWrites(() => api.updatePlatformAccessories([accessory]), clock);
  const noteInjection =
    tile === 'injection'
      ? noteUntold(
          ({ injectedPowerVA }) => injectedPowerVA !== undefined,
          () => log.warn(texts.noInjection(name)),
        )
      : () => {};
  const eve = tile === 'power' ? startEve(accessory, { ...options, cache }) : undefined;
  setAccessoryInformation(accessory, api, name, `${meter.slug}-${tile}`);
  if (accessory.context.phases === 3) addPhases();
  else removePhases(accessory, api);

  function addPhases() {
    for (const phase of PHASES) byPhase.set(phase, numberOn(phaseService(accessory, phase, options), options));
  }

  function notePhases(phases: Reading['phases']) {
    if (phases === undefined || phases === accessory.context.phases) return;
    accessory.context.phases = phases;
    // Light sensors that are no longer needed are removed only at the next start, as Home then forgets their automations.
    if (phases === 3 && byPhase.size === 0) addPhases();
    cache.save();
  }

  return {
    take(reading) {
      if (tile === 'current') notePhases(reading.phases);
      noteInjection(reading);
      const value = tileValueOf(tile, reading, accessory.context.phases);
      if (value.number !== undefined) main.show(value.number);
      else if (isExpectedGap(tile, reading)) main.extend();
      for (const [phase, current] of byPhase) {
        const amperes = value.byPhase?.[phase];
        if (amperes !== undefined) current.show(amperes);
      }
      eve?.take(reading);
    },
    stop() {
      eve?.stop();
      cache.stop();
      for (const number of [main, ...byPhase.values()]) number.stop();
    },
  };
}

function numberOn(service: Service, { api, meter, clock }: TileOptions): LiveNumber {
  return lightSensorNumber(service, api.hap, meter.staleAfter * 1000, clock);
}

/** The light sensor of the tile. Home shows it under the accessory's name, or under the name that the user gave it in Home. */
function mainService(accessory: TilePlatformAccessory, name: string, { hap }: API): Service {
  const service = accessory.getService(hap.Service.LightSensor) ?? accessory.addService(hap.Service.LightSensor, name);
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

/**
 * The light sensor of a phase. Home shows it under its ConfiguredName, which Home also sets when the user renames it. Its Name keeps the
 * last name that the plugin gave it: a new name from the settings replaces the ConfiguredName only while the two are equal.
 */
function phaseService(accessory: TilePlatformAccessory, phase: Phase, { api, meter, texts }: TileOptions): Service {
  const { LightSensor } = api.hap.Service;
  const { ConfiguredName, Name } = api.hap.Characteristic;
  const name = texts.phase(meter.name, phase);
  const subtype = subtypeOf(phase);
  const service = accessory.getServiceById(LightSensor, subtype) ?? accessory.addService(LightSensor, name, subtype);
  if (!service.testCharacteristic(ConfiguredName)) service.addCharacteristic(ConfiguredName).updateValue(name);

  const isNameOurs = service.getCharacteristic(ConfiguredName).value === service.getCharacteristic(Name).value;
  if (isNameOurs) service.updateCharacteristic(ConfiguredName, name);
  return service.updateCharacteristic(Name, name);
}

function removePhases(accessory: TilePlatformAccessory, { hap }: API): void {
  for (const phase of PHASES) {
    const service = accessory.getServiceById(hap.Service.LightSensor, subtypeOf(phase));
    if (service) accessory.removeService(service);
  }
}

function subtypeOf(phase: Phase): string {
  return `phase-${phase}`;
}
