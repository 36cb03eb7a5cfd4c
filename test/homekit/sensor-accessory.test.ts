import { describe, expect, test } from 'vitest';
import type { SensorConfig } from '../../src/config/config.ts';
import type { SensorContext } from '../../src/homekit/sensor-switch.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { apiOf, reading, restart } from './homebridge-api.ts';
import { sensorStarter } from './started-sensor.ts';

const BOILER: SensorConfig = {
  name: 'Surcharge',
  kind: 'occupancy',
  when: 'power',
  above: 6000,
  hysteresis: 200,
  delayOn: 10,
  delayOff: 60,
};
const AT_ONCE = { kind: 'occupancy', when: 'voltage', hysteresis: 5, delayOn: 0, delayOff: 0 } as const;
const HIGH: SensorConfig = { name: 'High', above: 250, ...AT_ONCE };
const LOW: SensorConfig = { name: 'Low', below: 207, ...AT_ONCE };
const OVERLOAD: SensorConfig = { name: 'Disjoncteur', kind: 'occupancy', when: 'overload' };

const startedSensor = sensorStarter(apiOf);

describe('a sensor', () => {
  test.each([
    ['occupancy', 1, 0],
    ['motion', true, false],
    ['contact', 1, 0],
  ] as const)('of the kind %s shows on as %s and off as %s', async (kind, on, off) => {
    const { states, take } = startedSensor({ ...OVERLOAD, kind });
    expect(await states()).toEqual({ state: off, active: false, fault: 1 });
    take({ overload: true });
    expect(await states()).toEqual({ state: on, active: true, fault: 0 });
    take({ overload: false });
    expect(await states()).toEqual({ state: off, active: true, fault: 0 });
  });

  test('of the kind contact is open when it is on', () => {
    const { api, service, take } = startedSensor({ ...OVERLOAD, kind: 'contact' });
    const { ContactSensorState } = api.hap.Characteristic;
    take({ overload: true });
    expect(service.getCharacteristic(ContactSensorState).value).toBe(ContactSensorState.CONTACT_NOT_DETECTED);
  });

  test('sends an event for each change, and no other', () => {
    const { events, take } = startedSensor(OVERLOAD);
    take({ overload: false });
    events.length = 0;
    for (const overload of [false, true, true, true, false, false]) take({ overload });
    expect(events).toEqual([
      ['Occupancy Detected', 1],
      ['Occupancy Detected', 0],
    ]);
  });

  test('keeps its state when a reading does not carry its value', () => {
    const { events, take } = startedSensor(OVERLOAD);
    take({ overload: true });
    events.length = 0;
    take({ apparentPowerVA: 390 });
    expect(events).toEqual([]);
  });

  test('keeps its state during a silence, with StatusActive false', async () => {
    const { events, pass, states, take } = startedSensor(OVERLOAD);
    take({ overload: true });
    events.length = 0;
    pass(20);
    expect(await states()).toEqual({ state: 1, active: false, fault: 1 });
    take({ overload: true });
    expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
    expect(events.filter(([name]) => name === 'Occupancy Detected')).toEqual([]);
  });

  test('is stale when readings arrive without its value', async () => {
    const { pass, states, take } = startedSensor(OVERLOAD);
    take({ overload: false });
    pass(15);
    take({ apparentPowerVA: 390 });
    pass(5);
    expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
  });

  test('is not stale during the short frames of an overload', async () => {
    const { pass, states, take } = startedSensor({
      name: 'Creuses',
      kind: 'contact',
      when: 'offPeak',
      leadMinutes: 0,
    });
    take({ phases: 3, apparentPowerVA: 9000, tariff: 'HC..', offPeak: true });
    pass(15);
    take({ phases: 3, currentA: { 1: 60, 2: 17, 3: 0 }, overload: true });
    pass(15);
    expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
  });

  test('leaves no timer behind', () => {
    const { clock, sensor, draw } = startedSensor(BOILER);
    draw(9000, 8);
    expect(clock.waiting).toBe(2);
    sensor.stop();
    expect(clock.waiting).toBe(0);
  });
});

