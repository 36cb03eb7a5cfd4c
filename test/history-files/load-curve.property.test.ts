import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOfDay, dayOfDate, parisOffsetMs } from '../../src/base/paris-time.ts';
import type { CurveRow } from '../../src/history-files/curve-row.ts';
import { type LoadCurves, loadCurvesOf } from '../../src/history-files/load-curve.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

/** A step that a house had. */
interface TrueStep {
  readonly beginMs: number;
  readonly minutes: number;
  readonly watts: number;
}

/** Two days with a change of the clocks in the middle, forward or back, or without one. */
const firstDays = fc.constantFrom('2024-03-30', '2024-10-26', '2025-12-31').map((date) => dayOfDate(date) as number);

/** The steps of these days, by their lengths: six hours of each length, and the last one for what is left of them. */
const houses: fc.Arbitrary<readonly TrueStep[]> = fc
  .record({
    day: firstDays,
    lengths: fc.array(fc.constantFrom(60, 30, 15, 10, 5), { minLength: 1, maxLength: 6 }),
    seed: fc.nat({ max: 1_000 }),
  })
  .map(({ day, lengths, seed }) => stepsOf(day, lengths, seed));

function stepsOf(day: number, lengths: readonly number[], seed: number): TrueStep[] {
  const steps: TrueStep[] = [];
  const [fromMs, toMs] = [beginningOfDay(day), beginningOfDay(day + 2)];
  for (let beginMs = fromMs; beginMs < toMs; ) {
    const minutes = lengths[Math.min(Math.floor((beginMs - fromMs) / (360 * MINUTE_MS)), lengths.length - 1)] as number;
    // No two steps within a day have the same power, so a step that is mistaken for another is noticed.
    steps.push({ beginMs, minutes, watts: seed + steps.length });
    beginMs += minutes * MINUTE_MS;
  }
  return steps;
}

type Stamped = Pick<CurveRow, 'stampIs' | 'stamp'>;

function atInstant(stampIs: 'begin' | 'end', { beginMs, minutes }: TrueStep): Stamped {
  return { stampIs, stamp: { kind: 'instant', atMs: stampIs === 'begin' ? beginMs : beginMs + minutes * MINUTE_MS } };
}

/** What a clock in Paris shows at the end of a step. */
function atLocalEnd({ beginMs, minutes }: TrueStep): Stamped {
  const endMs = beginMs + minutes * MINUTE_MS;
  return { stampIs: 'end', stamp: { kind: 'local', localMs: endMs + parisOffsetMs(endMs) } };
}

function taken({ days }: LoadCurves): TrueStep[] {
  return days.flatMap(({ day, curve = [] }) =>
    curve.flatMap(({ fromMinute, stepMinutes, meanW }) =>
      meanW.map((watts, nth) => ({
        beginMs: beginningOfDay(day) + (fromMinute + nth * stepMinutes) * MINUTE_MS,
        minutes: stepMinutes,
        watts,
      })),
    ),
  );
}

function gapsBetween(steps: readonly TrueStep[]): { readonly fromMs: number; readonly toMs: number }[] {
  return steps.slice(1).flatMap(({ beginMs }, nth) => {
    const before = steps[nth] as TrueStep;
    const endMs = before.beginMs + before.minutes * MINUTE_MS;
    return endMs === beginMs ? [] : [{ fromMs: endMs, toMs: beginMs }];
  });
}

test('rows with their steps are read exactly, whatever is missing, repeated or mixed', () => {
  const rows = fc.record({
    house: houses,
    kept: fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
    order: fc.infiniteStream(fc.nat()),
    stampIs: fc.constantFrom('begin' as const, 'end' as const),
  });
  fc.assert(
    fc.property(rows, ({ house, kept, order, stampIs }) => {
      const times = house.map(() => kept.next().value);
      const present = house.filter((_, nth) => (times[nth] as number) > 0);
      fc.pre(present.length > 0);
      const copies = house.flatMap((step, nth) =>
        Array.from({ length: times[nth] as number }, () => ({ step, at: order.next().value })),
      );
      const curves = loadCurvesOf(
        copies
          .toSorted((one, other) => one.at - other.at)
          .map(({ step }) => ({ ...atInstant(stampIs, step), stepMinutes: step.minutes, meanW: step.watts })),
      );
      expect(taken(curves)).toEqual(present);
      expect(curves.facts.gaps).toEqual(gapsBetween(present));
      expect(curves.facts).toMatchObject({ rows: copies.length, repeated: copies.length - present.length });
    }),
  );
});

test('the steps of rows with only their ends are found, even if single rows are missing, in any order', () => {
  const rows = fc.record({
    day: firstDays,
    minutes: fc.constantFrom(60, 30, 15, 10, 5),
    lost: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 6 }),
    order: fc.infiniteStream(fc.nat()),
  });
  fc.assert(
    fc.property(rows, ({ day, minutes, lost, order }) => {
      const house = stepsOf(day, [minutes], 100);
      // Neither the first row nor the last one, and never two adjacent ones.
      const present = house.filter((_, nth) => nth % 4 !== 2 || !lost.includes(Math.floor(nth / 4) % 12));
      const curves = loadCurvesOf(
        present
          .map((step) => ({ step, at: order.next().value }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ step }) => ({ ...atInstant('end', step), meanW: step.watts })),
      );
      expect(taken(curves)).toEqual(present);
      expect(curves.facts.gaps).toEqual(gapsBetween(present));
    }),
  );
});

test('ordered local times are read exactly, over both changes of the clocks', () => {
  const rows = fc.record({
    day: firstDays,
    minutes: fc.constantFrom(60, 30, 15, 10, 5),
    isNewestFirst: fc.boolean(),
    copies: fc.integer({ min: 1, max: 4 }),
    isWholeCopied: fc.boolean(),
  });
  fc.assert(
    fc.property(rows, ({ day, minutes, isNewestFirst, copies, isWholeCopied }) => {
      const house = stepsOf(day, [minutes], 100);
      const once = (isNewestFirst ? house.toReversed() : house).map((step) => ({
        ...atLocalEnd(step),
        meanW: step.watts,
      }));
      const all = isWholeCopied
        ? Array.from({ length: copies }, () => once).flat()
        : once.flatMap((row) => Array.from({ length: copies }, () => row));
      const curves = loadCurvesOf(all);
      expect(taken(curves)).toEqual(house);
      expect(curves.facts).toMatchObject({ gaps: [], hourOnce: 0, inNoTime: 0, contradictory: 0, offGrid: 0 });
      expect(curves.facts.repeated).toBe((copies - 1) * house.length);
    }),
  );
});
