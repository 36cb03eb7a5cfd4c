import { isDeepStrictEqual } from 'node:util';
import type { API, HAP, PlatformAccessory, Service } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig, SensorConfig } from '../config/config.ts';
import { isShortReading } from '../reading.ts';
import { createStaleTimer } from '../stale-timer.ts';
import { throttleCacheWrites } from './cache-throttle.ts';
import { type LiveAccessory, setAccessoryInformation, showIsLive } from './live-accessory.ts';
import { sensedValueOf, thresholdOf } from './sensed-value.ts';
import { type DebounceState, debounce, flipsInMs } from './threshold.ts';

/** What Homebridge keeps in its cache with the accessory of a sensor. */
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
 * Makes an accessory, new or restored, a sensor: the value of each reading is debounced, and the state shown. A
 * restored sensor starts with its last state. When its value has not arrived for `staleAfter`, it keeps its state,
 * StatusActive is false and StatusFault 1, and a running delay is dropped.
 */
export function startSensor(accessory: SensorPlatformAccessory, options: SensorOptions): LiveAccessory {
  const { meter, sensor, api, clock } = options;
  const threshold = thresholdOf(sensor);
  const service = sensorService(accessory, sensor, api.hap);
  const staleTimer = createStaleTimer(meter.staleAfter * 1000, clock, becomeStale);
  const cache = throttleCacheWrites(() => api.updatePlatformAccessories([accessory]), clock);
  let state: DebounceState = { isOn: restoredState(accessory, sensor) };
  let cancelFlip = () => {};

  setAccessoryInformation(accessory, api, sensor.name, `${meter.slug}-${accessory.UUID.slice(0, 8)}`);
  saveContext();
  showState(service, sensor.kind, state.isOn, api.hap);
  showIsLive(service, api.hap, false);

  function saveContext() {
    const before = accessory.context.sensor;
    accessory.context.sensor = { meter: meter.slug, config: sensor, isOn: state.isOn };
    // A new accessory is written to the cache when it is registered.
    if (before && !isDeepStrictEqual(before, accessory.context.sensor)) cache.save();
  }

  function setState(next: DebounceState) {
    const hasFlipped = next.isOn !== state.isOn;
    state = next;
    if (!hasFlipped) return;
    showState(service, sensor.kind, state.isOn, api.hap);
    saveContext();
  }

  function becomeStale() {
    cancelFlip();
    state = { isOn: state.isOn };
    showIsLive(service, api.hap, false);
  }

  return {
    take(reading) {
      const value = sensedValueOf(sensor.when, reading);
      if (value === undefined) {
        if (isShortReading(reading)) staleTimer.extend();
        return;
      }
      cancelFlip();
      setState(debounce(state, value, reading.monotonicMs, threshold));
      // Where the delay ends before the next value, the state flips between two frames.
      const inMs = flipsInMs(state, reading.monotonicMs, threshold);
      if (inMs !== undefined) cancelFlip = clock.after(inMs, () => setState({ isOn: !state.isOn }));
      staleTimer.restart();
      showIsLive(service, api.hap, true);
    },
    stop() {
      cancelFlip();
      cache.stop();
      staleTimer.stop();
    },
  };
}

/** Whether a service belongs to a sensor rather than to a tile. */
export function isSensorService(service: Service, hap: HAP): boolean {
  return KINDS.some((kind) => serviceType(kind, hap).UUID === service.UUID);
}

/** The last state of a restored sensor. A sensor whose `when` was changed starts as off. */
function restoredState({ context }: SensorPlatformAccessory, { when }: SensorConfig): boolean {
  return context.sensor?.config.when === when && context.sensor.isOn;
}

/** The service of the sensor. If it was of another kind before, that service is removed. */
function sensorService(accessory: SensorPlatformAccessory, { kind, name }: SensorConfig, hap: HAP): Service {
  for (const formerKind of KINDS.filter((some) => some !== kind)) {
    const service = accessory.getService(serviceType(formerKind, hap));
    if (service) accessory.removeService(service);
  }
  const type = serviceType(kind, hap);
  const service = accessory.getService(type) ?? accessory.addService(type, name);
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

function serviceType(kind: Kind, { Service }: HAP): typeof Service.OccupancySensor {
  return { occupancy: Service.OccupancySensor, motion: Service.MotionSensor, contact: Service.ContactSensor }[kind];
}

/** On is the state that Home can notify of: occupied, motion, and an open contact. */
function showState(service: Service, kind: Kind, isOn: boolean, { Characteristic }: HAP): void {
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
