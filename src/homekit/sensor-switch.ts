import { isDeepStrictEqual } from 'node:util';
import type { API, PlatformAccessory } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { MeterConfig, SensorConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import { throttleCacheWrites } from './cache-throttle.ts';
import { setAccessoryInformation, showIsLive } from './live-accessory.ts';
import { sensorService, showState } from './sensor-service.ts';

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

export interface SensorOptions<S extends SensorConfig = SensorConfig> {
  readonly meter: MeterConfig;
  readonly sensor: S;
  readonly api: API;
  readonly clock: Pick<Clock, 'after' | 'now'>;
  readonly texts: Texts['homekit'];
  readonly log: Pick<Log, 'warn'>;
  /**
   * How long the oldest Reading has waited for InfluxDB, in milliseconds: 0 if none waits, undefined while this is unknown. Absent if no
   * InfluxDB is set up, not even with a mistake.
   */
  readonly mirrorBehindMs?: () => number | undefined;
  /** The number of present troubles. */
  readonly troubles: () => number;
}

/** The accessory of a sensor, whatever decides whether it is on. Its state is kept over a restart. */
export interface SensorSwitch {
  readonly isOn: boolean;
  turn(isOn: boolean): void;
  /** Shows whether the sensor's state is known at present: StatusActive and StatusFault. */
  showIsLive(isLive: boolean): void;
  stop(): void;
}

/** Makes an accessory, new or restored, a sensor with its last state. It is not live yet. */
export function createSensorSwitch(accessory: SensorPlatformAccessory, options: SensorOptions): SensorSwitch {
  const { meter, sensor, api, clock } = options;
  const service = sensorService(accessory, sensor, api.hap);
  const cache = throttleCacheWrites(() => api.updatePlatformAccessories([accessory]), clock);
  let isOn = restoredState(accessory, sensor);

  setAccessoryInformation(accessory, api, sensor.name, `${meter.slug}-${accessory.UUID.slice(0, 8)}`);
  saveContext();
  showState(service, sensor.kind, isOn, api.hap);
  showIsLive(service, api.hap, false);

  function saveContext() {
    const before = accessory.context.sensor;
    accessory.context.sensor = { meter: meter.slug, config: sensor, isOn };
    // A new accessory is written to the cache when it is registered.
    if (before && !isDeepStrictEqual(before, accessory.context.sensor)) cache.save();
  }

  return {
    get isOn() {
      return isOn;
    },
    turn(next) {
      if (next === isOn) return;
      isOn = next;
      showState(service, sensor.kind, isOn, api.hap);
      saveContext();
    },
    showIsLive: (isLive) => showIsLive(service, api.hap, isLive),
    stop: cache.stop,
  };
}

/** The last state of a restored sensor. A sensor that now senses something else, or the other direction, starts as off. */
function restoredState({ context: { sensor: last } }: SensorPlatformAccessory, sensor: SensorConfig): boolean {
  if (!last || last.config.when !== sensor.when) return false;
  return 'below' in last.config === 'below' in sensor && last.isOn;
}
