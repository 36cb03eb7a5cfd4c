import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stampOf } from '../../src/journal/stamp.ts';

/** Stamps one frame after another, each of which takes `afterMs`, with the clock set by `byMs` before it. */
function stampAll(steps: readonly { readonly afterMs: number; readonly byMs: number }[]) {
  const used = new Set<number>();
  let trueMs = 1_800_000_000_000;
  let lastMs: number | undefined;
  return steps.map(({ afterMs, byMs }) => {
    trueMs += afterMs + byMs;
    lastMs = stampOf(trueMs, lastMs, (ms) => used.has(ms));
    const isNew = !used.has(lastMs);
    used.add(lastMs);
    return { isNew, offMs: lastMs - trueMs };
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

test.each([
  ['the first frame has its true time', 1_000.4, undefined, [], 1_000],
  ['a later frame has its true time', 3_000, 1_000, [], 3_000],
  ['a frame of the same chunk follows the one before', 1_000, 1_000, [], 1_001],
  ['a clock that is adjusted back is waited for', 9_000, 10_000, [], 10_001],
  ['a clock that is set back is followed', 8_000, 10_000, [], 8_000],
  ['a time that was used is passed over', 8_000, 10_000, [8_000, 8_001], 8_002],
])('%s', (_, trueMs, lastMs, used: number[], stamp) => {
  expect(stampOf(trueMs, lastMs, (ms) => used.includes(ms))).toBe(stamp);
});
