import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DebounceState, debounce, flipsInMs, type Threshold } from '../../src/homekit/threshold.ts';

const OVER_6000: Threshold = { above: 6000, hysteresis: 200, delayOnMs: 10_000, delayOffMs: 60_000 };
const AT_ONCE: Threshold = { ...OVER_6000, delayOnMs: 0, delayOffMs: 0 };

/**
 * When it turns, and to what, as values come and time passes between them.
 * @param script `9000 at 0-8, 400 at 12`: the values by the second at which they come, one a second in a range
 */
function turns(threshold: Threshold, script: string, isOn = false): string {
  const values = script.split(', ').flatMap(valuesOf);
  const said: string[] = [];
  let standing: DebounceState = { isOn };
  const stand = (next: DebounceState, atMs: number) => {
    if (next.isOn !== standing.isOn) said.push(`${next.isOn ? 'on' : 'off'} at ${atMs / 1000}`);
    standing = next;
  };
  for (const [index, { value, atMs }] of values.entries()) {
    stand(debounce(standing, value, atMs, threshold), atMs);
    const turnMs = atMs + (flipsInMs(standing, atMs, threshold) ?? Number.POSITIVE_INFINITY);
    const nextMs = values[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    if (turnMs < nextMs) stand({ isOn: !standing.isOn }, turnMs);
  }
  return said.join(', ');
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
    ['off', 5801, 'between the two', 'off'],
    ['off', 5800, 'at the lower one', 'off'],
    ['off', 0, 'nothing at all', 'off'],
    ['on', 6001, 'above', 'on'],
    ['on', 6000, 'at the threshold', 'on'],
    ['on', 5801, 'between the two', 'on'],
    ['on', 5800, 'at the lower one', 'off'],
    ['on', 0, 'nothing at all', 'off'],
  ])('%s, then %i (%s): %s', (before, value, _, after) => {
    expect(debounce({ isOn: before === 'on' }, value, 0, AT_ONCE)).toEqual({ isOn: after === 'on' });
  });

  test('and without a hysteresis the one threshold parts on and off', () => {
    const threshold = { ...AT_ONCE, hysteresis: 0 };
    expect(turns(threshold, '6001 at 0, 6000 at 1, 6001 at 2')).toBe('on at 0, off at 1, on at 2');
  });
});

describe('while off, with 10 s to on', () => {
  test.each([
    ['on once it has been above for the delay', '6001 at 0-30', 'on at 10'],
    ['a rise for 9 s is nothing', '9000 at 0-8, 400 at 9-30', ''],
    ['a rise for 11 s is on', '9000 at 0-10, 400 at 11-30', 'on at 10'],
    ['on time between two values, too', '9000 at 0, 9000 at 3, 9000 at 6, 9000 at 9, 400 at 12', 'on at 10'],
    ['a value at the threshold starts the delay over', '6001 at 0-8, 6000 at 9, 6001 at 10-20', 'on at 20'],
    ['so does one between the two', '6001 at 0-8, 5801 at 9, 6001 at 10-20', 'on at 20'],
    ['hovering within the hysteresis is nothing', '5801 at 0-30, 6000 at 31-90', ''],
    ['a value stands for 3 s', '9000 at 0, 9000 at 7', 'on at 10'],
    ['and not for longer: a silence turns nothing', '9000 at 0-6', ''],
    ['but it counts with the next one', '9000 at 0-6, 9000 at 14', 'on at 14'],
    ['which may say otherwise', '9000 at 0-6, 400 at 14', ''],
  ])('%s', (_, script, said) => {
    expect(turns(OVER_6000, script)).toBe(said);
  });
});

describe('while on, with 60 s to off', () => {
  test.each([
    ['off once it has been low for the delay', '5800 at 0-90', 'off at 60'],
    ['low for 59 s is nothing', '0 at 0-58, 6001 at 59-90', ''],
    ['a value between the two starts the delay over', '0 at 0-58, 5801 at 59, 0 at 60-130', 'off at 120'],
    ['hovering within the hysteresis is nothing', '5801 at 0-90, 6000 at 91-180', ''],
    ['off, and the way back to on has its delay', '0 at 0-61, 9000 at 62-80', 'off at 60, on at 72'],
  ])('%s', (_, script, said) => {
    expect(turns(OVER_6000, script, true)).toBe(said);
  });
});

test('it turns with the value that ends a delay in which every value called for it, and with no other', () => {
  const step = fc.record({
    gapMs: fc.integer({ min: 800, max: 2700 }),
    value: fc.constantFrom(5700, 5701, 6000, 6001),
  });
  const threshold = { ...OVER_6000, hysteresis: 300, delayOnMs: 4000, delayOffMs: 6000 };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let atMs = 0;
      let standing: DebounceState = { isOn: false };
      // The values since it last turned.
      let past: { readonly atMs: number; readonly calls: boolean }[] = [];
      for (const { gapMs, value } of steps) {
        atMs += gapMs;
        const { isOn } = standing;
        past.push({ atMs, calls: isOn ? value <= 5700 : value > 6000 });
        standing = debounce(standing, value, atMs, threshold);
        const firstOfRow = past[past.findLastIndex(({ calls }) => !calls) + 1];
        const turns = firstOfRow !== undefined && atMs - firstOfRow.atMs >= (isOn ? 6000 : 4000);
        expect(standing.isOn !== isOn).toBe(turns);
        if (turns) past = [];
      }
    }),
  );
});
