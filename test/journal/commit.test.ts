import { expect, test, vi } from 'vitest';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const BLOCK = 500;

test('after each block `leftMemory` gets the number of Readings that have left memory, by meter', () => {
  const { open, clock } = createScene();
  const leftMemory = vi.fn((counts: ReadonlyMap<string, number>) => Object.fromEntries(counts));
  const journal = open({ leftMemory });
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take(nth % 4 === 0 ? 'barn' : 'linky', readingAt(clock.nowMs));
  leftMemory.mockClear();
  journal.commit();
  expect(leftMemory.mock.results.map(({ value }) => value)).toEqual([
    { barn: 125, linky: 375 },
    { barn: 250, linky: 750 },
    { barn: 250, linky: 750 },
  ]);
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
