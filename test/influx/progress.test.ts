import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  doubted,
  isFlaky,
  type Progress,
  passedOver,
  positionOnDisk,
  progressFrom,
  startingAt,
} from '../../src/influx/progress.ts';
import { runs } from '../../testbed/support/generated.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

describe('the live cursor', () => {
  test('stands after the last acknowledged position', () =>
    expect(acknowledged(progressFrom(5), { from: 5, to: 12 }, 0).live).toBe(12));

  test('does not move when a doubt comes up, nor when the positions in doubt are acknowledged', () => {
    const before = everySecond(progressFrom(0), 0, 10);
    const doubtful = doubted(before, 10 * SECOND_MS);
    expect(doubtful.live).toBe(before.live);
    expect(acknowledged(doubtful, { from: 0, to: 3 }, 11 * SECOND_MS).live).toBe(before.live);
  });
});

describe('a doubt', () => {
  test('reaches back a minute from the last acknowledgement, however long ago that was', () => {
    const progress = everySecond(progressFrom(0), 0, 600);
    expect(progress.live).toBe(601);
    expect(doubted(progress, 99 * MINUTE_MS).doubts).toEqual([{ from: 541, to: 601 }]);
  });

  test('adds nothing when nothing was acknowledged since the one before', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 600), 11 * MINUTE_MS);
    expect(doubted(once, 12 * MINUTE_MS)).toEqual(once);
  });

  test('merges with an adjacent one', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    const goneOn = everySecond(once, 101, 110);
    expect(doubted(goneOn, 111 * SECOND_MS).doubts).toEqual([{ from: 41, to: 111 }]);
  });

  test('stays separate from one that is not adjacent', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    const goneOn = everySecond(once, 101, 300);
    expect(doubted(goneOn, 301 * SECOND_MS).doubts).toEqual([
      { from: 41, to: 101 },
      { from: 241, to: 301 },
    ]);
  });

  test('shrinks with each acknowledgement, and is gone with the last', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    const half = acknowledged(once, { from: 41, to: 70 }, 101 * SECOND_MS);
    expect(half.doubts).toEqual([{ from: 70, to: 101 }]);
    expect(acknowledged(half, { from: 70, to: 101 }, 102 * SECOND_MS).doubts).toEqual([]);
  });

  test('covers positions that were sent once more in the last forty seconds, which a power cut may have cost', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    const again = acknowledged(once, { from: 41, to: 70 }, 101 * SECOND_MS);
    expect(doubted(again, 102 * SECOND_MS).doubts).toEqual([{ from: 41, to: 101 }]);
    expect(doubted(everySecond(again, 102, 140), 141 * SECOND_MS).doubts).toEqual([{ from: 41, to: 140 }]);
    expect(doubted(everySecond(again, 102, 141), 142 * SECOND_MS).doubts).toEqual([{ from: 70, to: 141 }]);
  });

  test('is gone when its positions can no longer be read', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    expect(passedOver(once, { from: 0, to: 90 }).doubts).toEqual([{ from: 90, to: 101 }]);
  });
});

describe('a server that fails again and again', () => {
  const failing = (times: number) => {
    let progress = progressFrom(0);
    for (let at = 0; at < times; at += 1) progress = doubted(everySecond(progress, at, at), at * SECOND_MS);
    return progress;
  };

  test('is flaky from the fifth doubt on', () => {
    expect(isFlaky(failing(4), 4_000)).toBe(false);
    expect(isFlaky(failing(5), 5_000)).toBe(true);
  });

  test('is no longer flaky after ten minutes without a doubt', () => {
    expect(isFlaky(failing(5), 603_999)).toBe(true);
    expect(isFlaky(failing(5), 604_000)).toBe(false);
    expect(isFlaky(doubted(everySecond(failing(5), 604, 604), 605_000), 605_000)).toBe(false);
  });

  test('is not doubted about what was sent once more, ten seconds later', () => {
    const again = acknowledged(failing(6), { from: 0, to: 3 }, 6 * SECOND_MS);
    expect(doubted(everySecond(again, 7, 15), 16 * SECOND_MS).doubts[0]).toEqual({ from: 0, to: 15 });
    expect(doubted(everySecond(again, 7, 16), 17 * SECOND_MS).doubts[0]).toEqual({ from: 3, to: 16 });
  });
});

