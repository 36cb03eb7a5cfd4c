import { describe, expect, test } from 'vitest';
import { createStaleTimer } from '../../src/reading/stale-timer.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

/** A timer of 20 s, and how often it has called `onStale`. */
function started() {
  const clock = fakeClock();
  const seen = { stale: 0 };
  const timer = createStaleTimer(20_000, clock, () => {
    seen.stale += 1;
  });
  return { clock, seen, timer };
}

test('before its first arrival a value is stale, and onStale is not called', async () => {
  const { clock, seen, timer } = started();
  await clock.pass(60_000);
  expect([timer.isFresh, seen.stale]).toEqual([false, 0]);
});

test('a value that arrives within the timeout each time stays fresh', async () => {
  const { clock, seen, timer } = started();
  for (let i = 0; i < 5; i += 1) {
    timer.restart();
    await clock.pass(19_999);
  }
  expect([timer.isFresh, seen.stale]).toEqual([true, 0]);
});

test('a value becomes stale once, however long it does not arrive', async () => {
  const { clock, seen, timer } = started();
  timer.restart();
  await clock.pass(20_000);
  await clock.pass(60_000);
  expect([timer.isFresh, seen.stale]).toEqual([false, 1]);
});

test('a stale value that arrives is fresh again, and can become stale again', async () => {
  const { clock, seen, timer } = started();
  timer.restart();
  await clock.pass(20_000);
  timer.restart();
  expect(timer.isFresh).toBe(true);
  await clock.pass(20_000);
  expect([timer.isFresh, seen.stale]).toEqual([false, 2]);
});

describe('a short frame', () => {
  test('keeps a fresh value fresh 40 times in a row, but no longer', async () => {
    const { clock, seen, timer } = started();
    timer.restart();
    for (let nth = 0; nth < 40; nth += 1) {
      await clock.pass(19_999);
      timer.extend();
    }
    expect([timer.isFresh, seen.stale]).toEqual([true, 0]);
    await clock.pass(19_999);
    timer.extend();
    await clock.pass(1);
    expect([timer.isFresh, seen.stale]).toEqual([false, 1]);
  });

  test('counts anew once the value has arrived', async () => {
    const { clock, timer } = started();
    for (let nth = 0; nth < 100; nth += 1) {
      if (nth % 21 === 0) timer.restart();
      else timer.extend();
      await clock.pass(19_999);
    }
    expect(timer.isFresh).toBe(true);
  });

  test('does not make a stale value fresh', () => {
    const { timer } = started();
    timer.extend();
    expect(timer.isFresh).toBe(false);
  });
});

test('a stopped timer leaves no timeout behind', async () => {
  const { clock, seen, timer } = started();
  timer.restart();
  timer.stop();
  await clock.pass(60_000);
  expect([clock.waiting, seen.stale]).toEqual([0, 0]);
});
