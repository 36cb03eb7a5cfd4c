import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inTurns } from '../../src/journal/turn.ts';

/** Steps of which the first `most` have more to come; the interval passes by hand. */
function turns(most: number) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const steps = vi.fn(() => steps.mock.calls.length <= most);
  const end = inTurns(steps, 1_000);
  onTestFinished(end);
  return { steps, end };
}

test('a step now, and one each time that it is due', () => {
  const { steps } = turns(0);
  expect(steps).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(3_000);
  expect(steps).toHaveBeenCalledTimes(4);
});

test('as long as there is more, one step a turn', async () => {
  const { steps } = turns(3);
  for (const count of [2, 3, 4, 4]) {
    await setImmediate();
    expect(steps).toHaveBeenCalledTimes(count);
  }
});

test('however often a step is due meanwhile, one step a turn', async () => {
  const { steps } = turns(1_000);
  vi.advanceTimersByTime(5_000);
  const { length } = steps.mock.calls;
  for (const more of [1, 2, 3]) {
    await setImmediate();
    expect(steps).toHaveBeenCalledTimes(length + more);
  }
});

test('none after its end', async () => {
  const { steps, end } = turns(1_000);
  end();
  vi.advanceTimersByTime(5_000);
  await setImmediate();
  expect(steps).toHaveBeenCalledTimes(1);
});
