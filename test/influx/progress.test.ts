import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../../src/influx/batch.ts';
import {
  acknowledged,
  backTo,
  mostNext,
  type Progress,
  progressFrom,
  restingPlace,
  rewound,
  slowed,
  startingAt,
} from '../../src/influx/progress.ts';

const MINUTE_MS = 60_000;

test('what is acknowledged is not sent again while all goes well', () =>
  expect(acknowledged(progressFrom(5), upTo(12), 0).next).toBe(12));

test('nothing is settled before ten minutes have gone well', () => {
  const progress = everyMinute(progressFrom(0), 0, 9);
  expect(progress).toMatchObject({ next: 10, settled: 0 });
});

test('what was acknowledged ten minutes before the last time is settled', () => {
  const progress = everyMinute(progressFrom(0), 0, 15);
  expect(progress).toMatchObject({ next: 16, settled: 6 });
});

test('a pause settles nothing: the server may have been killed at its beginning', () => {
  const before = everyMinute(progressFrom(0), 0, 3);
  expect(rewound(before, 9 * MINUTE_MS).next).toBe(0);
  expect(acknowledged(before, upTo(5), 500 * MINUTE_MS).settled).toBe(4);
});

test('after a failure the last ten minutes are sent again', () => {
  const progress = rewound(everyMinute(progressFrom(0), 0, 30), 30 * MINUTE_MS);
  expect(progress).toMatchObject({ next: 21, settled: 21, reached: 31 });
});

test('failing again before all is sent goes back fifteen seconds', () => {
  let progress = rewound(everyMinute(progressFrom(0), 0, 30), 31 * MINUTE_MS);
  // Acknowledged in full batches, one a second.
  for (let at = 0; at < 1_200; at += 1)
    progress = acknowledged(progress, upTo(progress.next + 1, true), 31 * MINUTE_MS + at * 1_000);
  expect(progress.next - rewound(progress, 60 * MINUTE_MS).next).toBe(15);
});

test('failing again before anything is sent again goes back no further', () => {
  const once = rewound(everyMinute(progressFrom(0), 0, 30), 31 * MINUTE_MS);
  expect(rewound(rewound(once, 32 * MINUTE_MS), 33 * MINUTE_MS).next).toBe(once.next);
});

test('once all is sent and ten minutes have gone well, a failure goes back ten minutes again', () => {
  const again = rewound(everyMinute(progressFrom(0), 0, 30), 99 * MINUTE_MS);
  const caughtUp = everyMinute(again, 100, 130);
  expect(caughtUp.next - rewound(caughtUp, 131 * MINUTE_MS).next).toBe(10);
});

test('a server that fails every minute is sent the last seconds again each time, and they settle', () => {
  let progress = progressFrom(0);
  const wentBack: number[] = [];
  for (let seconds = 0; seconds <= 3_600; seconds += 10) {
    if (seconds % 60 === 0) {
      const { next } = progress;
      progress = rewound(progress, seconds * 1_000);
      wentBack.push(next - progress.next);
    }
    progress = acknowledged(progress, upTo(seconds), seconds * 1_000);
  }
  expect(wentBack.slice(-3)).toEqual([20, 20, 20]);
  expect(progress.settled).toBe(3_000);
});

test('a server that fails every few seconds is not sent the same for ever', () => {
  let progress = rewound(everyMinute(progressFrom(0), 0, 30), 31 * MINUTE_MS);
  for (let seconds = 0; seconds < 3_600; seconds += 1) {
    const nowMs = 32 * MINUTE_MS + seconds * 1_000;
    progress =
      seconds % 5 === 0 ? rewound(progress, nowMs) : acknowledged(progress, upTo(progress.next + 10, true), nowMs);
  }
  expect(progress.next).toBeGreaterThan(1_000);
  expect(progress.sure).toBeGreaterThan(1_000);
});

test('after an orderly end, what was acknowledged in the last fifteen seconds is sent again', () => {
  let progress = everyMinute(progressFrom(0), 0, 30);
  expect(restingPlace(progress)).toBe(30);
  for (let at = 1; at <= 20; at += 1) progress = acknowledged(progress, upTo(31 + at), 30 * MINUTE_MS + at * 1_000);
  expect(restingPlace(progress)).toBe(36);
});

test('whatever fails and whenever, what has settled stays settled, and nothing that has not is passed over', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ fails: fc.boolean(), pauseMs: fc.nat(400_000), count: fc.integer({ min: 1, max: 500 }) })),
      (steps) => {
        let progress = progressFrom(0);
        let nowMs = 0;
        const acknowledgedAt: { upTo: number; atMs: number }[] = [];
        for (const { fails, pauseMs, count } of steps) {
          nowMs += pauseMs;
          const { settled, next } = progress;
          progress = fails ? rewound(progress, nowMs) : acknowledged(progress, upTo(next + count), nowMs);
          if (!fails) acknowledgedAt.push({ upTo: progress.next, atMs: nowMs });
          expect(progress.settled).toBeGreaterThanOrEqual(settled);
          expect(progress.next).toBeGreaterThanOrEqual(progress.settled);
          const sure = acknowledgedAt
            .filter(({ atMs }) => nowMs - atMs >= 10 * MINUTE_MS)
            .map(({ upTo: position }) => position);
          expect(progress.settled).toBeLessThanOrEqual(Math.max(0, ...sure));
        }
      },
    ),
  ));

test('at any speed a bounded number of acknowledgements is remembered', () => {
  let progress = progressFrom(0);
  for (let at = 0; at < 20_000; at += 1) progress = acknowledged(progress, upTo(at), at * 100);
  expect(progress.recent.length).toBeLessThanOrEqual(601);
});

describe('the size of a batch', () => {
  test('is halved with each silence, to twenty-five Readings', () => {
    const sizes = [progressFrom(0)];
    for (let again = 0; again < 5; again += 1) sizes.push(slowed(sizes.at(-1) ?? progressFrom(0)));
    expect(sizes.map(({ most }) => most)).toEqual([200, 100, 50, 25, 25, 25]);
  });

  test('stays as small as it had to be until all is sent', () => {
    const catchingUp = acknowledged(slowed(progressFrom(0)), upTo(100, true), 0);
    expect(catchingUp.most).toBe(100);
    expect(acknowledged(catchingUp, upTo(300), 0).most).toBe(200);
  });
});

describe('what is sent again', () => {
  const again = rewound(everyMinute(progressFrom(0), 0, 30), 30 * MINUTE_MS);

  test('is in no batch with what is new', () => {
    expect([again.next, mostNext(again)]).toEqual([21, 10]);
    expect(mostNext(acknowledged(again, upTo(31, true), 31 * MINUTE_MS))).toBe(200);
  });

  test('is still no more than a slow server can take', () =>
    expect(mostNext(slowed(slowed({ ...again, judged: 1_000 })))).toBe(50));

  test('after it was held back is as good as new', () => expect(mostNext(backTo(again, 21))).toBe(200));
});

test('what the journal no longer holds is passed over', () => {
  expect(startingAt(progressFrom(5), 100)).toMatchObject({ next: 100, reached: 100 });
  expect(startingAt(progressFrom(200), 100)).toEqual(progressFrom(200));
});

function upTo(position: number, full = false): Batch {
  return { lines: [], upTo: position, full, memory: new Map(), defects: [] };
}

/** One Reading acknowledged in each minute. */
function everyMinute(progress: Progress, from: number, to: number): Progress {
  let step = progress;
  for (let minute = from; minute <= to; minute += 1) step = acknowledged(step, upTo(step.next + 1), minute * MINUTE_MS);
  return step;
}
