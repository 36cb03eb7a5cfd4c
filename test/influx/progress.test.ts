import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../../src/influx/batch.ts';
import { acknowledged, type Progress, progressFrom, rewound, slowed, startingAt } from '../../src/influx/progress.ts';

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
  expect(rewound(before).next).toBe(0);
  expect(acknowledged(before, upTo(5), 500 * MINUTE_MS).settled).toBe(4);
});

test('after a failure the last ten minutes are sent again', () => {
  const progress = rewound(everyMinute(progressFrom(0), 0, 30));
  expect(progress).toMatchObject({ next: 21, settled: 21, reached: 31 });
});

test('failing again while sending again goes back by half as much each time, and fifteen seconds at least', () => {
  let progress = everyMinute(progressFrom(0), 0, 30);
  const wentBack: number[] = [];
  for (let again = 1; again <= 8; again += 1) {
    progress = rewound(progress);
    const from = progress.next;
    // All of it acknowledged in full batches, one a second, before the next failure.
    for (let at = 0; at < 1200; at += 1)
      progress = acknowledged(progress, upTo(from + at + 1, true), 1e8 * again + at * 1000);
    wentBack.push(progress.next - rewound(progress).next);
  }
  expect(wentBack).toEqual(
    [300, 150, 75, 37, 18, 15, 15, 15].map((seconds) => expect.toSatisfy((n) => Math.abs(n - seconds) <= 1)),
  );
});

test('once all is sent, a failure goes back ten minutes again', () => {
  const again = rewound(everyMinute(progressFrom(0), 0, 30));
  const caughtUp = everyMinute(again, 100, 130);
  expect(caughtUp.next - rewound(caughtUp).next).toBe(10);
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
          progress = fails ? rewound(progress) : acknowledged(progress, upTo(next + count), nowMs);
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
  test('is halved with each silence, to fifty Readings', () => {
    const sizes = [progressFrom(0)];
    for (let again = 0; again < 5; again += 1) sizes.push(slowed(sizes.at(-1) ?? progressFrom(0)));
    expect(sizes.map(({ most }) => most)).toEqual([500, 250, 125, 62, 50, 50]);
  });

  test('stays as small as it had to be until all is sent', () => {
    const catchingUp = acknowledged(slowed(progressFrom(0)), upTo(250, true), 0);
    expect(catchingUp.most).toBe(250);
    expect(acknowledged(catchingUp, upTo(300), 0).most).toBe(500);
  });
});

test('what the journal no longer holds is passed over', () => {
  expect(startingAt(progressFrom(5), 100)).toMatchObject({ next: 100, reached: 100 });
  expect(startingAt(progressFrom(200), 100)).toEqual(progressFrom(200));
});

function upTo(position: number, full = false): Batch {
  return { lines: [], upTo: position, full, memory: new Map() };
}

/** One Reading acknowledged in each minute. */
function everyMinute(progress: Progress, from: number, to: number): Progress {
  let step = progress;
  for (let minute = from; minute <= to; minute += 1) step = acknowledged(step, upTo(step.next + 1), minute * MINUTE_MS);
  return step;
}