test.each([
  ['70 s', 70, 12],
  ['90 s', 90, 30],
  ['30 s', 30, 0],
  ['65 s', 65, 20],
])('a server that fails every %s is sent little more than a minute once more each time', (_, everyS, awayS) => {
  let progress = progressFrom(0);
  let sentAgain = 0;
  let doubts = 0;
  let waiting = 0;
  for (let second = 0; second < 4 * 3_600; second += 1) {
    waiting += 1;
    const nowMs = second * SECOND_MS;
    if (second % everyS === 0) {
      progress = doubted(progress, nowMs);
      doubts += 1;
    }
    // The server is away, or the next round has not come.
    if (second % everyS < awayS || second % 10 !== 1) continue;
    progress = acknowledged(progress, { from: progress.live, to: progress.live + waiting }, nowMs);
    waiting = 0;
    for (const doubt of progress.doubts) {
      sentAgain += doubt.to - doubt.from;
      progress = acknowledged(progress, doubt, nowMs);
    }
  }
  expect(sentAgain).toBeLessThanOrEqual(doubts * 110 + 1_000);
  expect(progress.live - positionOnDisk(progress)).toBeLessThanOrEqual(200);
});

describe('the position on disk', () => {
  test('is a minute back from the last acknowledgement', () =>
    expect(positionOnDisk(everySecond(progressFrom(0), 0, 600))).toBe(541));

  test('is where the oldest doubt begins', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    expect(positionOnDisk(everySecond(once, 101, 600))).toBe(41);
  });
});

test('the server has everything before the position on disk, and in the end all, whatever it acknowledges and loses', () =>
  fc.assert(
    fc.property(fc.array(stepOf(), { maxLength: 60 }), (steps) => {
      let progress = progressFrom(0);
      let nowMs = 0;
      /**
       * When the server acknowledged each position last, or long ago where that survived a kill; without the lost
       * positions.
       */
      const acknowledgedMs = new Map<number, number>();
      const send = (from: number, to: number) => {
        for (let at = from; at < to; at += 1) acknowledgedMs.set(at, nowMs);
        progress = acknowledged(progress, { from, to }, nowMs);
      };
      for (const { kind, pauseMs, count } of steps) {
        nowMs += pauseMs;
        const before = progress;
        if (kind === 'live') send(progress.live, progress.live + count);
        const [again] = progress.doubts;
        if (kind === 'again' && again) send(again.from, Math.min(again.to, again.from + count));
        if (kind === 'kill') {
          // The server dies right after its last answer, and loses nine seconds.
          const diedMs = Math.max(0, ...acknowledgedMs.values());
          for (const [at, atMs] of acknowledgedMs) {
            if (diedMs - atMs <= 9_000) acknowledgedMs.delete(at);
            else acknowledgedMs.set(at, Number.NEGATIVE_INFINITY);
          }
          progress = doubted(progress, nowMs);
        }
        expect(progress.live).toBeGreaterThanOrEqual(before.live);
        expect(positionOnDisk(progress)).toBeGreaterThanOrEqual(positionOnDisk(before));
        for (let at = 0; at < positionOnDisk(progress); at += 1) expect(acknowledgedMs.has(at)).toBe(true);
        const edges = progress.doubts.flatMap(({ from, to }) => [from, to]);
        expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
        expect(edges.at(-1) ?? 0).toBeLessThanOrEqual(progress.live);
      }
      nowMs += MINUTE_MS;
      for (const left of progress.doubts) send(left.from, left.to);
      expect(acknowledgedMs.size).toBe(progress.live);
    }),
    runs(100),
  ));

test('about sixty acknowledgements are remembered, however fast they come', () => {
  let progress = progressFrom(0);
  for (let at = 0; at < 20_000; at += 1) progress = acknowledged(progress, { from: at, to: at + 1 }, at * 100);
  expect(progress.recent.length).toBeLessThanOrEqual(61);
});

describe('a position that the journal no longer holds', () => {
  test('is passed over by the live cursor', () => {
    expect(startingAt(progressFrom(5), 100)).toMatchObject({ live: 100 });
    expect(startingAt(progressFrom(200), 100)).toEqual(progressFrom(200));
  });

  test('is no longer in doubt, and will not be again', () => {
    const once = doubted(everySecond(progressFrom(0), 0, 100), 100 * SECOND_MS);
    expect(startingAt(once, 50).doubts).toEqual([{ from: 50, to: 101 }]);
    expect(startingAt(once, 500)).toMatchObject({ live: 500, doubts: [] });
    const recent = startingAt(everySecond(progressFrom(0), 0, 100), 50);
    expect(doubted(recent, 101 * SECOND_MS).doubts).toEqual([{ from: 50, to: 101 }]);
  });
});

/** One Reading is acknowledged each second. */
function everySecond(progress: Progress, from: number, to: number): Progress {
  let step = progress;
  for (let second = from; second <= to; second += 1) {
    step = acknowledged(step, { from: step.live, to: step.live + 1 }, second * SECOND_MS);
  }
  return step;
}

function stepOf() {
  return fc.record({
    kind: fc.constantFrom('live', 'live', 'again', 'kill'),
    pauseMs: fc.nat(20_000),
    count: fc.integer({ min: 1, max: 20 }),
  });
}
