import { describe, expect, test } from 'vitest';
import { createWaitingSince } from '../../src/influx/waiting-since.ts';
import { entryWith } from '../../testbed/support/readings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STARTED_MS = 10 * HOUR_MS;
const WALL_MS = Date.UTC(2026, 10, 27, 12);

/**
 * A run of the mirror that begins with these Readings in the journal, each given by its age. Nothing of them is known to be
 * delivered. Gives the age of what waits at a look, in minutes.
 */
function run(agesMs: readonly number[], delivered = 0) {
  let nowMs = STARTED_MS;
  let wallMs = WALL_MS;
  const entries = agesMs.map((ageMs, position) => entryWith({}, WALL_MS - ageMs, position));
  const journal = {
    delivered,
    get end() {
      return entries.length;
    },
    read: (from: number, most: number) => entries.filter(({ position }) => position >= from).slice(0, most),
  };
  const waitingSince = createWaitingSince(journal, { now: () => nowMs, wall: () => wallMs });
  return {
    pass(ms: number) {
      nowMs += ms;
      wallMs += ms;
    },
    setClock(byMs: number) {
      wallMs += byMs;
    },
    /** A Reading that comes now. */
    take: () => void entries.push(entryWith({}, wallMs, entries.length)),
    minutesAt(live: number) {
      const sinceMs = waitingSince(live);
      return sinceMs === undefined ? undefined : (nowMs - sinceMs) / MINUTE_MS;
    },
  };
}

describe('the oldest Reading', () => {
  test('waits for as long as it stands at the live cursor, and then the next one', () => {
    const { minutesAt, pass, take } = run([]);
    expect(minutesAt(0)).toBeUndefined();
    for (let minute = 0; minute < 5; minute += 1) {
      take();
      pass(MINUTE_MS);
    }
    expect(minutesAt(0)).toBe(5);
    pass(MINUTE_MS);
    expect(minutesAt(0)).toBe(6);
    expect(minutesAt(3)).toBe(3);
    expect(minutesAt(5)).toBeUndefined();
  });

  test('is as old as its date where a run begins with a backlog', () => {
    const { minutesAt } = run([3 * HOUR_MS, 2 * HOUR_MS, HOUR_MS]);
    expect(minutesAt(0)).toBe(180);
    expect(minutesAt(1)).toBe(120);
  });

  test('is no older than the run where it begins with what a restart sends once more, however long the plugin was away', () => {
    const last = 3 * HOUR_MS;
    const { minutesAt, pass, take } = run([last + 70_000, last + 30_000, last]);
    pass(10_000);
    take();
    expect(minutesAt(0)).toBeCloseTo(1 / 6);
    expect(minutesAt(2)).toBeCloseTo(1 / 6);
    pass(MINUTE_MS);
    expect(minutesAt(3)).toBeCloseTo(1);
  });

  test('does not count what was delivered before the run as a backlog', () => {
    const { minutesAt, pass } = run([5 * HOUR_MS, 4 * HOUR_MS, 4 * HOUR_MS - 30_000], 1);
    pass(MINUTE_MS);
    expect(minutesAt(1)).toBe(1);
  });
});

describe('a clock that is set', () => {
  test.each([HOUR_MS, -HOUR_MS])('by %i ms makes nothing that waits older or younger', (byMs) => {
    const { minutesAt, pass, setClock, take } = run([]);
    take();
    pass(10_000);
    expect(minutesAt(0)).toBeCloseTo(1 / 6);
    setClock(byMs);
    pass(MINUTE_MS);
    expect(minutesAt(0)).toBeCloseTo(7 / 6);
  });

  test('ahead, while Readings come and are delivered, makes none of them seem to have waited', () => {
    const { minutesAt, pass, setClock, take } = run([]);
    for (let nth = 0; nth < 10; nth += 1) {
      take();
      pass(5_000);
      if (nth === 5) setClock(HOUR_MS);
      expect(minutesAt(nth)).toBeLessThan(0.2);
    }
  });
});

test('a Reading that has no date yet waits from the first look on', () => {
  const undated = { delivered: 0, end: 5, read: () => [] };
  let nowMs = STARTED_MS;
  const waitingSince = createWaitingSince(undated, { now: () => nowMs, wall: () => 0 });
  expect(waitingSince(0)).toBe(STARTED_MS);
  nowMs += MINUTE_MS;
  expect(waitingSince(0)).toBe(STARTED_MS);
});
