import type { API, PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig, TileName } from '../config/config.ts';
import { PHASES, type Phase, type Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import { type StoredMinutes, startEve } from './eve/eve.ts';
import type { EveHistoryContext } from './eve/history.ts';
import { introduce, type LiveAccessory, throttleCacheWrites } from './live-accessory.ts';
import { type LiveNumber, lightSensorNumber } from './live-number.ts';
import { isExpectedGap, tileName, tileValueOf } from './tile-value.ts';

/** What Homebridge keeps with the accessory over a restart. */
export interface TileContext extends EveHistoryContext {
  /** How many phases the meter has, once a reading has told. */
  phases?: 1 | 3;
}

export type TilePlatformAccessory = PlatformAccessory<TileContext>;

export interface TileOptions {
  readonly meter: MeterConfig;
  readonly tile: TileName;
  readonly api: API;
  readonly texts: Texts['homekit'];
  readonly clock: Pick<Clock, 'after'>;
  /** What the power's history in the Eve app is made of. */
  readonly storedMinutes?: StoredMinutes;
}

/**
 * Makes a tile of an accessory, new or restored from the cache: its number on one light sensor and, for the current of
 * a three-phase meter, a light sensor for each phase beside it, from the first reading that tells of three phases on.
 * The power also carries what the Eve app shows.
 */
export function startTile(accessory: TilePlatformAccessory, options: TileOptions): LiveAccessory {
  const { meter, tile, api, texts } = options;
  const main = gaugeOf(mainService(accessory, tileName(meter.name, tile, texts), api), options);
  const byPhase = new Map<Phase, LiveNumber>();
  const cache = throttleCacheWrites(() => api.updatePlatformAccessories([accessory]), options.clock);
  const eve = tile === 'power' ? startEve(accessory, { ...options, cache }) : undefined;
  introduce(accessory, api, tileName(meter.name, tile, texts), `${meter.slug}-${tile}`);
  if (accessory.context.phases === 3) addPhases();
  else removePhases(accessory, api);

  function addPhases() {
    for (const phase of PHASES) byPhase.set(phase, gaugeOf(phaseService(accessory, phase, options), options));
  }

  function learn(phases: Reading['phases']) {
    if (phases === undefined || phases === accessory.context.phases) return;
    accessory.context.phases = phases;
    // The sensors of a meter that has become single-phase go with the next start: Home forgets what the user built on them.
    if (phases === 3 && byPhase.size === 0) addPhases();
    cache.save();
  }

  return {
    take(reading) {
      if (tile === 'current') learn(reading.phases);
      const shown = tileValueOf(tile, reading, accessory.context.phases);
      if (shown.number !== undefined) main.show(shown.number);
      else if (isExpectedGap(tile, reading)) main.extend();
      for (const [phase, gauge] of byPhase) {
        const amperes = shown.byPhase?.[phase];
        if (amperes !== undefined) gauge.show(amperes);
      }
      eve?.take(reading);
    },
    stop() {
      eve?.stop();
      cache.stop();
      for (const gauge of [main, ...byPhase.values()]) gauge.stop();
    },
  };
}

function gaugeOf(service: Service, { api, meter, clock }: TileOptions): LiveNumber {
  return lightSensorNumber(service, api.hap, meter.staleAfter * 1000, clock);
}

/**
 * The accessory's first light sensor. Home shows it under the accessory's own name, or the one that the user gave it
 * there.
 */
function mainService(accessory: TilePlatformAccessory, name: string, { hap }: API): Service {
  const service = accessory.getService(hap.Service.LightSensor) ?? accessory.addService(hap.Service.LightSensor, name);
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

/**
 * Home shows it under its ConfiguredName, which it also writes when the user renames it. Name holds what we last called
 * it, so that a new name in the settings takes the place of ours, never of the user's.
 */
function phaseService(accessory: TilePlatformAccessory, phase: Phase, { api, meter, texts }: TileOptions): Service {
  const { LightSensor } = api.hap.Service;
  const { ConfiguredName, Name } = api.hap.Characteristic;
  const name = texts.phase(meter.name, phase);
  const subtype = subtypeOf(phase);
  const service = accessory.getServiceById(LightSensor, subtype) ?? accessory.addService(LightSensor, name, subtype);
  if (!service.testCharacteristic(ConfiguredName)) service.addCharacteristic(ConfiguredName).updateValue(name);

  const isOurs = service.getCharacteristic(ConfiguredName).value === service.getCharacteristic(Name).value;
  if (isOurs) service.updateCharacteristic(ConfiguredName, name);
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
