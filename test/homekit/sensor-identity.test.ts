import { describe, expect, test } from 'vitest';
import type { SensorConfig } from '../../src/config/config.ts';
import { matchRestoredSensors } from '../../src/homekit/sensor-identity.ts';

type Fields = Partial<SensorConfig & { when: 'power' }>;

function power(name: string, above: number, fields: Fields = {}): SensorConfig {
  return { name, kind: 'occupancy', when: 'power', above, hysteresis: 0, delayOn: 10, delayOff: 60, ...fields };
}

function offPeak(name: string, kind: SensorConfig['kind'] = 'contact', leadMinutes = 0): SensorConfig {
  return { name, kind, when: 'offPeak', leadMinutes };
}

/** The former name of each sensor after an edit of the list; undefined for a new one. */
function formerNames(before: readonly SensorConfig[], after: readonly SensorConfig[]) {
  const known = before.map((sensor) => ({ uuid: sensor.name, meter: 'linky', sensor }));
  const found = matchRestoredSensors('linky', after, known);
  return Object.fromEntries(after.map((sensor) => [sensor.name, found.get(sensor)]));
}

const A = power('A', 3000);
const B = power('B', 6000);
const C = offPeak('C');

describe('a sensor is recognised', () => {
  test.each([
    ['unchanged', [A, B, C], { A: 'A', B: 'B', C: 'C' }],
    ['in another order', [C, B, A], { A: 'A', B: 'B', C: 'C' }],
    ['with a new one before it', [power('D', 100), A, B, C], { D: undefined, A: 'A', B: 'B', C: 'C' }],
    ['when another was removed', [B, C], { B: 'B', C: 'C' }],
    ['renamed', [power('D', 3000), B, C], { D: 'A', B: 'B', C: 'C' }],
    ['renamed, while the others were removed', [A, offPeak('D')], { A: 'A', D: 'C' }],
    [
      'all renamed and in another order',
      [offPeak('Z'), power('Y', 6000), power('X', 3000)],
      { X: 'A', Y: 'B', Z: 'C' },
    ],
    ['with another threshold', [power('A', 4000), B, C], { A: 'A', B: 'B', C: 'C' }],
    ['with the threshold that another had', [power('A', 6000), power('B', 9000), C], { A: 'A', B: 'B', C: 'C' }],
    ['with other delays', [power('A', 3000, { delayOn: 60, hysteresis: 100 }), B, C], { A: 'A', B: 'B', C: 'C' }],
    ['shown as another kind', [A, B, offPeak('C', 'motion')], { A: 'A', B: 'B', C: 'C' }],
    ['sensing something else', [A, B, { ...C, when: 'overload' }], { A: 'A', B: 'B', C: 'C' }],
    [
      'renamed, with other delays and kind',
      [power('D', 3000, { delayOn: 60, kind: 'motion' }), B, C],
      { D: 'A', B: 'B', C: 'C' },
    ],
  ] as const)('%s', (_, after, expected) => {
    expect(formerNames([A, B, C], after)).toEqual(expected);
  });
});

test('two renamed sensors of off-peak hours are told apart by their lead, also where a former version knew none', () => {
  const { leadMinutes: _, ...former } = { leadMinutes: 0, ...offPeak('Night') };
  const before = [former as SensorConfig, offPeak('Soon', 'contact', 30)];
  const after = [offPeak('Before the night', 'motion', 30), offPeak('At night', 'motion')];
  expect(formerNames(before, after)).toEqual({ 'Before the night': 'Soon', 'At night': 'Night' });
});

describe('a sensor is new', () => {
  test.each([
    ['with another name and threshold', [power('D', 9000), B, C], { D: undefined, B: 'B', C: 'C' }],
    [
      'with a new name beside a known one with the same threshold',
      [A, power('D', 3000), B, C],
      { A: 'A', D: undefined, B: 'B', C: 'C' },
    ],
    [
      'when it senses what none did before',
      [A, B, C, { ...C, name: 'D', when: 'peak' }],
      { A: 'A', B: 'B', C: 'C', D: undefined },
    ],
  ] as const)('%s', (_, after, expected) => {
    expect(formerNames([A, B, C], after)).toEqual(expected);
  });

  test('when it belongs to another meter, even with the same name', () => {
    const known = [{ uuid: 'A', meter: 'linky', sensor: A }];
    expect(matchRestoredSensors('garage', [A], known).size).toBe(0);
  });
});

test('while the settings have a mistake, a sensor is recognised by its name alone', () => {
  const known = [A, B, C].map((sensor) => ({ uuid: sensor.name, meter: 'linky', sensor }));
  const [same, renamed] = [power('A', 4000), offPeak('D')];
  const found = matchRestoredSensors('linky', [same, renamed], known, true);
  expect([found.get(same), found.get(renamed)]).toEqual(['A', undefined]);
});

test('two renamed sensors of the voltage are told apart by their direction, and by their limit', () => {
  const voltage = (name: string, limit: { above: number } | { below: number }, delayOn = 10): SensorConfig => ({
    ...{ name, kind: 'motion', when: 'voltage', hysteresis: 0, delayOn, delayOff: 60 },
    ...limit,
  });
  const before = [voltage('Over', { above: 230 }), voltage('Under', { below: 230 }), voltage('Low', { below: 207 })];
  const after = [
    voltage('Brown', { below: 207 }, 0),
    voltage('Less', { below: 230 }, 0),
    voltage('More', { above: 230 }, 0),
  ];
  expect(formerNames(before, after)).toEqual({ Brown: 'Low', Less: 'Under', More: 'Over' });
});

test('two renamed sensors with the same threshold are told apart by their other settings', () => {
  const before = [power('Soon', 6000, { delayOn: 10 }), power('Late', 6000, { delayOn: 300 })];
  const after = [power('Late warning', 6000, { delayOn: 300 }), power('Soon warning', 6000, { delayOn: 10 })];
  expect(formerNames(before, after)).toEqual({ 'Late warning': 'Late', 'Soon warning': 'Soon' });
});
