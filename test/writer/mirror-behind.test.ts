import { expect, test } from 'vitest';
import { createMirrorBehind } from '../../src/writer/mirror-behind.ts';
import { createReadingQueue } from '../../src/writer/queue.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from '../journal/reading-at.ts';

function scene() {
  const clock = fakeClock();
  const queue = createReadingQueue();
  const behind = createMirrorBehind(queue, clock);
  return {
    queue,
    behind,
    now: clock.now,
    /** Lets time pass, with a Reading a minute. */
    pass(minutes: number) {
      for (let nth = 0; nth < minutes; nth += 1) {
        queue.add('linky', readingAt(clock.now()));
        clock.advance(MINUTE_MS);
      }
    },
    /** The thread takes all Readings. */
    takeAll() {
      for (let given = queue.next(); given.length > 0; given = queue.next()) queue.took(given.length);
    },
    minutes: () => behind.ms && behind.ms / MINUTE_MS,
  };
}

test('nothing is known until the thread has told, or until it has taken nothing for more than a minute', () => {
  const { minutes, pass } = scene();
  expect(minutes()).toBeUndefined();
  pass(1);
  expect(minutes()).toBeUndefined();
  pass(1);
  expect(minutes()).toBe(2);
});

test('what the thread tells goes on growing until it tells anew', () => {
  const { behind, now, minutes, pass, takeAll } = scene();
  behind.told(now());
  expect(minutes()).toBe(0);
  pass(7);
  takeAll();
  expect(minutes()).toBe(7);
  behind.told(now() - MINUTE_MS);
  expect(minutes()).toBe(1);
  behind.told(undefined);
  expect(minutes()).toBe(0);
});

test('what a thread that stands still does not take grows older, though nothing waited when it told so last', () => {
  const { behind, minutes, pass, takeAll } = scene();
  behind.told(undefined);
  pass(3);
  takeAll();
  expect(minutes()).toBe(0);
  pass(5);
  expect(minutes()).toBe(5);
  takeAll();
  expect(minutes()).toBe(0);
});

test('a silent meter keeps nothing waiting in the queue of a thread that stands still', () => {
  const { behind, minutes, pass, takeAll } = scene();
  pass(3);
  takeAll();
  behind.told(undefined);
  expect(minutes()).toBe(0);
});

test('what the next thread is given once more has not waited since before the last one told that nothing waits', () => {
  const { behind, minutes, pass, queue, takeAll } = scene();
  pass(9);
  takeAll();
  behind.told(undefined);
  pass(1);
  takeAll();
  queue.ended();
  expect(queue.waiting).toBe(10);
  expect(minutes()).toBe(1);
  pass(4);
  expect(minutes()).toBe(5);
});

test('what waits goes on waiting while thread after thread ends before it tells', () => {
  const { behind, minutes, now, pass, queue, takeAll } = scene();
  behind.told(now());
  for (let nth = 0; nth < 6; nth += 1) {
    pass(10);
    takeAll();
    queue.ended();
  }
  expect(minutes()).toBe(60);
});
