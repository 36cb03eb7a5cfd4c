import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Stamp, stampOf } from '../../src/journal/stamp.ts';

/** Stamps one frame after another, each of which takes `afterMs`, with the clock set by `byMs` before it. */
function stampAll(steps: readonly { readonly afterMs: number; readonly byMs: number }[]) {
  const used = new Set<number>();
  let trueMs = 1_800_000_000_000;
  let last: Stamp | undefined;
  return steps.map(({ afterMs, byMs }) => {
    trueMs += afterMs + byMs;
    last = stampOf(trueMs, last, (ms) => used.has(ms));
    const isNew = !used.has(last.atMs);
    used.add(last.atMs);
    return { isNew, offMs: last.atMs - trueMs };
  });
}

const afterMs = fc.oneof(fc.nat(3), fc.double({ min: 0, max: 3_000, noNaN: true }));
const step = fc.record({
  afterMs,
  byMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -9_000, max: 9_000 })),
});
const manySteps = fc.array(step, { minLength: 1, maxLength: 200 });

test('no two stamps are alike, however the clock is set', () => {
  fc.assert(
    fc.property(manySteps, (steps) => {
      expect(stampAll(steps).filter(({ isNew }) => !isNew)).toEqual([]);
    }),
  );
});

test('no stamp is further from its true time than the clock may be adjusted, but for those in its way', () => {
  fc.assert(
    fc.property(manySteps, (steps) => {
      for (const { offMs } of stampAll(steps)) {
        expect(offMs).toBeGreaterThanOrEqual(-0.5);
        expect(offMs).toBeLessThan(2_000.5 + steps.length);
      }
    }),
  );
});

const LATEST = { atMs: 10_000, trueMs: 10_000 };

test.each<[string, number, Stamp | undefined, readonly number[], Stamp]>([
  ['the first frame has its true time', 1_000.4, undefined, [], { atMs: 1_000, trueMs: 1_000 }],
  ['a later frame has its true time', 13_000, LATEST, [], { atMs: 13_000, trueMs: 13_000 }],
  ['a frame of the same chunk follows the one before', 10_000, LATEST, [], { atMs: 10_001, trueMs: 10_000 }],
  ['a clock that is adjusted back is waited for', 9_000, LATEST, [], { atMs: 10_001, trueMs: 10_000 }],
  ['a clock that is set back is followed', 8_000, LATEST, [], { atMs: 8_000, trueMs: 8_000 }],
  ['a time that was used is passed over', 8_000, LATEST, [8_000, 8_001], { atMs: 8_002, trueMs: 8_000 }],
  [
    'a burst, whose stamps run ahead, is no clock that was set back',
    10_000,
    { atMs: 30_000, trueMs: 10_000 },
    [],
    { atMs: 30_001, trueMs: 10_000 },
  ],
  ['nor is the frame after it', 11_000, { atMs: 30_000, trueMs: 10_000 }, [], { atMs: 30_001, trueMs: 11_000 }],
])('%s', (_, trueMs, last, used, stamp) => {
  expect(stampOf(trueMs, last, (ms) => used.includes(ms))).toEqual(stamp);
});

test('of 20 000 frames that come at once, each looks at one time only', () => {
  let looks = 0;
  let last: Stamp | undefined;
  for (let frame = 0; frame < 20_000; frame += 1) {
    last = stampOf(1_000, last, () => {
      looks += 1;
      return false;
    });
  }
  expect(looks).toBe(20_000);
  expect(last).toEqual({ atMs: 20_999, trueMs: 1_000 });
});
