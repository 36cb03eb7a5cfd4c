import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INTERVAL_MS, type PastMinute } from '../../../src/homekit/eve/interval.ts';
import { type Anchor, createLog, type EveLog, MOST_RECORDS } from '../../../src/homekit/eve/log.ts';

const BEGAN_MS = Date.UTC(2026, 10, 1);

/** A past of one minute in each of these intervals, counted from its begin; its power is the interval. */
function pastOf(intervals: readonly number[]): PastMinute[] {
  return intervals.map((nth) => ({ atMs: BEGAN_MS + nth * INTERVAL_MS, count: 1, meanVA: nth }));
}

function logOf(past: readonly PastMinute[], anchor?: Anchor): EveLog {
  return createLog({
    minutesSince: (fromMs) => past.filter(({ atMs }) => atMs >= fromMs),
    wall: () => past.at(-1)?.atMs ?? BEGAN_MS,
    powerFactor: 1,
    anchor,
  });
}

/** The power of each interval by its number. */
function numbered({ intervals, last }: EveLog): Map<number, number> {
  return new Map(intervals.map(({ watts }, index) => [last - intervals.length + 1 + index, watts]));
}

describe('the numbers of Eve’s history', () => {
  test('begin with 2, after the reference', () => {
    const log = logOf(pastOf([0, 1, 2]));
    expect(log.refresh()).toBe(true);
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
    ]);
  });

  test('follow each other over a gap in time', () => {
    const log = logOf(pastOf([0, 7, 8]));
    log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 7],
    ]);
  });

  test('go on with each refresh, which gives whether there is more', () => {
    const past = pastOf([0, 1]);
    const log = logOf(past);
    expect([log.refresh(), log.refresh()]).toEqual([true, false]);
    past.push(...pastOf([2, 3]));
    expect(log.refresh()).toBe(true);
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 2],
    ]);
  });

  test('are those of before after a restart, whenever they were noted', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        (nths, notedAt, stoppedAt) => {
          const past = pastOf(nths.toSorted((a, b) => a - b));
          const before = past.slice(0, 2 + (stoppedAt % (past.length - 1)));
          const noted = logOf(before.slice(0, 2 + (notedAt % (before.length - 1))));
          noted.refresh();
          const [until, after] = [logOf(before, noted.anchor), logOf(past, noted.anchor)];
          until.refresh();
          after.refresh();
          const numbers = numbered(after);
          for (const [number, watts] of numbered(until)) expect(numbers.get(number)).toBe(watts);
        },
      ),
    ));

  test('go on where they were noted when the past is lost', () => {
    const log = logOf(pastOf([500, 501, 502]), { endMs: BEGAN_MS + 100 * INTERVAL_MS, number: 90 });
    log.refresh();
    expect([...numbered(log).keys()]).toEqual([91, 92]);
  });

  test('never pass the reference on the way back', () => {
    const past = pastOf([0, 1, 2, 3, 4]);
    const log = logOf(past, { endMs: BEGAN_MS + 3 * INTERVAL_MS, number: 2 });
    log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });
});

describe('Eve’s history', () => {
  test('reaches back four weeks, in whole intervals', () => {
    const log = logOf(pastOf(Array.from({ length: 5000 }, (_, nth) => nth)));
    log.refresh();
    expect(log.intervals).toHaveLength(MOST_RECORDS - 1);
    expect(log.intervals.at(-1)?.watts).toBe(4998);
  });

  test('drops the oldest as it goes on', () => {
    const past = pastOf(Array.from({ length: 5000 }, (_, nth) => nth));
    const log = logOf(past);
    log.refresh();
    past.push(...pastOf([5000, 5001]));
    log.refresh();
    expect(log.intervals).toHaveLength(MOST_RECORDS - 1);
    expect(log.intervals.at(-1)?.watts).toBe(5000);
  });

  test('reaches back no further while the clock is not set', () => {
    const asked: number[] = [];
    const minutesSince = (fromMs: number) => {
      asked.push(fromMs);
      return [];
    };
    const anchor = { endMs: BEGAN_MS, number: 5000 };
    createLog({ minutesSince, wall: () => 0, powerFactor: 1, anchor }).refresh();
    expect(asked).toEqual([BEGAN_MS - (MOST_RECORDS - 1) * INTERVAL_MS]);
  });

  test('goes on after a clock that was ahead for a while, without what it left for the future', () => {
    const past = pastOf([0, 1]);
    let nowMs = past.at(-1)?.atMs ?? 0;
    const minutesSince = (fromMs: number) =>
      past.filter(({ atMs }) => atMs >= fromMs).toSorted((a, b) => a.atMs - b.atMs);
    const log = createLog({ minutesSince, wall: () => nowMs, powerFactor: 1, anchor: undefined });
    log.refresh();
    past.push(...pastOf([500_000, 500_001]));
    nowMs = past.at(-1)?.atMs ?? 0;
    log.refresh();
    past.push(...pastOf([2, 3, 4]));
    nowMs = past.at(-1)?.atMs ?? 0;
    log.refresh();
    expect([...numbered(log)]).toEqual([
      [2, 0],
      [3, 1],
      [4, 500_000],
      [5, 2],
      [6, 3],
    ]);
  });

  test('is there after a restart though its numbers were noted by a clock that was ahead', () => {
    const log = logOf(pastOf([0, 1, 2]), { endMs: BEGAN_MS + 500_000 * INTERVAL_MS, number: 90 });
    log.refresh();
    expect([...numbered(log)]).toEqual([
      [89, 0],
      [90, 1],
    ]);
  });

  test('is empty before there is a past', () => {
    const log = logOf([]);
    expect([log.refresh(), log.last, log.anchor]).toEqual([false, 0, undefined]);
  });
});
