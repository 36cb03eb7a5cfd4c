import { describe, expect, test } from 'vitest';
import type { SensorConfig } from '../../src/config/config.ts';
import { apiOf, meter, restart } from './homebridge-api.ts';
import { sensorStarter } from './started-sensor.ts';

const SILENCE: SensorConfig = { name: 'Muet', kind: 'occupancy', when: 'silent', delayOn: 30, delayOff: 15 };
const AT_ONCE: SensorConfig = { ...SILENCE, delayOn: 0, delayOff: 0 };
/** Seconds without a reading until the sensor is on. */
const ON_AFTER = meter.staleAfter + 30;

describe('a sensor of silence', () => {
  const startedSensor = sensorStarter(apiOf);

  test('is never inactive: not at the start, not while readings come, and not while it is on', async () => {
    const { draw, states, wait } = startedSensor(SILENCE);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
    draw(400, 30);
    expect(await states()).toEqual({ state: 0, active: true, fault: 0 });
    wait(ON_AFTER);
    expect(await states()).toEqual({ state: 1, active: true, fault: 0 });
  });

  test('is on once nothing has come for `staleAfter` and then its delay, to the second', () => {
    const { draw, events, wait } = startedSensor(SILENCE);
    draw(400, 100);
    // The last reading came a second ago.
    wait(ON_AFTER - 2);
    expect(events).toEqual([]);
    wait(1);
    expect(events).toEqual([['Occupancy Detected', 1]]);
  });

  test('counts the silence from the start, where the meter never answers', () => {
    const { events, wait } = startedSensor(SILENCE);
    wait(ON_AFTER - 1);
    expect(events).toEqual([]);
    wait(1);
    expect(events).toEqual([['Occupancy Detected', 1]]);
    wait(1000);
    expect(events).toHaveLength(1);
  });

  test('is off again once readings have come for its other delay', () => {
    const { draw, events, wait } = startedSensor(SILENCE);
    wait(ON_AFTER);
    draw(400, 15);
    expect(events).toHaveLength(1);
    draw(400, 1);
    expect(events).toEqual([
      ['Occupancy Detected', 1],
      ['Occupancy Detected', 0],
    ]);
  });

  test('stays on while readings come for a moment only', () => {
    const { draw, events, wait } = startedSensor(SILENCE);
    wait(ON_AFTER);
    for (let nth = 0; nth < 5; nth += 1) {
      draw(400, 15);
      wait(meter.staleAfter);
    }
    expect(events).toEqual([['Occupancy Detected', 1]]);
  });

  test('stays off through silences that end before its delay', () => {
    const { draw, events, wait } = startedSensor(SILENCE);
    for (let nth = 0; nth < 5; nth += 1) {
      draw(400, 1);
      wait(ON_AFTER - 2);
    }
    expect(events).toEqual([]);
  });

  test('hears a meter that tells nothing but short frames, or nothing that is understood', () => {
    const { events, pass, take } = startedSensor(SILENCE);
    for (let nth = 0; nth < 300; nth += 1) {
      take(nth % 2 === 0 ? { phases: 3, currentA: { 1: 60, 2: 17, 3: 0 }, overload: true } : {});
      pass(1);
    }
    expect(events).toEqual([]);
  });

  test('without delays follows the silence at once', () => {
    const { events, pass, take, wait } = startedSensor(AT_ONCE);
    wait(meter.staleAfter);
    pass(0);
    expect(events).toEqual([['Occupancy Detected', 1]]);
    take({});
    expect(events.at(-1)).toEqual(['Occupancy Detected', 0]);
  });

  test('goes on from its last state after a restart, and waits for readings until it is off', () => {
    const before = startedSensor(SILENCE);
    before.wait(ON_AFTER);
    const { draw, events, wait } = startedSensor(SILENCE, restart(before.accessory, before.api));
    wait(100);
    expect(events).toEqual([]);
    draw(400, 16);
    expect(events).toEqual([['Occupancy Detected', 0]]);
  });

  test('leaves no timer behind, and says nothing after a stop', () => {
    const { clock, draw, events, sensor, wait } = startedSensor(SILENCE);
    draw(400, 1);
    wait(meter.staleAfter);
    expect(clock.waiting).toBe(1);
    sensor.stop();
    expect(clock.waiting).toBe(0);
    wait(100);
    expect(events).toEqual([]);
  });
});
