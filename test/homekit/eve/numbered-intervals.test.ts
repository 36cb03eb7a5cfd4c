import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Minute } from '../../../src/energy/minute.ts';
import type { TimeRange } from '../../../src/homekit/eve/intervals.ts';
import { INTERVAL_MS, intervalsOf } from '../../../src/homekit/eve/intervals.ts';
import {
  createNumberedIntervals,
  MAX_RECORDS,
  type NumberedIntervals,
  type NumberedIntervalsOptions,
  type NumberingAnchor,
} from '../../../src/homekit/eve/numbered-intervals.ts';

const BEGAN_MS = Date.UTC(2034, 10, 1);

/**
 * One stored minute in each of these intervals, which are counted from `BEGAN_MS`. The power is the number of the
 * interval.
 */
function minutesOf(intervals: readonly number[]): Minute[] {
  return intervals.map((nth) => ({ atMs: BEGAN_MS + nth * INTERVAL_MS, count: 1, meanVA: nth }));
}

const NO_TIMERS = { after: () => () => {} };

function numberedFrom(
  minutes: readonly Minute[],
  anchor?: NumberingAnchor,
  more: Partial<NumberedIntervalsOptions> = {},
): NumberedIntervals {
  return createNumberedIntervals({
    minutesIn: async ({ fromMs, toMs }) => minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    clock: NO_TIMERS,
    wall: () => minutes.at(-1)?.atMs ?? BEGAN_MS,
    powerFactor: 1,
    anchor,
    ...more,
  });
}

/** The power of each interval by its number. */
function wattsByNumber({ intervals, last }: NumberedIntervals): Map<number, number> {
  return new Map(intervals.map(({ watts }, index) => [last - intervals.length + 1 + index, watts]));
}

describe('the numbers of Eve’s history', () => {
  test('begin with 2, as the reference has 1', async () => {
    const numbered = numberedFrom(minutesOf([0, 1, 2]));
    expect(await numbered.refresh()).toBe(true);
    expect([...wattsByNumber(numbered)]).toEqual([
      [2, 0],
      [3, 1],
    ]);
  });

  test('have no gap where time passed between two intervals', async () => {
    const numbered = numberedFrom(minutesOf([0, 7, 8]));
    await numbered.refresh();
    expect([...wattsByNumber(numbered)]).toEqual([
      [2, 0],
      [3, 7],
    ]);
  });

  test('continue with each refresh, which gives whether there are new intervals', async () => {
    const minutes = minutesOf([0, 1]);
    const numbered = numberedFrom(minutes);
    expect([await numbered.refresh(), await numbered.refresh()]).toEqual([true, false]);
    minutes.push(...minutesOf([2, 3]));
    expect(await numbered.refresh()).toBe(true);
    expect([...wattsByNumber(numbered)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 2],
    ]);
  });

  test('are the same after a restart, whenever the anchor was saved', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        async (nths, savedAt, stoppedAt) => {
          const minutes = minutesOf(nths.toSorted((a, b) => a - b));
          const before = minutes.slice(0, 2 + (stoppedAt % (minutes.length - 1)));
          const saved = numberedFrom(before.slice(0, 2 + (savedAt % (before.length - 1))));
          await saved.refresh();
          const [until, after] = [numberedFrom(before, saved.anchor), numberedFrom(minutes, saved.anchor)];
          await until.refresh();
          await after.refresh();
          const numbers = wattsByNumber(after);
          for (const [number, watts] of wattsByNumber(until)) expect(numbers.get(number)).toBe(watts);
        },
      ),
    ));

  test('continue from the anchor when the older minutes are lost', async () => {
    const numbered = numberedFrom(minutesOf([500, 501, 502]), { endMs: BEGAN_MS + 100 * INTERVAL_MS, number: 90 });
    await numbered.refresh();
    expect([...wattsByNumber(numbered).keys()]).toEqual([91, 92]);
  });

  test('are never 1 or less, so older intervals are left out', async () => {
    const minutes = minutesOf([0, 1, 2, 3, 4]);
    const numbered = numberedFrom(minutes, { endMs: BEGAN_MS + 3 * INTERVAL_MS, number: 2 });
    await numbered.refresh();
    expect([...wattsByNumber(numbered)]).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });
});

