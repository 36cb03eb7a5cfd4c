import type { API, Service } from 'homebridge';
import { describe, expect, test } from 'vitest';
import type { SensorConfig } from '../../src/config/config.ts';
import { type SensorContext, type SensorPlatformAccessory, startSensor } from '../../src/homekit/sensor-accessory.ts';
import type { Reading } from '../../src/reading.ts';
import { eventsOf, fakeClock, homebridges, meter, onChange, reading, restart } from './homebridge.ts';

const BOILER: SensorConfig = {
  name: 'Surcharge',
  kind: 'occupancy',
  when: 'power',
  above: 6000,
  hysteresis: 200,
  delayOn: 10,
  delayOff: 60,
};
const OVERLOAD: SensorConfig = { name: 'Disjoncteur', kind: 'occupancy', when: 'overload' };

const SERVICES = {
  occupancy: ['OccupancySensor', 'OccupancyDetected'],
  motion: ['MotionSensor', 'MotionDetected'],
  contact: ['ContactSensor', 'ContactSensorState'],
} as const;

describe.each(homebridges)('in Homebridge %s', (_, apiOf) => {
  /** A sensor on an accessory, a new one unless given, with a meter that can be told what to say. */
  function sensing(sensor: SensorConfig, accessory?: SensorPlatformAccessory, api: API = apiOf()) {
    const on = accessory ?? new api.platformAccessory(sensor.name, api.hap.uuid.generate(sensor.name));
    const clock = fakeClock();
    const saved: unknown[] = [];
    onChange(api, 'updatePlatformAccessories', (some) => {
      saved.push(...some.map(({ context }) => structuredClone(context)));
    });
    const made = startSensor(on, { meter, sensor, api, clock });
    const [type, state] = SERVICES[sensor.kind];
    const service = on.getService(api.hap.Service[type]);
    if (!service) throw new Error('a sensor without its service');
    let nowMs = 0;
    const pass = (seconds: number) => {
      nowMs += seconds * 1000;
      clock.advance(seconds * 1000);
    };
    const take = (words: Partial<Reading>) => made.take(reading({ ...words, monotonicMs: nowMs }));
    return {
      api,
      accessory: on,
      clock,
      saved,
      sensor: made,
      service,
      events: eventsOf(service),
      states: () => statesOf(service, api, state),
      pass,
      take,
      /** A reading a second that says the same, from now on and for so long. */
      draw(apparentPowerVA: number, seconds: number) {
        for (let n = 0; n < seconds; n += 1) {
          take({ apparentPowerVA });
          pass(1);
        }
      },
    };
  }

  describe('a sensor', () => {
    test.each([
      ['occupancy', 1, 0],
      ['motion', true, false],
      ['contact', 1, 0],
    ] as const)('of the kind %s is on as %s and off as %s', async (kind, on, off) => {
      const { states, take } = sensing({ ...OVERLOAD, kind });
      expect(await states()).toEqual({ state: off, active: false, fault: 1 });
      take({ overload: true });
      expect(await states()).toEqual({ state: on, active: true, fault: 0 });
      take({ overload: false });
      expect(await states()).toEqual({ state: off, active: true, fault: 0 });
    });

    test('of the kind contact opens when it is on', () => {
      const { api, service, take } = sensing({ ...OVERLOAD, kind: 'contact' });
      const { ContactSensorState } = api.hap.Characteristic;
      take({ overload: true });
      expect(service.getCharacteristic(ContactSensorState).value).toBe(ContactSensorState.CONTACT_NOT_DETECTED);
    });

    test('pushes what changed, and nothing else', () => {
      const { events, take } = sensing(OVERLOAD);
      take({ overload: false });
      events.length = 0;
      for (const overload of [false, true, true, true, false, false]) take({ overload });
      expect(events).toEqual([
        ['Occupancy Detected', 1],
        ['Occupancy Detected', 0],
      ]);
    });

    test('is neither on nor off by what a reading does not tell', () => {
      const { events, take } = sensing(OVERLOAD);
      take({ overload: true });
      events.length = 0;
      take({ apparentPowerVA: 390 });
      expect(events).toEqual([]);
    });

    test('keeps its state in a silence, and says of it that it is old', async () => {
      const { events, pass, states, take } = sensing(OVERLOAD);
      take({ overload: true });
      events.length = 0;
      pass(20);
      expect(await states()).toEqual({ state: 1, active: false, fault: 1 });
      take({ overload: true });
      expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
      expect(events.filter(([name]) => name === 'Occupancy Detected')).toEqual([]);
    });

    test('is old when only its own news stay away', async () => {
      const { pass, states, take } = sensing(OVERLOAD);
      take({ overload: false });
      pass(15);
      take({ apparentPowerVA: 390 });
      pass(5);
      expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
    });

    test('is not old through the short frames of an overload', async () => {
      const { pass, states, take } = sensing({ name: 'Creuses', kind: 'contact', when: 'offPeak' });
      take({ phases: 3, apparentPowerVA: 9000, tariff: 'HC..', offPeak: true });
      pass(15);
      take({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 }, overload: true });
      pass(15);
      expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
    });

    test('leaves no timer behind', () => {
      const { clock, sensor, draw } = sensing(BOILER);
      draw(9000, 8);
      expect(clock.pending).toBe(2);
      sensor.stop();
      expect(clock.pending).toBe(0);
    });
  });

  describe('a threshold', () => {
    test('a rise for 9 s is nothing', () => {
      const { draw, events } = sensing(BOILER);
      draw(400, 1);
      events.length = 0;
      draw(9000, 9);
      draw(400, 30);
      expect(events).toEqual([]);
    });

    test('a rise for 11 s is on, and off after its own delay', () => {
      const { draw, events } = sensing(BOILER);
      draw(400, 1);
      events.length = 0;
      draw(9000, 10);
      expect(events).toEqual([['Occupancy Detected', 1]]);
      draw(9000, 1);
      draw(400, 59);
      expect(events).toHaveLength(1);
      draw(400, 1);
      expect(events).toEqual([
        ['Occupancy Detected', 1],
        ['Occupancy Detected', 0],
      ]);
    });

    test('a frame or two without the value do not start its delay over', () => {
      const { draw, events, pass } = sensing(BOILER);
      draw(9000, 4);
      pass(3);
      draw(9000, 3);
      expect(events).toContainEqual(['Occupancy Detected', 1]);
    });

    test('a silence does', () => {
      const { draw, events, pass } = sensing(BOILER);
      draw(9000, 5);
      pass(20);
      events.length = 0;
      draw(9000, 9);
      expect(events).not.toContainEqual(['Occupancy Detected', 1]);
      draw(9000, 1);
      expect(events).toContainEqual(['Occupancy Detected', 1]);
    });

    test('a silence turns nothing on', () => {
      const { draw, events, pass } = sensing(BOILER);
      draw(9000, 5);
      pass(60);
      expect(events).not.toContainEqual(['Occupancy Detected', 1]);
    });

    test('the long frames of an overload in three phases are enough', () => {
      const { events, pass, take } = sensing(BOILER);
      const short = { phases: 3, currentA: { 1: 60, 2: 17, 3: 0 }, overload: true } as const;
      take({ phases: 3, apparentPowerVA: 9000 });
      for (let n = 0; n < 20; n += 1) {
        pass(1);
        take(short);
      }
      pass(1);
      take({ phases: 3, apparentPowerVA: 9000 });
      expect(events).toContainEqual(['Occupancy Detected', 1]);
    });
  });

  describe('after a restart', () => {
    /** A sensor that has been on, as the next start finds it. */
    function restarted(before: SensorConfig, after: SensorConfig = before) {
      const first = sensing(before);
      first.take({ overload: true, apparentPowerVA: 9000 });
      first.pass(10);
      first.take({ overload: true, apparentPowerVA: 9000 });
      return { first, second: sensing(after, restart(first.accessory, first.api)) };
    }

    test.each([OVERLOAD, BOILER])('$when shows its state at once, not active yet', async (sensor) => {
      const { second } = restarted(sensor);
      expect(await second.states()).toEqual({ state: 1, active: false, fault: 1 });
    });

    test.each([OVERLOAD, BOILER])('$when goes on from there, without an event', (sensor) => {
      const { events, take } = restarted(sensor).second;
      take({ overload: true, apparentPowerVA: 5900 });
      expect(events).toEqual([
        ['Status Active', true],
        ['Status Fault', 0],
      ]);
    });

    test('it is in the cache as soon as it changes, once', () => {
      const { saved } = restarted(OVERLOAD).first;
      expect(saved).toEqual([{ sensor: { meter: 'linky', config: OVERLOAD, isOn: true } }]);
    });

    test('what turns each second is in the cache at once, and then once a minute as it is by then', () => {
      const { pass, saved, sensor, take } = sensing(OVERLOAD);
      const savedOn = () => saved.map((context) => (context as SensorContext).sensor?.isOn);
      for (let second = 0; second < 60; second += 1) {
        take({ overload: second !== 59 && second % 2 === 0 });
        expect(savedOn()).toEqual([true]);
        pass(1);
      }
      expect(savedOn()).toEqual([true, false]);
      for (let second = 0; second < 600; second += 1) {
        take({ overload: second % 2 === 0 });
        pass(1);
      }
      expect(saved).toHaveLength(12);
      sensor.stop();
      pass(60);
      expect(saved).toHaveLength(12);
    });

    test('what turns after a quiet minute is in the cache at once', () => {
      const { pass, saved, take } = sensing(OVERLOAD);
      for (const overload of [true, false, true]) {
        take({ overload });
        pass(60);
      }
      expect(saved).toHaveLength(3);
    });

    test('what was edited is in the cache at once', () => {
      const renamed = { ...OVERLOAD, name: 'Coupure' };
      expect(restarted(OVERLOAD, renamed).second.saved).toEqual([
        { sensor: { meter: 'linky', config: renamed, isOn: true } },
      ]);
      expect(restarted(OVERLOAD).second.saved).toEqual([]);
    });

    test('a new name is told to Home', () => {
      const { accessory, api, service } = restarted(OVERLOAD, { ...OVERLOAD, name: 'Coupure' }).second;
      const { Name } = api.hap.Characteristic;
      const information = accessory.getService(api.hap.Service.AccessoryInformation);
      expect([
        accessory.displayName,
        information?.getCharacteristic(Name).value,
        service.getCharacteristic(Name).value,
      ]).toEqual(['Coupure', 'Coupure', 'Coupure']);
    });

    test('another kind takes the place of the one before, with its state', async () => {
      const { accessory, api, states } = restarted(OVERLOAD, { ...OVERLOAD, kind: 'motion' }).second;
      expect(accessory.getService(api.hap.Service.OccupancySensor)).toBeUndefined();
      expect(await states()).toEqual({ state: true, active: false, fault: 1 });
    });

    test('a sensor that senses something else now begins off', async () => {
      const { states } = restarted(OVERLOAD, { ...OVERLOAD, when: 'peak' }).second;
      expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
    });
  });
});

/** What a client of HomeKit reads. */
async function statesOf(service: Service, { hap }: API, state: (typeof SERVICES)[SensorConfig['kind']][1]) {
  const types = { state, active: 'StatusActive', fault: 'StatusFault' } as const;
  const values = Object.entries(types).map(
    async ([name, type]) =>
      [name, await service.getCharacteristic(hap.Characteristic[type]).handleGetRequest()] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}
