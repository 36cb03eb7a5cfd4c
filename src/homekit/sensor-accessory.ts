import { isDeepStrictEqual } from 'node:util';
import type { API, HAP, PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig, SensorConfig } from '../config/config.ts';
import { isShort } from '../reading.ts';
import { createStaleTimer } from '../stale-timer.ts';
import { introduce, type LiveAccessory, throttleCacheWrites } from './live-accessory.ts';
import { showIsLive } from './live-number.ts';
import { sensedValueOf, thresholdOf } from './sensed-value.ts';
import { type DebounceState, debounce, flipsInMs } from './threshold.ts';

/** What Homebridge keeps with the accessory over a restart. */
export interface SensorContext {
  sensor?: {
    /** The slug of its meter. */
    readonly meter: string;
    readonly config: SensorConfig;
    readonly isOn: boolean;
  };
}

export type SensorPlatformAccessory = PlatformAccessory<SensorContext>;

export interface SensorOptions {
  readonly meter: MeterConfig;
  readonly sensor: SensorConfig;
  readonly api: API;
  readonly clock: Pick<Clock, 'after'>;
}

type Kind = SensorConfig['kind'];
const KINDS: readonly Kind[] = ['occupancy', 'motion', 'contact'];

/**
 * Makes a sensor of an accessory, new or restored from the cache. It shows its last state from the start, and goes on
 * from there. Without news for `staleAfter` StatusActive is false and StatusFault 1, the state stays, and a delay under
 * way is forgotten.
 */
export function startSensor(accessory: SensorPlatformAccessory, options: SensorOptions): LiveAccessory {
  const { meter, sensor, api, clock } = options;
  const threshold = thresholdOf(sensor);
  const service = serviceOf(accessory, sensor, api.hap);
  const freshness = createStaleTimer(meter.staleAfter * 1000, clock, fallSilent);
  const cache = throttleCacheWrites(() => api.updatePlatformAccessories([accessory]), clock);
  let standing: DebounceState = { isOn: lastStateOf(accessory, sensor) };
  let cancel = () => {};

  introduce(accessory, api, sensor.name, `${meter.slug}-${accessory.UUID.slice(0, 8)}`);
  remember();
  show(service, sensor.kind, standing.isOn, api.hap);
  showIsLive(service, api.hap, false);

  function remember() {
    const before = accessory.context.sensor;
    accessory.context.sensor = { meter: meter.slug, config: sensor, isOn: standing.isOn };
    // A new accessory is saved as it is registered.
    if (before && !isDeepStrictEqual(before, accessory.context.sensor)) cache.save();
  }

  function stand(next: DebounceState) {
    const turned = next.isOn !== standing.isOn;
    standing = next;
    if (!turned) return;
    show(service, sensor.kind, standing.isOn, api.hap);
    remember();
  }

  function fallSilent() {
    cancel();
    standing = { isOn: standing.isOn };
    showIsLive(service, api.hap, false);
  }

  return {
    take(reading) {
      const level = sensedValueOf(sensor.when, reading);
      if (level === undefined) {
        if (isShort(reading)) freshness.extend();
        return;
      }
      cancel();
      stand(debounce(standing, level, reading.monotonicMs, threshold));
      const inMs = flipsInMs(standing, reading.monotonicMs, threshold);
      if (inMs !== undefined) cancel = clock.after(inMs, () => stand({ isOn: !standing.isOn }));
      freshness.restart();
      showIsLive(service, api.hap, true);
    },
    stop() {
      cancel();
      cache.stop();
      freshness.stop();
    },
  };
}

/** Whether the service is a sensor's; a tile has others. */
export function isSensorService(service: Service, hap: HAP): boolean {
  return KINDS.some((kind) => typeOf(kind, hap).UUID === service.UUID);
}

/** A sensor that senses something else now starts off. */
function lastStateOf({ context }: SensorPlatformAccessory, { when }: SensorConfig): boolean {
  return context.sensor?.config.when === when && context.sensor.isOn;
}

/** The one service of the accessory; of a sensor that is shown as another kind now, the other goes. */
function serviceOf(accessory: SensorPlatformAccessory, { kind, name }: SensorConfig, hap: HAP): Service {
  for (const other of KINDS.filter((one) => one !== kind)) {
    const service = accessory.getService(typeOf(other, hap));
    if (service) accessory.removeService(service);
  }
  const type = typeOf(kind, hap);
  const service = accessory.getService(type) ?? accessory.addService(type, name);
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

function typeOf(kind: Kind, { Service }: HAP): typeof Service.OccupancySensor {
  return { occupancy: Service.OccupancySensor, motion: Service.MotionSensor, contact: Service.ContactSensor }[kind];
}

/** On is what Home speaks up about: occupied, motion, and of a contact that it opens. */
function show(service: Service, kind: Kind, isOn: boolean, { Characteristic }: HAP): void {
  const { OccupancyDetected, MotionDetected, ContactSensorState } = Characteristic;
  switch (kind) {
    case 'occupancy':
      return void service.updateCharacteristic(OccupancyDetected, Number(isOn));
    case 'motion':
      return void service.updateCharacteristic(MotionDetected, isOn);
    case 'contact':
      return void service.updateCharacteristic(ContactSensorState, Number(isOn));
  }
}