describe('Eve’s history', () => {
  test('has the intervals of four weeks at most', async () => {
    const numbered = numberedFrom(minutesOf(Array.from({ length: 5000 }, (_, nth) => nth)));
    await numbered.refresh();
    expect(numbered.intervals).toHaveLength(MAX_RECORDS - 1);
    expect(numbered.intervals.at(-1)?.watts).toBe(4998);
  });

  test('drops the oldest intervals when new ones are added', async () => {
    const minutes = minutesOf(Array.from({ length: 5000 }, (_, nth) => nth));
    const numbered = numberedFrom(minutes);
    await numbered.refresh();
    minutes.push(...minutesOf([5000, 5001]));
    await numbered.refresh();
    expect(numbered.intervals).toHaveLength(MAX_RECORDS - 1);
    expect(numbered.intervals.at(-1)?.watts).toBe(5000);
  });

  test('takes the anchor for now while the clock is not set', async () => {
    const asked: TimeRange[] = [];
    const minutesIn = async (range: TimeRange) => {
      asked.push(range);
      return [];
    };
    const anchor = { endMs: BEGAN_MS, number: 5000 };
    await numberedFrom([], anchor, { minutesIn, wall: () => 0 }).refresh();
    const oldestMs = BEGAN_MS - (MAX_RECORDS - 1) * INTERVAL_MS;
    expect([asked[0]?.fromMs, asked.at(-1)?.toMs]).toEqual([oldestMs - 60_000, BEGAN_MS + 1]);
  });

  test('goes on after the clock was ahead for a while: the interval from then keeps its number', async () => {
    const minutes = minutesOf([0, 1]);
    let nowMs = minutes.at(-1)?.atMs ?? 0;
    const minutesIn = async ({ fromMs, toMs }: TimeRange) =>
      minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).toSorted((a, b) => a.atMs - b.atMs);
    const numbered = numberedFrom([], undefined, { minutesIn, wall: () => nowMs });
    await numbered.refresh();
    minutes.push(...minutesOf([500_000, 500_001]));
    nowMs = minutes.at(-1)?.atMs ?? 0;
    await numbered.refresh();
    minutes.push(...minutesOf([2, 3, 4]));
    nowMs = minutes.at(-1)?.atMs ?? 0;
    await numbered.refresh();
    expect([...wattsByNumber(numbered)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 500_000],
      [5, 2],
      [6, 3],
    ]);
  });

  test('is complete after a restart even when the anchor is from a clock that was ahead', async () => {
    const numbered = numberedFrom(minutesOf([0, 1, 2]), { endMs: BEGAN_MS + 500_000 * INTERVAL_MS, number: 90 });
    await numbered.refresh();
    expect([...wattsByNumber(numbered)]).toEqual([
      [89, 0],
      [90, 1],
    ]);
  });

  test('is empty when there are no minutes', async () => {
    const numbered = numberedFrom([]);
    expect([await numbered.refresh(), numbered.last, numbered.anchor]).toEqual([false, 0, undefined]);
  });
});

