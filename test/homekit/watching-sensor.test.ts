import { describe, expect, test } from 'vitest';
import type { MirrorSensor, TroubleSensor } from '../../src/config/config.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { apiOf, restart } from './homebridge-api.ts';
import { sensorStarter } from './started-sensor.ts';

const BEHIND: MirrorSensor = {
  name: 'Retard',
  kind: 'occupancy',
  when: 'mirrorBehind',
  above: 30,
  hysteresis: 10,
  delayOn: 12,
  delayOff: 7,
};

describe('a sensor of what waits for InfluxDB', () => {
  /** A sensor, and the age of what waits, which the test sets. It grows by itself only where the test lets it. */
  function scene() {
    let ageMs: number | undefined;
    const startedSensor = sensorStarter(apiOf, { mirrorBehindMs: () => ageMs });
    return {
      startedSensor,
      setMinutes(minutes: number | undefined) {
        ageMs = minutes && minutes * MINUTE_MS;
      },
    };
  }

  test('is inactive until the age is known, and active from then on, without any reading', async () => {
    const { startedSensor, setMinutes } = scene();
    const { states, wait } = startedSensor(BEHIND);
    expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
    setMinutes(0);
    wait(5);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
  });

  test('is on above its minutes after its delay, and off below the hysteresis after the other', () => {
    const { startedSensor, setMinutes } = scene();
    setMinutes(0);
    const { events, wait } = startedSensor(BEHIND);
    setMinutes(30);
    wait(60);
    expect(events).toEqual([]);
    setMinutes(30.1);
    // It looks each 5 s.
    wait(5 + 11);
    expect(events).toEqual([]);
    wait(1);
    expect(events).toEqual([['Occupancy Detected', 1]]);
    setMinutes(20.1);
    wait(60);
    expect(events).toHaveLength(1);
    setMinutes(0);
    wait(5 + 7);
    expect(events).toEqual([
      ['Occupancy Detected', 1],
      ['Occupancy Detected', 0],
    ]);
  });

  test('is not turned on by an age that is over before its delay', () => {
    const { startedSensor, setMinutes } = scene();
    setMinutes(0);
    const { events, wait } = startedSensor(BEHIND);
    for (let nth = 0; nth < 5; nth += 1) {
      setMinutes(90);
      wait(10);
      setMinutes(0);
      wait(10);
    }
    expect(events).toEqual([]);
  });

  test('goes on from its last state after a restart, while the age is not known yet', async () => {
    const { startedSensor, setMinutes } = scene();
    setMinutes(90);
    const before = startedSensor(BEHIND);
    before.wait(20);
    setMinutes(undefined);
    const { events, states, wait } = startedSensor(BEHIND, restart(before.accessory, before.api));
    expect(await states()).toEqual({ state: 1, active: false, fault: 1 });
    wait(60);
    setMinutes(92);
    wait(60);
    expect(events.filter(([name]) => name === 'Occupancy Detected')).toEqual([]);
    expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
  });

  test('is off and inactive without an InfluxDB, whatever it was before, and has no timer', async () => {
    const { startedSensor, setMinutes } = scene();
    setMinutes(90);
    const before = startedSensor(BEHIND);
    before.wait(20);
    expect(await before.states()).toEqual({ state: 1, active: true, fault: 0 });
    const accessory = restart(before.accessory, before.api);
    const { clock, sensor, states } = sensorStarter(apiOf)(BEHIND, accessory, before.api);
    expect(await states()).toEqual({ state: 0, active: false, fault: 1 });
    sensor.stop();
    expect(clock.waiting).toBe(0);
  });

  test('leaves no timer behind', () => {
    const { startedSensor, setMinutes } = scene();
    setMinutes(90);
    const { clock, sensor, events, wait } = startedSensor(BEHIND);
    wait(7);
    sensor.stop();
    expect(clock.waiting).toBe(0);
    wait(60);
    expect(events).toEqual([]);
  });
});

const TROUBLE: TroubleSensor = { name: 'Problème', kind: 'contact', when: 'trouble', delayOn: 300, delayOff: 60 };

describe('a sensor of what is wrong', () => {
  function scene() {
    let troubles = 0;
    const startedSensor = sensorStarter(apiOf, { troubles: () => troubles });
    return {
      startedSensor,
      stand(count: number) {
        troubles = count;
      },
    };
  }

  test('knows its state from the start on, and while its meter is silent', async () => {
    const { startedSensor } = scene();
    const { states, wait } = startedSensor(TROUBLE);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
    wait(600);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
  });

  test('is on while any trouble stands for longer than its delay, and off once none has for the other', () => {
    const { startedSensor, stand } = scene();
    const { events, wait } = startedSensor(TROUBLE);
    stand(1);
    wait(150);
    // Another one takes the place of the first.
    stand(2);
    wait(5 + 149);
    expect(events).toEqual([]);
    wait(1);
    expect(events).toEqual([['Contact Sensor State', 1]]);
    stand(0);
    wait(5 + 60);
    expect(events).toEqual([
      ['Contact Sensor State', 1],
      ['Contact Sensor State', 0],
    ]);
  });

  test('is not turned on by a trouble that passes within its delay', () => {
    const { startedSensor, stand } = scene();
    const { events, wait } = startedSensor(TROUBLE);
    for (let nth = 0; nth < 5; nth += 1) {
      stand(1);
      wait(290);
      stand(0);
      wait(10);
    }
    expect(events).toEqual([]);
  });
});
