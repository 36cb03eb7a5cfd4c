import { expect, test } from 'vitest';
import { freshnessFor } from '../../src/homekit/freshness.ts';
import { fakeClock } from './homebridge.ts';

function watched() {
  const clock = fakeClock();
  const seen = { stale: 0 };
  const freshness = freshnessFor(20_000, clock, () => {
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
    freshness.renew();
    clock.advance(19_999);
  }
  expect([freshness.isFresh, seen.stale]).toEqual([true, 0]);
});

test('goes stale once, however long the silence', () => {
  const { clock, seen, freshness } = watched();
  freshness.renew();
  clock.advance(20_000);
  clock.advance(60_000);
  expect([freshness.isFresh, seen.stale]).toEqual([false, 1]);
});

test('is fresh again when renewed, and can go stale again', () => {
  const { clock, seen, freshness } = watched();
  freshness.renew();
  clock.advance(20_000);
  freshness.renew();
  expect(freshness.isFresh).toBe(true);
  clock.advance(20_000);
  expect([freshness.isFresh, seen.stale]).toEqual([false, 2]);
});

test('leaves no timer when stopped', () => {
  const { clock, seen, freshness } = watched();
  freshness.renew();
  freshness.stop();
  clock.advance(60_000);
  expect([clock.pending, seen.stale]).toEqual([0, 0]);
});