describe('a sensor of the voltage', () => {
  const none = { phases: 1, apparentPowerVA: 390 } as const;
  const takeAll = (take: (words: Partial<Reading>) => void, count: number, words: Partial<Reading>) => {
    for (let n = 0; n < count; n += 1) take(words);
  };

  test('turns on above its limit, and off at the limit less the hysteresis', async () => {
    const { pass, states, take } = startedSensor(HIGH);
    for (const [volts, state] of [
      [250, 0],
      [251, 1],
      [246, 1],
      [245, 0],
    ] as const) {
      take({ phases: 1, voltageV: { 1: volts } });
      pass(1);
      expect(await states()).toEqual({ state, active: true, fault: 0 });
    }
  });

  test('turns on below its limit, also at 0 V, and off at the limit and the hysteresis', async () => {
    const { pass, states, take } = startedSensor(LOW);
    for (const [volts, state] of [
      [207, 0],
      [206, 1],
      [211, 1],
      [212, 0],
      [0, 1],
    ] as const) {
      take({ phases: 3, voltageV: { 1: 240, 2: volts, 3: 236 } });
      pass(1);
      expect(await states()).toEqual({ state, active: true, fault: 0 });
    }
  });

  test('that was on for a high voltage starts as off once it is one of low voltage', async () => {
    const before = startedSensor(HIGH);
    before.take({ phases: 1, voltageV: { 1: 255 } });
    const api = apiOf();
    const again = startedSensor(LOW, restart(before.accessory, api), api);
    expect(await again.states()).toMatchObject({ state: 0 });
  });

  test('is inactive where the meter speaks historique and tells none, which is said once', async () => {
    const { states, take, warned } = startedSensor(LOW);
    takeAll(take, 39, none);
    expect(warned).toEqual([]);
    takeAll(take, 200, none);
    expect(warned).toEqual([textsIn.en.homekit.noVoltage('Low')]);
    expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
  });

  test('says nothing of a meter in historique that tells it, as some older ones do', async () => {
    const { states, take, warned } = startedSensor(LOW);
    takeAll(take, 200, { ...none, voltageV: { 1: 236 } });
    expect(warned).toEqual([]);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
  });

  test('says nothing of a meter in standard mode', () => {
    const { take, warned } = startedSensor(LOW);
    takeAll(take, 200, { ...none, frame: { ...reading({}).frame, mode: 'standard' } });
    expect(warned).toEqual([]);
  });

  test('differs from one of the dry contact, of which another sentence is said', () => {
    const { take, warned } = startedSensor({ ...OVERLOAD, name: 'Relais', when: 'dryContact' });
    takeAll(take, 200, none);
    expect(warned).toEqual([textsIn.en.homekit.noDryContact('Relais')]);
  });

  test('differs from one of an overload, of which nothing is said', () => {
    const { take, warned } = startedSensor(OVERLOAD);
    takeAll(take, 200, none);
    expect(warned).toEqual([]);
  });
});

