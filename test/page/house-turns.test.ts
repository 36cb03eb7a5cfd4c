import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whileSeen } from '../../homebridge-ui/page/house-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('asks at once, and a second after each answer', async () => {
  const page = opened();
  await vi.advanceTimersByTimeAsync(3500);
  expect(page.askedAtMs).toEqual([0, 1000, 2000, 3000]);
  expect(page.lostAtMs).toEqual([]);
});

test('asks less and less often while nobody answers, and every second again once somebody does', async () => {
  const page = opened();
  page.isAnswering = false;
  await vi.advanceTimersByTimeAsync(40_000);
  expect(page.askedAtMs).toEqual([0, 1000, 3000, 7000, 15_000, 25_000, 35_000]);
  page.isAnswering = true;
  await vi.advanceTimersByTimeAsync(7000);
  expect(page.askedAtMs.slice(7)).toEqual([45_000, 46_000, 47_000]);
});

test('asks for nothing while the page is in the background, and at once when it is seen again', async () => {
  const page = opened();
  page.show(false);
  await vi.advanceTimersByTimeAsync(3000);
  page.show(true);
  await vi.advanceTimersByTimeAsync(1500);
  expect(page.askedAtMs).toEqual([0, 3000, 4000]);
  expect(page.lostAtMs).toEqual([]);
});

test('says that what is shown is old when the page is seen again after a while, until there is an answer', async () => {
  const page = opened();
  page.show(false);
  await vi.advanceTimersByTimeAsync(60_000);
  page.show(true);
  await vi.advanceTimersByTimeAsync(2500);
  expect(page.lostAtMs).toEqual([60_000]);
  expect(page.askedAtMs).toEqual([0, 60_000, 61_000, 62_000]);
});

test('says so too where the device has slept, of which a page is not always told', async () => {
  const page = opened();
  await vi.advanceTimersByTimeAsync(0);
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(1000);
  expect(page.lostAtMs).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5000);
  expect(page.lostAtMs).toHaveLength(1);
});

test('asks one question at a time, however often the page is seen again', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const page = opened(() => promise);
  for (const isSeen of [false, true, false, true]) page.show(isSeen);
  await vi.advanceTimersByTimeAsync(3000);
  expect(page.askedAtMs).toEqual([0]);
  resolve(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(page.askedAtMs).toEqual([0, 4000]);
  expect(vi.getTimerCount()).toBe(1);
});

test('goes on after a fault in what takes the answer', async () => {
  const faults: unknown[] = [];
  const note = (fault: unknown) => void faults.push(fault);
  process.once('unhandledRejection', note);
  let isFirst = true;
  const page = opened(async () => {
    if (!isFirst) return true;
    isFirst = false;
    throw new Error('a view');
  });
  await vi.advanceTimersByTimeAsync(3500);
  expect(page.askedAtMs).toEqual([0, 2000, 3000]);
  expect(faults).toEqual([new Error('a view')]);
});

/** A page that is seen, from the time 0 on. @param answer what asking comes to; true while `isAnswering` unless given */
function opened(answer?: () => Promise<boolean>) {
  const beganAtMs = Date.now();
  const listeners: (() => void)[] = [];
  const page = {
    askedAtMs: [] as number[],
    lostAtMs: [] as number[],
    isAnswering: true,
    hidden: false,
    addEventListener: (_: 'visibilitychange', listener: () => void) => void listeners.push(listener),
    show(isSeen: boolean) {
      page.hidden = !isSeen;
      for (const listener of listeners) listener();
    },
  };
  whileSeen(page)(
    () => {
      page.askedAtMs.push(Date.now() - beganAtMs);
      return answer?.() ?? Promise.resolve(page.isAnswering);
    },
    () => page.lostAtMs.push(Date.now() - beganAtMs),
  );
  return page;
}
