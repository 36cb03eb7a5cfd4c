import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';

function sleeping(ms: number) {
  const clock = fakeClock();
  const life = new AbortController();
  const seen = { awake: false };
  const done = sleep(ms, clock, life.signal).then(() => {
    seen.awake = true;
  });
  return { clock, life, seen, done };
}

describe('sleep', () => {
  test('lasts for the given time', async () => {
    const { clock, seen } = sleeping(1000);
    await clock.pass(999);
    expect(seen.awake).toBe(false);
    await clock.pass(1);
    expect(seen.awake).toBe(true);
  });

  test('ends when its life does, and leaves no timer behind', async () => {
    const { clock, life, done } = sleeping(60_000);
    life.abort();
    await done;
    expect([clock.now(), clock.waiting]).toEqual([0, 0]);
  });

  test('sets no timer when its life has ended before', async () => {
    const clock = fakeClock();
    await sleep(60_000, clock, AbortSignal.abort());
    expect(clock.waiting).toBe(0);
  });
});

describe('the system’s clock', () => {
  test('goes forward', () => {
    const first = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
  });

  test('does not keep the process alive', () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const cancel = systemClock.after(3_600_000, () => undefined);
    expect(timers()).toBe(before);
    cancel();
  });

  test('calls back once', () =>
    new Promise<void>((resolve) => {
      systemClock.after(0, resolve);
    }));

  test('with 0 ms waits for the next turn of the event loop, not for a timer, which takes 1 ms', async () => {
    let isCalled = false;
    systemClock.after(0, () => {
      isCalled = true;
    });
    await turn();
    expect(isCalled).toBe(true);
  });

  test('does not call back when it is cancelled', async () => {
    const calls: string[] = [];
    systemClock.after(0, () => calls.push('cancelled'))();
    await new Promise<void>((resolve) => {
      systemClock.after(0, resolve);
    });
    await settled();
    expect(calls).toEqual([]);
  });
});