describe('a threshold', () => {
  test('is not reached by a rise of 9 s, with a delay of 10 s', () => {
    const { draw, events } = startedSensor(BOILER);
    draw(400, 1);
    events.length = 0;
    draw(9000, 9);
    draw(400, 30);
    expect(events).toEqual([]);
  });

  test('is reached by a rise of 11 s, and left after the other delay', () => {
    const { draw, events } = startedSensor(BOILER);
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

  test('still counts its delay when one or two frames lack the value', () => {
    const { draw, events, pass } = startedSensor(BOILER);
    draw(9000, 4);
    pass(3);
    draw(9000, 3);
    expect(events).toContainEqual(['Occupancy Detected', 1]);
  });

  test('starts its delay over after a silence', () => {
    const { draw, events, pass } = startedSensor(BOILER);
    draw(9000, 5);
    pass(20);
    events.length = 0;
    draw(9000, 9);
    expect(events).not.toContainEqual(['Occupancy Detected', 1]);
    draw(9000, 1);
    expect(events).toContainEqual(['Occupancy Detected', 1]);
  });

  test('is not reached during a silence', () => {
    const { draw, events, pass } = startedSensor(BOILER);
    draw(9000, 5);
    pass(60);
    expect(events).not.toContainEqual(['Occupancy Detected', 1]);
  });

  test('is reached by the long frames of a three-phase overload, 21 s apart', () => {
    const { events, pass, take } = startedSensor(BOILER);
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

describe('a lead before off-peak hours', () => {
  const NIGHT: SensorConfig = { name: 'Creuses', kind: 'contact', when: 'offPeak', leadMinutes: 20 };
  const peak = { tariff: 'HP..', offPeak: false } as const;

  /** The events of a sensor for readings a minute apart. */
  function eventsWith(sensor: SensorConfig, readings: readonly Parameters<typeof reading>[0][]) {
    const { events, pass, take } = startedSensor(sensor);
    return readings.map((words) => {
      events.length = 0;
      take(words);
      pass(60);
      return events.flatMap(([name, value]) => (name === 'Contact Sensor State' ? [value] : []));
    });
  }

  /** Readings of an evening: so many minutes before the hours, the switch some minutes late, and after their end. */
  const evening = [
    ...[23, 22, 21, 20, 19, 2, 1, 0, 0].map((offPeakInMinutes) => ({ ...peak, offPeakInMinutes })),
    { tariff: 'HC..', offPeak: true },
    { tariff: 'HC..', offPeak: true },
    { ...peak, offPeakInMinutes: 960 },
    { ...peak, offPeakInMinutes: 959 },
  ];

  test('turns the sensor on by so many minutes, and off at their end', () => {
    const events = eventsWith(NIGHT, evening);
    expect(events.map((some) => some.join())).toEqual(['', '', '', '1', '', '', '', '', '', '', '', '0', '']);
  });

  test('of 0 turns it on when they begin', () => {
    const events = eventsWith({ ...NIGHT, leadMinutes: 0 }, evening);
    expect(events.map((some) => some.join())).toEqual(['', '', '', '', '', '', '', '', '', '1', '', '0', '']);
  });

  test('does not turn it off and on where a frame is told by another clock, or lacks its tariff', () => {
    const frames = [
      ...[20, 22, 20, 25, 19].map((offPeakInMinutes) => ({ ...peak, offPeakInMinutes })),
      { apparentPowerVA: 400 },
      { tariff: 'HC..', offPeak: true },
    ];
    expect(eventsWith(NIGHT, frames).flat()).toEqual([1]);
  });

  test('turns it off again where the hours do not come', () => {
    const frames = [1, 0, 1430].map((offPeakInMinutes) => ({ ...peak, offPeakInMinutes }));
    expect(eventsWith(NIGHT, frames).flat()).toEqual([1, 0]);
  });

  test('is not ended by a restart, after which the hours are unknown for some seconds', () => {
    const before = startedSensor(NIGHT);
    before.take({ ...peak, offPeakInMinutes: 10 });
    const { events, pass, take } = startedSensor(NIGHT, restart(before.accessory, before.api));
    for (const offPeakInMinutes of [undefined, undefined, 9, 8]) {
      take({ ...peak, offPeakInMinutes });
      pass(2);
    }
    expect(events.map(([name]) => name)).toEqual(['Status Active', 'Status Fault']);
    for (let second = 0; second < 60; second += 1) {
      take(peak);
      pass(1);
    }
    expect(events.filter(([name]) => name === 'Contact Sensor State')).toEqual([['Contact Sensor State', 0]]);
  });
});

describe('after a restart', () => {
  /** A sensor that is on, and the same one after a restart with other settings. */
  function restarted(before: SensorConfig, after: SensorConfig = before) {
    const first = startedSensor(before);
    first.take({ overload: true, apparentPowerVA: 9000 });
    first.pass(10);
    first.take({ overload: true, apparentPowerVA: 9000 });
    return { first, second: startedSensor(after, restart(first.accessory, first.api)) };
  }

  test.each([OVERLOAD, BOILER])('$when shows its last state at once, with StatusActive false', async (sensor) => {
    const { second } = restarted(sensor);
    expect(await second.states()).toEqual({ state: 1, active: false, fault: 1 });
  });

  test.each([OVERLOAD, BOILER])('$when continues from its last state without an event for it', (sensor) => {
    const { events, take } = restarted(sensor).second;
    take({ overload: true, apparentPowerVA: 5900 });
    expect(events).toEqual([
      ['Status Active', true],
      ['Status Fault', 0],
    ]);
  });

  test('a change of the state is written to the cache at once, and only once', () => {
    const { saved } = restarted(OVERLOAD).first;
    expect(saved).toEqual([{ sensor: { meter: 'linky', config: OVERLOAD, isOn: true } }]);
  });

  test('a state that changes each second is written at once, and then once a minute with its newest value', () => {
    const { pass, saved, sensor, take } = startedSensor(OVERLOAD);
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

  test('a change after a minute without one is written at once', () => {
    const { pass, saved, take } = startedSensor(OVERLOAD);
    for (const overload of [true, false, true]) {
      take({ overload });
      pass(60);
    }
    expect(saved).toHaveLength(3);
  });

  test('changed settings are written to the cache at once', () => {
    const renamed = { ...OVERLOAD, name: 'Coupure' };
    expect(restarted(OVERLOAD, renamed).second.saved).toEqual([
      { sensor: { meter: 'linky', config: renamed, isOn: true } },
    ]);
    expect(restarted(OVERLOAD).second.saved).toEqual([]);
  });

  test('a new name in the settings becomes the name of the accessory and its service', () => {
    const { accessory, api, service } = restarted(OVERLOAD, { ...OVERLOAD, name: 'Coupure' }).second;
    const { Name } = api.hap.Characteristic;
    const information = accessory.getService(api.hap.Service.AccessoryInformation);
    expect([
      accessory.displayName,
      information?.getCharacteristic(Name).value,
      service.getCharacteristic(Name).value,
    ]).toEqual(['Coupure', 'Coupure', 'Coupure']);
  });

  test('a new kind replaces the service and keeps the state', async () => {
    const { accessory, api, states } = restarted(OVERLOAD, { ...OVERLOAD, kind: 'motion' }).second;
    expect(accessory.getService(api.hap.Service.OccupancySensor)).toBeUndefined();
    expect(await states()).toEqual({ state: true, active: false, fault: 1 });
  });

  test('a sensor with another `when` starts as off', async () => {
    const { states } = restarted(OVERLOAD, { ...OVERLOAD, when: 'peak' }).second;
    expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
  });
});
