import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractDay, planOf } from '../../../src/source/demo/day-plan.ts';
import { household } from '../../../src/source/demo/household.ts';
import { runs } from '../../../testbed/support/generated.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../testbed/support/time.ts';

const STEP_MS = 5000;

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const days = fc.integer({ min: Date.UTC(2025, 0, 3) / DAY_MS, max: Date.UTC(2028, 0, 1) / DAY_MS });
const steps = fc
  .integer({ min: Date.UTC(2025, 0, 3) / STEP_MS, max: Date.UTC(2028, 0, 1) / STEP_MS })
  .map((step) => step * STEP_MS);

const instants = fc.integer({ min: Date.UTC(2025, 0, 3), max: Date.UTC(2028, 0, 1) });

/** The clocks go forward on its third day. */
const WEEK_MS = Date.UTC(2026, 2, 26, 12);

const parisHour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeStyle: 'medium' });
const hourIn = (atMs: number) => {
  const [hours = 0, minutes = 0, seconds = 0] = parisHour.format(atMs).split(':').map(Number);
  return hours + minutes / 60 + seconds / 3600;
};

describe('the registers of the demo house', () => {
  test('are the integral of the active power, to the Wh', () =>
    fc.assert(
      fc.property(seeds, steps, fc.integer({ min: 1, max: 1000 }), (seed, from, count) => {
        const { at } = household(seed);
        let energy = 0;
        for (let step = 0; step < count; step += 1) energy += at(from + step * STEP_MS).activePowerW * STEP_MS;
        const grown = at(from + count * STEP_MS).totalWh - at(from).totalWh;
        expect(Math.abs(grown - energy / HOUR_MS)).toBeLessThan(1);
      }),
      runs(10),
    ));

  test('show what was drawn, less the unfinished Wh', () =>
    fc.assert(
      fc.property(seeds, instants, fc.integer({ min: 0, max: 30 * DAY_MS }), (seed, from, span) => {
        const { at, drawnWh } = household(seed);
        const grown = at(from + span).totalWh - at(from).totalWh;
        expect(Math.abs(grown - drawnWh(from, from + span))).toBeLessThan(1);
      }),
      runs(8),
    ));

  test('never decrease within a week, each by itself', () => {
    const { at } = household(1);
    const all = (atMs: number) => [...at(atMs).supplierWh, ...at(atMs).distributorWh];
    let before = all(WEEK_MS);
    for (let now = WEEK_MS; now < WEEK_MS + 7 * DAY_MS; now += MINUTE_MS) {
      const after = all(now);
      expect(after.every((wh, register) => wh >= (before[register] ?? 0))).toBe(true);
      before = after;
    }
  });

  test('grow only in the current tariff period', () =>
    fc.assert(
      fc.property(seeds, steps, (seed, from) => {
        const { at } = household(seed);
        const [before, after] = [at(from), at(from + 10 * MINUTE_MS)];
        fc.pre(before.offPeak === after.offPeak && before.today === after.today);
        const growing = (a: readonly number[], b: readonly number[]) =>
          a.flatMap((wh, register) => (wh === b[register] ? [] : [register]));
        expect(growing(before.supplierWh, after.supplierWh)).toEqual([before.supplierTariff]);
        expect(growing(before.distributorWh, after.distributorWh)).toEqual([before.distributorTariff]);
      }),
      runs(8),
    ));

  test('have the same sum on the supplier’s and the distributor’s side, apart from unfinished Wh', () =>
    fc.assert(
      fc.property(seeds, steps, (seed, atMs) => {
        const { totalWh, supplierWh, distributorWh } = household(seed).at(atMs);
        for (const registers of [supplierWh, distributorWh]) {
          const rest = totalWh - registers.reduce((sum, wh) => sum + wh);
          expect(rest).toBeGreaterThanOrEqual(0);
          expect(rest).toBeLessThan(registers.length);
        }
      }),
      runs(8),
    ));

  test('are the same after a restart as without one', () => {
    const running = household(1);
    fc.assert(
      fc.property(steps, (atMs) => {
        expect(running.at(atMs)).toEqual(household(1).at(atMs));
      }),
      runs(6),
    );
  });
});

