import { expect, test } from 'vitest';
import { CoalescingQueue } from '../../src/matter/coalescing-queue.ts';
import { settled } from '../../testbed/support/clock.ts';

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['is rejected', () => Promise.reject(new Error('broken'))],
])('a task that %s is reported, and the tasks after it run', async (_, task) => {
  const failed: unknown[] = [];
  const done: string[] = [];
  const queue = new CoalescingQueue<'broken' | 'with it' | 'later'>((error) => failed.push(error));
  queue.add('broken', task);
  queue.add('with it', async () => done.push('with it'));
  await settled();
  queue.add('later', async () => done.push('later'));
  await settled();
  expect([failed, done]).toEqual([[new Error('broken')], ['with it', 'later']]);
});
