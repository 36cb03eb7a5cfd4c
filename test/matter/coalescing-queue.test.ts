import { expect, test } from 'vitest';
import { CoalescingQueue } from '../../src/matter/coalescing-queue.ts';
import { settled } from '../clock-fake.ts';

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['is rejected', () => Promise.reject(new Error('broken'))],
])('a work that %s is told, and keeps no other from being done', async (_, work) => {
  const failed: unknown[] = [];
  const done: string[] = [];
  const turns = new CoalescingQueue<'broken' | 'with it' | 'later'>((error) => failed.push(error));
  turns.do('broken', work);
  turns.do('with it', async () => done.push('with it'));
  await settled();
  turns.do('later', async () => done.push('later'));
  await settled();
  expect([failed, done]).toEqual([[new Error('broken')], ['with it', 'later']]);
});
