import { expect, test, vi } from 'vitest';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const BLOCK = 500;

test('of each meter it tells after each block how many readings are no longer in memory', () => {
  const { open, clock } = createScene();
  const gone = vi.fn((counts: ReadonlyMap<string, number>) => Object.fromEntries(counts));
  const journal = open({ gone });
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take(nth % 4 === 0 ? 'barn' : 'linky', readingAt(clock.nowMs));
  gone.mockClear();
  journal.commit();
  expect(gone.mock.results.map(({ value }) => value)).toEqual([
    { barn: 125, linky: 375 },
    { barn: 250, linky: 750 },
    { barn: 250, linky: 750 },
  ]);
});

test('a block is written on its own, too', () => {
  const { open, clock, query } = createScene();
  const journal = open();
  for (let nth = 0; nth < 2 * BLOCK; nth += 1) journal.take('linky', readingAt(clock.nowMs));
  journal.commitBlock();
  expect(journal.inMemory).toBe(BLOCK);
  expect(query('SELECT position, count FROM block')).toEqual([{ position: 0, count: BLOCK }]);
});

test('what the mirror has of memory is not noted as delivered before it is on disk', () => {
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

test('work on the disk is told when it begins and when it is over', () => {
  const { open, take } = createScene();
  let depth = 0;
  const working = vi.fn((isWorking: boolean) => {
    depth += isWorking ? 1 : -1;
  });
  const journal = open({ working });
  take(journal, 'linky', 1);
  working.mockClear();
  journal.commit();
  expect(working.mock.calls[0]).toEqual([true]);
  expect(depth).toBe(0);
});
