import { describe, expect, test } from 'vitest';
import { createStaleTimer } from '../src/stale-timer.ts';
import { fakeClock } from './homekit/homebridge.ts';

function watched() {
  const clock = fakeClock();
  const seen = { stale: 0 };
  const freshness = createStaleTimer(20_000, clock, () => {
    seen.stale += 1;
  });
  return { clock, seen, freshness };
}

test('is not fresh before the first time, and says nothing of it', () => {
  const { clock, seen, freshness } = watched();
  clock.advance(60_000);
  expect([freshness.isFresh, seen.stale]).toEqual([false, 0]);
});

test('stays fresh as long as it is renewed in time', () => {
  const { clock, seen, freshness } = watched();
  for (let i = 0; i < 5; i += 1) {
    freshness.restart();
    clock.advance(19_999);
  }
  expect([freshness.isFresh, seen.stale]).toEqual([true, 0]);
});

test('goes stale once, however long the silence', () => {
  const { clock, seen, freshness } = watched();
  freshness.restart();
  clock.advance(20_000);
  clock.advance(60_000);
  expect([freshness.isFresh, seen.stale]).toEqual([false, 1]);
});

test('is fresh again when renewed, and can go stale again', () => {
  const { clock, seen, freshness } = watched();
  freshness.restart();
  clock.advance(20_000);
  freshness.restart();
  expect(freshness.isFresh).toBe(true);
  clock.advance(20_000);
  expect([freshness.isFresh, seen.stale]).toEqual([false, 2]);
});

describe('what was not due', () => {
  test('keeps it fresh through two rounds of short frames, not for ever', () => {
    const { clock, seen, freshness } = watched();
    freshness.restart();
    for (let nth = 0; nth < 40; nth += 1) {
      clock.advance(19_999);
      freshness.extend();
    }
    expect([freshness.isFresh, seen.stale]).toEqual([true, 0]);
    clock.advance(19_999);
    freshness.extend();
    clock.advance(1);
    expect([freshness.isFresh, seen.stale]).toEqual([false, 1]);
  });

  test('can be so again once the number has come', () => {
    const { clock, freshness } = watched();
    for (let nth = 0; nth < 100; nth += 1) {
      if (nth % 21 === 0) freshness.restart();
      else freshness.extend();
      clock.advance(19_999);
    }
    expect(freshness.isFresh).toBe(true);
  });

  test('does not make it fresh', () => {
    const { freshness } = watched();
    freshness.extend();
    expect(freshness.isFresh).toBe(false);
  });
});

test('leaves no timer when stopped', () => {
  const { clock, seen, freshness } = watched();
  freshness.restart();
  freshness.stop();
  clock.advance(60_000);
  expect([clock.pending, seen.stale]).toEqual([0, 0]);
});