describe('the stored minutes', () => {
  /** Minutes in the order of time, within eight days. */
  const someMinutes = fc
    .uniqueArray(fc.nat(8 * 1_440), { minLength: 1, maxLength: 200 })
    .map((nths) => nths.toSorted((a, b) => a - b))
    .map((nths) => nths.map((nth) => ({ atMs: BEGAN_MS + nth * 60_000, count: 1 + (nth % 60), meanVA: nth % 997 })));

  test('give the same intervals day by day as all at once', () =>
    fc.assert(
      fc.asyncProperty(someMinutes, async (minutes) => {
        const numbered = numberedFrom(minutes);
        await numbered.refresh();
        expect(numbered.intervals).toEqual(intervalsOf(minutes, 1));
      }),
    ));

  test('give the same intervals by energy, however often these are refreshed and after a restart', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 20 }),
        fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 20 }),
        async (missing, refreshes) => {
          const all = Array.from({ length: 300 }, (_, nth) => nth)
            .filter((nth) => !missing.includes(nth))
            .map((nth) => ({ atMs: BEGAN_MS + nth * 60_000, count: 30, meanVA: 900, energyWh: 10 + (nth % 5) }));
          const minutes: Minute[] = [];
          let nowMs = BEGAN_MS;
          const minutesIn = async ({ fromMs, toMs }: TimeRange) =>
            minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
          const options = { minutesIn, wall: () => nowMs, powerFactor: 'auto' } as const;
          const numbered = numberedFrom([], undefined, options);
          for (const nth of [...refreshes.toSorted((a, b) => a - b), 300]) {
            nowMs = BEGAN_MS + nth * 60_000;
            minutes.push(...all.filter(({ atMs }) => atMs < nowMs && atMs > (minutes.at(-1)?.atMs ?? 0)));
            await numbered.refresh();
          }
          const expected = intervalsOf(all, 'auto');
          expect(numbered.intervals).toEqual(expected);
          const restarted = numberedFrom([], numbered.anchor, options);
          await restarted.refresh();
          expect(restarted.intervals).toEqual(expected);
        },
      ),
    ));

  test('are asked for day by day, one question at a time, without a gap', async () => {
    const asked: TimeRange[] = [];
    let running = 0;
    const minutesIn = async (range: TimeRange) => {
      asked.push(range);
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
      return [];
    };
    const numbered = numberedFrom([], undefined, { minutesIn });
    expect(await Promise.all([numbered.refresh(), numbered.refresh()])).toEqual([false, false]);
    expect(asked).toHaveLength(28);
    for (const { fromMs, toMs } of asked) expect(toMs - fromMs).toBeLessThanOrEqual(86_400_000);
    expect(asked.slice(1).map(({ fromMs }) => fromMs)).toEqual(asked.slice(0, -1).map(({ toMs }) => toMs));
  });

  test('are not asked for any more after a stop', async () => {
    const asked: TimeRange[] = [];
    let answer = (_: readonly Minute[]) => {};
    const arrival = new Promise<readonly Minute[]>((resolve) => {
      answer = resolve;
    });
    const minutesIn = (range: TimeRange) => {
      asked.push(range);
      return arrival;
    };
    const numbered = numberedFrom([], undefined, { minutesIn });
    const refreshed = numbered.refresh();
    numbered.stop();
    answer([]);
    expect([await refreshed, await numbered.refresh()]).toEqual([false, false]);
    expect(asked).toHaveLength(1);
  });

  test('of days that were answered are not asked for again when a later answer does not come', async () => {
    const minutes = minutesOf(Array.from({ length: 1_000 }, (_, nth) => nth));
    const asked: TimeRange[] = [];
    const minutesIn = async ({ fromMs, toMs }: TimeRange) => {
      asked.push({ fromMs, toMs });
      return asked.length === 5 ? undefined : minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    };
    const numbered = numberedFrom(minutes, undefined, { minutesIn });
    expect([await numbered.refresh(), asked.length, numbered.last]).toEqual([false, 5, 0]);
    expect([await numbered.refresh(), asked.length]).toEqual([true, 29]);
    expect(numbered.intervals).toEqual(intervalsOf(minutes, 1));
    expect(asked[5]).toEqual(asked[4]);
  });

  test('are asked for only 29 days when the clock jumps ten years ahead', async () => {
    const minutes = minutesOf([0, 1]);
    let nowMs = minutes.at(-1)?.atMs ?? 0;
    const asked: TimeRange[] = [];
    const minutesIn = async (range: TimeRange) => {
      asked.push(range);
      return minutes.filter(({ atMs }) => atMs >= range.fromMs && atMs < range.toMs);
    };
    const numbered = numberedFrom([], undefined, { minutesIn, wall: () => nowMs });
    await numbered.refresh();
    asked.length = 0;
    nowMs += 3_650 * 86_400_000;
    await numbered.refresh();
    expect(asked).toHaveLength(29);
  });
});
