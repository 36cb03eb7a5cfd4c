import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURVE_STEPS } from '../../src/energy/imported-day.ts';
import { curveSteps } from '../../src/history-files/curve-steps.ts';

/** A day in minutes since 1970, so that all steps end on multiples of themselves. */
const MIDNIGHT = 20_000 * 1_440;

/** The ends of successive steps of one length, from a minute of the day on. */
function ends(fromMinute: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, nth) => MIDNIGHT + fromMinute + (nth + 1) * step);
}

const times = (count: number, step: number | undefined) => Array.from({ length: count }, () => step);

describe('the step of a row', () => {
  test.each(CURVE_STEPS)('is the distance of %i minutes to the row before', (step) => {
    expect(curveSteps(ends(0, step, 12))).toEqual(times(12, step));
  });

  test('changes if all later rows have another distance', () => {
    const rows = [...ends(0, 60, 24), ...ends(1_440, 30, 48), ...ends(2_880, 5, 288), ...ends(4_320, 60, 24)];
    expect(curveSteps(rows)).toEqual([...times(24, 60), ...times(48, 30), ...times(288, 5), ...times(24, 60)]);
  });

  test('does not change if one row is missing, even if an hour would end there', () => {
    const rows = ends(0, 30, 48).toSpliced(20, 1);
    expect(rows[20] as number).toBe(MIDNIGHT + 22 * 30);
    expect(curveSteps(rows)).toEqual(times(47, 30));
  });

  test('does not change if every other row is missing for some hours', () => {
    const rows = ends(0, 30, 96).filter((_, nth) => nth < 40 || nth > 52 || nth % 2 === 1);
    expect(curveSteps(rows)).toEqual(times(rows.length, 30));
  });

  test('does not change over a gap of days', () => {
    expect(curveSteps([...ends(0, 30, 48), ...ends(7_200, 30, 48)])).toEqual(times(96, 30));
  });

  test('is unknown for a row between two steps', () => {
    const rows = [...ends(0, 30, 48), MIDNIGHT + 640].toSorted((one, other) => one - other);
    const steps = curveSteps(rows);
    expect(steps[rows.indexOf(MIDNIGHT + 640)]).toBeUndefined();
    expect(steps.filter((step) => step === 30)).toHaveLength(48);
  });

  test('is the one stated by the file, unless seven consecutive rows show another', () => {
    expect(curveSteps(ends(0, 60, 2), 30)).toEqual(times(2, 30));
    expect(curveSteps(ends(0, 60, 6), 30)).toEqual(times(6, 30));
    expect(curveSteps(ends(0, 60, 7), 30)).toEqual(times(7, 60));
    expect(curveSteps(ends(0, 5, 12), 30)).toEqual(times(12, 5));
  });

  test('is unknown if no two rows are a step apart, unless the file states it', () => {
    const rows = [MIDNIGHT + 60, MIDNIGHT + 1_440, MIDNIGHT + 4_320];
    expect(curveSteps(rows)).toEqual(times(3, undefined));
    expect(curveSteps(rows, 15)).toEqual(times(3, 15));
    expect(curveSteps([])).toEqual([]);
  });
});

test('steps never overlap, and each ends on a multiple of its length', () => {
  const rows = fc.uniqueArray(fc.nat({ max: 2_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(rows, fc.option(fc.constantFrom(...CURVE_STEPS), { nil: undefined }), (multiples, declared) => {
      const sorted = multiples.toSorted((one, other) => one - other).map((nth) => MIDNIGHT + nth * 5);
      const steps = curveSteps(sorted, declared);
      let untilMinute = 0;
      for (const [row, step] of steps.entries()) {
        const end = sorted[row] as number;
        if (step === undefined) continue;
        expect(end % step).toBe(0);
        expect(end - step).toBeGreaterThanOrEqual(untilMinute);
        untilMinute = end;
      }
    }),
  );
});
