import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VoltageSensor } from '../../src/config/config.ts';
import { sensedValueOf, thresholdOf } from '../../src/homekit/sensed-value.ts';
import { type DebounceState, debounce, flipsInMs, type Threshold } from '../../src/homekit/threshold.ts';
import { reading } from './homebridge-api.ts';

const OVER_6000: Threshold = { above: 6000, hysteresis: 200, delayOnMs: 10_000, delayOffMs: 60_000 };
const LONG = { maxLength: 200 };
const AT_ONCE: Threshold = { ...OVER_6000, delayOnMs: 0, delayOffMs: 0 };

/**
 * When the state flips, and to what, as values arrive and time passes between them.
 * @param script such as `9000 at 0-8, 400 at 12`: the values with the second at which each arrives, in a range one a
 * second
 */
function flips(threshold: Threshold, script: string, isOn = false): string {
  const values = script.split(', ').flatMap(valuesOf);
  const flipped: string[] = [];
  let state: DebounceState = { isOn };
  const setState = (next: DebounceState, atMs: number) => {
    if (next.isOn !== state.isOn) flipped.push(`${next.isOn ? 'on' : 'off'} at ${atMs / 1000}`);
    state = next;
  };
  for (const [index, { value, atMs }] of values.entries()) {
    setState(debounce(state, value, atMs, threshold), atMs);
    const flipMs = atMs + (flipsInMs(state, atMs, threshold) ?? Number.POSITIVE_INFINITY);
    const nextMs = values[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    if (flipMs < nextMs) setState({ isOn: !state.isOn }, flipMs);
  }
  return flipped.join(', ');
}

function valuesOf(step: string): { value: number; atMs: number }[] {
  const [value = '', seconds = ''] = step.split(' at ');
  const [from = 0, to = from] = seconds.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, n) => ({ value: Number(value), atMs: 1000 * (from + n) }));
}

describe('without delays', () => {
  test.each([
    ['off', 6001, 'above', 'on'],
    ['off', 6000, 'at the threshold', 'off'],
    ['off', 5801, 'within the hysteresis', 'off'],
    ['off', 5800, 'at the lower limit', 'off'],
    ['off', 0, 'zero', 'off'],
    ['on', 6001, 'above', 'on'],
    ['on', 6000, 'at the threshold', 'on'],
    ['on', 5801, 'within the hysteresis', 'on'],
    ['on', 5800, 'at the lower limit', 'off'],
    ['on', 0, 'zero', 'off'],
  ])('%s, then %i (%s): %s', (before, value, _, after) => {
    expect(debounce({ isOn: before === 'on' }, value, 0, AT_ONCE)).toEqual({ isOn: after === 'on' });
  });

  test('and without hysteresis one limit separates on from off', () => {
    const threshold = { ...AT_ONCE, hysteresis: 0 };
    expect(flips(threshold, '6001 at 0, 6000 at 1, 6001 at 2')).toBe('on at 0, off at 1, on at 2');
  });
});

describe('while off, with a delay of 10 s', () => {
  test.each([
    ['it turns on after 10 s above the threshold', '6001 at 0-30', 'on at 10'],
    ['a rise of 9 s has no effect', '9000 at 0-8, 400 at 9-30', ''],
    ['a rise of 11 s turns it on', '9000 at 0-10, 400 at 11-30', 'on at 10'],
    [
      'it turns on at the end of the delay even between two values',
      '9000 at 0, 9000 at 3, 9000 at 6, 9000 at 9, 400 at 12',
      'on at 10',
    ],
    ['a value at the threshold starts the delay over', '6001 at 0-8, 6000 at 9, 6001 at 10-20', 'on at 20'],
    ['a value within the hysteresis starts the delay over', '6001 at 0-8, 5801 at 9, 6001 at 10-20', 'on at 20'],
    ['values within the hysteresis have no effect', '5801 at 0-30, 6000 at 31-90', ''],
    ['a delay that ends within 3 s of a value turns it on', '9000 at 0, 9000 at 7', 'on at 10'],
    ['a delay that ends later, in a silence, has no effect', '9000 at 0-6', ''],
    ['the next value after the delay turns it on', '9000 at 0-6, 9000 at 14', 'on at 14'],
    ['the next value after the delay may be low, and has no effect', '9000 at 0-6, 400 at 14', ''],
  ])('%s', (_, script, expected) => {
    expect(flips(OVER_6000, script)).toBe(expected);
  });
});

