import type { API, Service } from 'homebridge';
import type { SensorConfig } from '../../src/config/config.ts';
import { startSensor } from '../../src/homekit/sensor-accessory.ts';
import type { SensorOptions, SensorPlatformAccessory } from '../../src/homekit/sensor-switch.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { eventsOf, meter, onChange, reading } from './homebridge-api.ts';

const SERVICES = {
  occupancy: ['OccupancySensor', 'OccupancyDetected'],
  motion: ['MotionSensor', 'MotionDetected'],
  contact: ['ContactSensor', 'ContactSensorState'],
} as const;

/** Gives a function that starts a sensor, on a new accessory unless one is given, and gives it the readings of a meter. */
export function sensorStarter(
  apiOf: () => API,
  options: Partial<Pick<SensorOptions, 'mirrorBehindMs' | 'troubles'>> = {},
) {
  return function startedSensor(sensor: SensorConfig, accessory?: SensorPlatformAccessory, api: API = apiOf()) {
    const on = accessory ?? new api.platformAccessory(sensor.name, api.hap.uuid.generate(sensor.name));
    const clock = fakeClock();
    const saved: unknown[] = [];
    const warned: string[] = [];
    onChange(api, 'updatePlatformAccessories', (some) => {
      saved.push(...some.map(({ context }) => structuredClone(context)));
    });
    const log = { warn: (line: string) => void warned.push(line) };
    const { homekit: texts } = textsIn.en;
    const started = startSensor(on, { meter, sensor, api, clock, texts, log, troubles: () => 0, ...options });
    // A sensor that looks by itself does so for the first time in the next turn.
    clock.advance(0);
    const [type, state] = SERVICES[sensor.kind];
    const service = on.getService(api.hap.Service[type]);
    if (!service) throw new Error('a sensor without its service');
    const pass = (seconds: number) => clock.advance(seconds * 1000);
    const take = (words: Partial<Reading>) => started.take(reading({ ...words, monotonicMs: clock.now() }));
    return {
      api,
      accessory: on,
      clock,
      saved,
      warned,
      sensor: started,
      service,
      events: eventsOf(service),
      states: () => statesOf(service, api, state),
      pass,
      take,
      /** One reading a second with this power, for so many seconds. */
      draw(apparentPowerVA: number, seconds: number) {
        for (let n = 0; n < seconds; n += 1) {
          take({ apparentPowerVA });
          pass(1);
        }
      },
      /** So many seconds, one by one, without a reading. */
      wait(seconds: number) {
        for (let n = 0; n < seconds; n += 1) pass(1);
      },
    };
  };
}

/** The states as a HomeKit client reads them. */
async function statesOf(service: Service, { hap }: API, state: (typeof SERVICES)[SensorConfig['kind']][1]) {
  const types = { state, active: 'StatusActive', fault: 'StatusFault' } as const;
  const values = Object.entries(types).map(
    async ([name, type]) =>
      [name, await service.getCharacteristic(hap.Characteristic[type]).handleGetRequest()] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}
