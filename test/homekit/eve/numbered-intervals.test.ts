import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimeRange } from '../../../src/homekit/eve/intervals.ts';
import { INTERVAL_MS, intervalsOf, type StoredMinute } from '../../../src/homekit/eve/intervals.ts';
import {
  createNumberedIntervals,
  MAX_RECORDS,
  type NumberedIntervals,
  type NumberedIntervalsOptions,
  type NumberingAnchor,
} from '../../../src/homekit/eve/numbered-intervals.ts';

const BEGAN_MS = Date.UTC(2026, 10, 1);

/** A past of one minute in each of these intervals, counted from its begin; its power is the interval. */
function pastOf(intervals: readonly number[]): StoredMinute[] {
  return intervals.map((nth) => ({ atMs: BEGAN_MS + nth * INTERVAL_MS, count: 1, meanVA: nth }));
}

const NO_TIMERS = { after: () => () => {} };

function logOf(
  past: readonly StoredMinute[],
  anchor?: NumberingAnchor,
  more: Partial<NumberedIntervalsOptions> = {},
): NumberedIntervals {
  return createNumberedIntervals({
    minutesIn: async ({ fromMs, toMs }) => past.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    clock: NO_TIMERS,
    wall: () => past.at(-1)?.atMs ?? BEGAN_MS,
    powerFactor: 1,
    anchor,
    ...more,
  });
}

/** The power of each interval by its number. */
function numbered({ intervals, last }: NumberedIntervals): Map<number, number> {
  return new Map(intervals.map(({ watts }, index) => [last - intervals.length + 1 + index, watts]));
}

describe('the numbers of Eve’s history', () => {
  test('begin with 2, after the reference', async () => {
    const log = logOf(pastOf([0, 1, 2]));
    expect(await log.refresh()).toBe(true);
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
    ]);
  });

  test('follow each other over a gap in time', async () => {
    const log = logOf(pastOf([0, 7, 8]));
    await log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 7],
    ]);
  });

  test('go on with each refresh, which gives whether there is more', async () => {
    const past = pastOf([0, 1]);
    const log = logOf(past);
    expect([await log.refresh(), await log.refresh()]).toEqual([true, false]);
    past.push(...pastOf([2, 3]));
    expect(await log.refresh()).toBe(true);
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 2],
    ]);
  });

  test('are those of before after a restart, whenever they were noted', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        async (nths, notedAt, stoppedAt) => {
          const past = pastOf(nths.toSorted((a, b) => a - b));
          const before = past.slice(0, 2 + (stoppedAt % (past.length - 1)));
          const noted = logOf(before.slice(0, 2 + (notedAt % (before.length - 1))));
          await noted.refresh();
          const [until, after] = [logOf(before, noted.anchor), logOf(past, noted.anchor)];
          await until.refresh();
          await after.refresh();
          const numbers = numbered(after);
          for (const [number, watts] of numbered(until)) expect(numbers.get(number)).toBe(watts);
        },
      ),
    ));

  test('go on where they were noted when the past is lost', async () => {
    const log = logOf(pastOf([500, 501, 502]), { endMs: BEGAN_MS + 100 * INTERVAL_MS, number: 90 });
    await log.refresh();
    expect([...numbered(log).keys()]).toEqual([91, 92]);
  });

  test('never pass the reference on the way back', async () => {
    const past = pastOf([0, 1, 2, 3, 4]);
    const log = logOf(past, { endMs: BEGAN_MS + 3 * INTERVAL_MS, number: 2 });
    await log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });
});