describe('while on, with a delay of 60 s', () => {
  test.each([
    ['it turns off after 60 s at the lower limit', '5800 at 0-90', 'off at 60'],
    ['low values for 59 s have no effect', '0 at 0-58, 6001 at 59-90', ''],
    ['a value within the hysteresis starts the delay over', '0 at 0-58, 5801 at 59, 0 at 60-130', 'off at 120'],
    ['values within the hysteresis have no effect', '5801 at 0-90, 6000 at 91-180', ''],
    [
      'after it has turned off, the delay of 10 s counts for the way back',
      '0 at 0-61, 9000 at 62-80',
      'off at 60, on at 72',
    ],
  ])('%s', (_, script, expected) => {
    expect(flips(OVER_6000, script, true)).toBe(expected);
  });
});

const gapMs = fc.integer({ min: 800, max: 2700 });

test('a value flips the state exactly when all values of the delay called for it', () => {
  const threshold = { ...OVER_6000, hysteresis: 300, delayOnMs: 4000, delayOffMs: 6000 };
  fc.assert(
    fc.property(fc.array(fc.record({ gapMs, value: fc.constantFrom(5700, 5701, 6000, 6001) }), LONG), (steps) => {
      expectFlips(
        steps,
        (isOn, value) => (isOn ? value <= 5700 : value > 6000),
        (value) => value,
        threshold,
      );
    }),
  );
});

test('a voltage flips a sensor of low voltage exactly when all of the delay were on that side of its limit', () => {
  const sensor: VoltageSensor = {
    ...({ name: 'Low', kind: 'motion', when: 'voltage' } as const),
    ...{ below: 207, hysteresis: 3, delayOn: 4, delayOff: 6 },
  };
  const volts = (value: number) =>
    sensedValueOf(sensor, reading({ phases: 3, voltageV: { 1: 236, 2: value, 3: 240 } }));
  fc.assert(
    fc.property(fc.array(fc.record({ gapMs, value: fc.constantFrom(0, 206, 207, 209, 210, 235) }), LONG), (steps) => {
      expectFlips(steps, (isOn, value) => (isOn ? value >= 210 : value < 207), volts, thresholdOf(sensor));
    }),
  );
});

/**
 * Checks after each value whether the state flips.
 * @param calls whether a value calls for the opposite state
 * @param sensed what the threshold is compared with
 */
function expectFlips(
  steps: readonly { readonly gapMs: number; readonly value: number }[],
  calls: (isOn: boolean, value: number) => boolean,
  sensed: (value: number) => number | undefined,
  threshold: Threshold,
): void {
  let atMs = 0;
  let state: DebounceState = { isOn: false };
  // The values since the last flip.
  let past: { readonly atMs: number; readonly calls: boolean }[] = [];
  for (const { gapMs, value } of steps) {
    atMs += gapMs;
    const { isOn } = state;
    past.push({ atMs, calls: calls(isOn, value) });
    state = debounce(state, sensed(value) as number, atMs, threshold);
    const firstCalling = past[past.findLastIndex((one) => !one.calls) + 1];
    const delayMs = isOn ? threshold.delayOffMs : threshold.delayOnMs;
    const isDue = firstCalling !== undefined && atMs - firstCalling.atMs >= delayMs;
    expect(state.isOn !== isOn).toBe(isDue);
    if (isDue) past = [];
  }
}
