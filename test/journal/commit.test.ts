import { expect, test, vi } from 'vitest';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const BLOCK = 500;

test('after each block `leftMemory` gets the number of Readings that have left memory', () => {
  const { open, clock } = createScene();
  const leftMemory = vi.fn((_: number) => {});
  const journal = open({ leftMemory });
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take(nth % 4 === 0 ? 'barn' : 'linky', readingAt(clock.nowMs));
  leftMemory.mockClear();
  journal.commit();
  expect(leftMemory.mock.calls).toEqual([[BLOCK], [2 * BLOCK], [2 * BLOCK]]);
});

test('commitBlock writes a single block', () => {
  const { open, clock, query } = createScene();
  const journal = open();
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take('linky', readingAt(clock.nowMs));
  journal.commitBlock();
  expect(journal.inMemory).toBe(BLOCK);
  expect(query('SELECT position, count FROM block')).toEqual([{ position: 0, count: BLOCK }]);
});

test('Readings that the mirror has sent from memory are noted as delivered only once they are on disk', () => {
  const { open, clock, query } = createScene();
  const journal = open();
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take('linky', readingAt(clock.nowMs));
  journal.read(0, 1);
  journal.setDelivered(2 * BLOCK);
  journal.commitBlock();
  expect(query('SELECT delivered FROM block')).toEqual([{ delivered: BLOCK }]);
  journal.commit();
  expect(query('SELECT delivered FROM block')).toEqual([{ delivered: BLOCK }, { delivered: 2 * BLOCK }]);
});

test('`markDiskWork` is called at the beginning and at the end of work on the disk', () => {
  const { open, take } = createScene();
  let depth = 0;
  const markDiskWork = vi.fn((isWorking: boolean) => {
    depth += isWorking ? 1 : -1;
  });
  const journal = open({ markDiskWork });
  take(journal, 'linky', 1);
  markDiskWork.mockClear();
  journal.commit();
  expect(markDiskWork.mock.calls[0]).toEqual([true]);
  expect(depth).toBe(0);
});