describe('a day of the demo house', () => {
  test('heats its water off-peak only', () =>
    fc.assert(
      fc.property(seeds, days, (seed, day) => {
        const { loads, offPeakMs, endMs } = planOf(day, seed);
        const heating = loads.filter(({ appliance }) => appliance === 'water heater');
        expect(heating).toHaveLength(1);
        for (const { fromMs, toMs } of heating) {
          expect(fromMs).toBeGreaterThanOrEqual(offPeakMs);
          expect(toMs).toBeLessThanOrEqual(endMs);
        }
      }),
      runs(8),
    ));

  test('is off-peak from 22:00 to 06:00, as Tempo is', () =>
    fc.assert(
      fc.property(steps, (atMs) => {
        const hour = hourIn(atMs);
        expect(household(1).at(atMs).offPeak).toBe(hour >= 22 || hour < 6);
      }),
      runs(8),
    ));

  test('ends where the next one begins', () =>
    fc.assert(
      fc.property(days, (day) => {
        const { startMs, endMs } = planOf(day, 1);
        expect([startMs - 1, startMs, endMs - 1, endMs].map(contractDay)).toEqual([day - 1, day, day, day + 1]);
      }),
      runs(8),
    ));

  test('is quieter late at night than in the evening', () => {
    const { at } = household(1);
    const used = { night: 0, evening: 0 };
    for (let day = 0; day < 30; day += 1) {
      const midnight = Date.UTC(2026, 0, 1, 23) + day * DAY_MS;
      used.evening += at(midnight - 2 * HOUR_MS).totalWh - at(midnight - 5 * HOUR_MS).totalWh;
      used.night += at(midnight + 6 * HOUR_MS).totalWh - at(midnight + 3 * HOUR_MS).totalWh;
    }
    expect(used.night).toBeLessThan(used.evening / 2);
  });

  test('has an apparent power that is its voltage times its current', () =>
    fc.assert(
      fc.property(seeds, steps, (seed, atMs) => {
        const { apparentPowerVA, voltageV, currentA } = household(seed).at(atMs);
        expect(voltageV * currentA).toBeCloseTo(apparentPowerVA);
        expect(voltageV).toBeGreaterThan(220);
        expect(voltageV).toBeLessThan(240);
      }),
      runs(8),
    ));

  test('exists for a clock that is not set yet', () => {
    expect(household(1).at(0)).toEqual(household(1).at(Date.UTC(2025, 0, 3)));
  });
});

describe('Tempo at the demo house', () => {
  const year = (seed: number) => {
    const { at } = household(seed);
    return Array.from({ length: 365 }, (_, day) => at(Date.UTC(2025, 8, 1 + day, 10)));
  };

  test('is mostly blue, with some white and some red', () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const count = { blue: 0, white: 0, red: 0 };
        for (const { today } of year(seed)) count[today] += 1;
        expect(count.blue).toBeGreaterThan(250);
        expect(count.white).toBeGreaterThan(20);
        expect(count.red).toBeGreaterThan(5);
      }),
      runs(6),
    ));

  test('is red on working days of winter only, and never white on a Sunday', () => {
    for (const { today, atMs } of year(1)) {
      const date = new Date(atMs);
      if (today !== 'blue') expect(date.getUTCDay()).not.toBe(0);
      if (today !== 'red') continue;
      expect(date.getUTCDay()).not.toBe(6);
      expect([10, 11, 0, 1, 2]).toContain(date.getUTCMonth());
    }
  });

  test('announces the colour of the next day from 11:00 on', () =>
    fc.assert(
      fc.property(seeds, steps, (seed, atMs) => {
        const { at } = household(seed);
        const hour = hourIn(atMs);
        const isQuiet = hour >= 6 && hour < 11;
        expect(at(atMs).tomorrow).toBe(isQuiet ? undefined : at(atMs + DAY_MS).today);
      }),
      runs(8),
    ));
});

describe('the meter of the demo house stores', () => {
  const now = Date.UTC(2026, 10, 24, 21, 47, 12);
  const midnight = Date.UTC(2026, 10, 23, 23);

  const greatest = (fromMs: number, toMs: number) => {
    const { at } = household(1);
    let max = { value: 0, atMs: fromMs };
    for (let atMs = fromMs; atMs <= toMs; atMs += STEP_MS) {
      const value = at(atMs).apparentPowerVA;
      if (value > max.value) max = { value, atMs };
    }
    return max;
  };

  test('the maximum power of the day so far, and of the day before', () => {
    const { maxVA, maxVAYesterday } = household(1).memoryAt(now);
    expect(maxVA).toEqual(greatest(midnight, now));
    expect(maxVAYesterday).toEqual(greatest(midnight - DAY_MS, midnight - 1));
  });

  test('the same values in whatever order the instants are asked', () => {
    const asked = household(1);
    fc.assert(
      fc.property(fc.integer({ min: -36 * 3600, max: 0 }), (seconds) => {
        const atMs = now + seconds * 1000;
        expect(asked.memoryAt(atMs)).toEqual(household(1).memoryAt(atMs));
      }),
      runs(5),
    );
  });

  test('the mean active power of the last two half hours', () => {
    const { at, memoryAt } = household(1);
    const mean = (endMs: number) => {
      let sum = 0;
      for (let atMs = endMs - HOUR_MS / 2; atMs < endMs; atMs += STEP_MS) sum += at(atMs).activePowerW;
      return { value: sum / (HOUR_MS / 2 / STEP_MS), atMs: endMs };
    };
    const { meanW, meanWBefore } = memoryAt(now);
    expect(meanW).toEqual(mean(Date.UTC(2026, 10, 24, 21, 30)));
    expect(meanWBefore).toEqual(mean(Date.UTC(2026, 10, 24, 21, 0)));
  });

  test('the mean voltage of ten minutes', () => {
    const { value, atMs } = household(1).memoryAt(now).meanVoltageV;
    expect(atMs).toBe(Date.UTC(2026, 10, 24, 21, 40));
    expect(value).toBeGreaterThan(220);
    expect(value).toBeLessThan(240);
  });
});
