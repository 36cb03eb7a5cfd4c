import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_FACTOR } from '../../src/watts/belief.ts';
import { IndexFilter } from '../../src/watts/index-filter.ts';
import { runs } from '../../testbed/support/generated.ts';

/** Anything that may happen to the filter, whether it makes sense as electricity or not. */
type Event = (filter: IndexFilter) => void;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Powers up to 36 kVA, and often none. */
const power = fc.oneof(fc.constant(0), between(0, 100), between(0, 36_000));
/** Times up to the longest that passes between two frames without a gap, and often none. */
const hours = fc.oneof(fc.constant(0), between(0, 10 / 3600));
const energy = fc.oneof(fc.constant(0), between(0, 1), between(0, 100));
const steps = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100 }));
const belief = fc.record({ mean: between(0, MAX_FACTOR), variance: between(1e-6, 0.1) });

const run: fc.Arbitrary<Event> = fc.tuple(power, hours).map(
  ([va, h]) =>
    (filter) =>
      filter.run(va, h),
);
const change: fc.Arbitrary<Event> = fc.tuple(power, power, energy).map(
  ([va, before, uncertainVAh]) =>
    (filter) =>
      filter.change(va - before, uncertainVAh),
);
const read: fc.Arbitrary<Event> = fc.tuple(steps, energy, between(0, 10)).map(
  ([stepsWh, lastVAh, ageVAh]) =>
    (filter) =>
      filter.read(stepsWh, lastVAh, ageVAh),
);
/** A frame as it comes: the power of a second, and the steps of the index that fit it, or none. */
const frame: fc.Arbitrary<Event> = fc.tuple(power, between(0, 1.2), fc.boolean()).map(([va, factor, isHeard]) => {
  const lastVAh = va / 3600;
  return (filter) => {
    filter.run(va, 1 / 3600);
    filter.read(isHeard ? Math.round(lastVAh * factor) : 0, lastVAh, 0);
  };
});
const other: fc.Arbitrary<Event> = fc.oneof(
  belief.map(
    (believed): Event =>
      (filter) =>
        filter.believe(believed),
  ),
  fc.constant<Event>((filter) => filter.forgetUncounted()),
);
const events = fc.array(fc.oneof(run, change, read, frame, other), { minLength: 1, maxLength: 200 });

test('whatever happens, the factor stays possible and its variance a number that is not negative', () => {
  fc.assert(
    fc.property(belief, events, (before, all) => {
      const filter = new IndexFilter(before);
      for (const happen of all) {
        happen(filter);
        const { mean, variance } = filter.factor;
        expect(mean).toBeGreaterThanOrEqual(0);
        expect(mean).toBeLessThanOrEqual(MAX_FACTOR);
        expect(variance).toBeGreaterThanOrEqual(0);
        expect(variance).toBeLessThan(Number.POSITIVE_INFINITY);
        expect(Math.abs(filter.uncountedWh ?? 0)).toBeLessThan(Number.POSITIVE_INFINITY);
      }
    }),
    runs(100),
  );
});