describe('Eve’s history', () => {
  test('reaches back four weeks, in whole intervals', async () => {
    const log = logOf(pastOf(Array.from({ length: 5000 }, (_, nth) => nth)));
    await log.refresh();
    expect(log.intervals).toHaveLength(MAX_RECORDS - 1);
    expect(log.intervals.at(-1)?.watts).toBe(4998);
  });

  test('drops the oldest as it goes on', async () => {
    const past = pastOf(Array.from({ length: 5000 }, (_, nth) => nth));
    const log = logOf(past);
    await log.refresh();
    past.push(...pastOf([5000, 5001]));
    await log.refresh();
    expect(log.intervals).toHaveLength(MAX_RECORDS - 1);
    expect(log.intervals.at(-1)?.watts).toBe(5000);
  });

  test('reaches back no further while the clock is not set', async () => {
    const asked: TimeRange[] = [];
    const minutesIn = async (span: TimeRange) => {
      asked.push(span);
      return [];
    };
    const anchor = { endMs: BEGAN_MS, number: 5000 };
    await logOf([], anchor, { minutesIn, wall: () => 0 }).refresh();
    expect([asked[0]?.fromMs, asked.at(-1)?.toMs]).toEqual([BEGAN_MS - (MAX_RECORDS - 1) * INTERVAL_MS, BEGAN_MS + 1]);
  });

  test('goes on after a clock that was ahead for a while, without what it left for the future', async () => {
    const past = pastOf([0, 1]);
    let nowMs = past.at(-1)?.atMs ?? 0;
    const minutesIn = async ({ fromMs, toMs }: TimeRange) =>
      past.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).toSorted((a, b) => a.atMs - b.atMs);
    const log = logOf([], undefined, { minutesIn, wall: () => nowMs });
    await log.refresh();
    past.push(...pastOf([500_000, 500_001]));
    nowMs = past.at(-1)?.atMs ?? 0;
    await log.refresh();
    past.push(...pastOf([2, 3, 4]));
    nowMs = past.at(-1)?.atMs ?? 0;
    await log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 500_000],
      [5, 2],
      [6, 3],
    ]);
  });

  test('is there after a restart though its numbers were noted by a clock that was ahead', async () => {
    const log = logOf(pastOf([0, 1, 2]), { endMs: BEGAN_MS + 500_000 * INTERVAL_MS, number: 90 });
    await log.refresh();
    expect([...numbered(log)]).toEqual([
      [89, 0],
      [90, 1],
    ]);
  });

  test('is empty before there is a past', async () => {
    const log = logOf([]);
    expect([await log.refresh(), log.last, log.anchor]).toEqual([false, 0, undefined]);
  });
});

describe('the past', () => {
  /** Some minutes of some intervals, in the order of time, over eight days at most. */
  const pasts = fc
    .uniqueArray(fc.nat(8 * 1_440), { minLength: 1, maxLength: 200 })
    .map((nths) => nths.toSorted((a, b) => a - b))
    .map((nths) => nths.map((nth) => ({ atMs: BEGAN_MS + nth * 60_000, count: 1 + (nth % 60), meanVA: nth % 997 })));

  test('is the same in portions as at once', () =>
    fc.assert(
      fc.asyncProperty(pasts, async (past) => {
        const log = logOf(past);
        await log.refresh();
        expect(log.intervals).toEqual(intervalsOf(past, 1));
      }),
    ));

  test('is asked for in portions of a day, one after the other, without a gap', async () => {
    const asked: TimeRange[] = [];
    let underWay = 0;
    const minutesIn = async (span: TimeRange) => {
      asked.push(span);
      underWay += 1;
      expect(underWay).toBe(1);
      await Promise.resolve();
      underWay -= 1;
      return [];
    };
    const log = logOf([], undefined, { minutesIn });
    expect(await Promise.all([log.refresh(), log.refresh()])).toEqual([false, false]);
    expect(asked).toHaveLength(28);
    for (const { fromMs, toMs } of asked) expect(toMs - fromMs).toBeLessThanOrEqual(86_400_000);
    expect(asked.slice(1).map(({ fromMs }) => fromMs)).toEqual(asked.slice(0, -1).map(({ toMs }) => toMs));
  });

  test('is asked for nothing more once it is stopped', async () => {
    const asked: TimeRange[] = [];
    let answer = (_: readonly StoredMinute[]) => {};
    const coming = new Promise<readonly StoredMinute[]>((resolve) => {
      answer = resolve;
    });
    const minutesIn = (span: TimeRange) => {
      asked.push(span);
      return coming;
    };
    const log = logOf([], undefined, { minutesIn });
    const refreshed = log.refresh();
    log.stop();
    answer([]);
    expect([await refreshed, await log.refresh()]).toEqual([false, false]);
    expect(asked).toHaveLength(1);
  });

  test('that was told in part is not asked for twice', async () => {
    const past = pastOf(Array.from({ length: 1_000 }, (_, nth) => nth));
    const asked: TimeRange[] = [];
    const minutesIn = async ({ fromMs, toMs }: TimeRange) => {
      asked.push({ fromMs, toMs });
      return asked.length === 5 ? undefined : past.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    };
    const log = logOf(past, undefined, { minutesIn });
    expect([await log.refresh(), asked.length, log.last]).toEqual([false, 5, 0]);
    expect([await log.refresh(), asked.length]).toEqual([true, 29]);
    expect(log.intervals).toEqual(intervalsOf(past, 1));
    expect(asked[5]).toEqual(asked[4]);
  });

  test('is not looked through for years when the clock jumps', async () => {
    const past = pastOf([0, 1]);
    let nowMs = past.at(-1)?.atMs ?? 0;
    const asked: TimeRange[] = [];
    const minutesIn = async (span: TimeRange) => {
      asked.push(span);
      return past.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs);
    };
    const log = logOf([], undefined, { minutesIn, wall: () => nowMs });
    await log.refresh();
    asked.length = 0;
    nowMs += 3_650 * 86_400_000;
    await log.refresh();
    expect(asked).toHaveLength(29);
  });
});
