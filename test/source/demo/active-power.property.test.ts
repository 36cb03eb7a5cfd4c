import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parisInstant } from '../../../src/base/paris-time.ts';
import { household } from '../../../src/source/demo/household.ts';
import { runs } from '../../../testbed/support/generated.ts';
import { DAY_MS, HOUR_MS } from '../../../testbed/support/time.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const days = fc.integer({ min: Date.UTC(2025, 0, 3) / DAY_MS, max: Date.UTC(2028, 0, 1) / DAY_MS });
const instants = fc.integer({ min: Date.UTC(2025, 0, 3), max: Date.UTC(2028, 0, 1) });

describe('the active power of the demo house', () => {
  test('adds up, second by second and between any instants, to exactly the energy that is drawn', () =>
    fc.assert(
      fc.property(seeds, instants, fc.integer({ min: 0, max: 4 * HOUR_MS }), (seed, from, span) => {
        const { at, drawnWh } = household(seed);
        let energyWms = 0;
        for (let now = from, next = from; now < from + span; now = next) {
          next = Math.min(now + 1000 - (now % 1000), from + span);
          energyWms += at(now).activePowerW * (next - now);
        }
        expect(drawnWh(from, from + span)).toBe(energyWms / HOUR_MS);
      }),
      runs(8),
    ));

  test('is a whole number of W, and never more than the apparent power', () =>
    fc.assert(
      fc.property(seeds, instants, (seed, atMs) => {
        const { activePowerW, apparentPowerVA } = household(seed).at(atMs);
        expect(activePowerW).toBe(Math.round(activePowerW));
        expect(activePowerW).toBeGreaterThan(0);
        expect(activePowerW).toBeLessThanOrEqual(apparentPowerVA);
      }),
      runs(8),
    ));

  test('is 0.5 to 0.7 of the apparent power while the house is at rest', () =>
    fc.assert(
      fc.property(seeds, days, fc.integer({ min: 0, max: 2 * HOUR_MS - 1 }), (seed, day, afterThree) => {
        // Nothing that is used in the evening runs after 03:00, and nobody is up before 05:00.
        const { activePowerW, apparentPowerVA } = household(seed).at(parisInstant(day, 3 * 3600) + afterThree);
        expect(activePowerW / apparentPowerVA).toBeGreaterThanOrEqual(0.5);
        expect(activePowerW / apparentPowerVA).toBeLessThanOrEqual(0.7);
      }),
      runs(25),
    ));

  test('is more than 0.98 of the apparent power while the house heats its water', () =>
    fc.assert(
      fc.property(seeds, days, (seed, day) => {
        const { activePowerW, apparentPowerVA } = household(seed).at(parisInstant(day, 23.75 * 3600));
        expect(activePowerW / apparentPowerVA).toBeGreaterThan(0.98);
      }),
      runs(8),
    ));
});
