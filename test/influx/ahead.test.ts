import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf } from '../../src/influx/ahead.ts';
import { batchOf } from '../../src/influx/batch.ts';
import type { PointMemory } from '../../src/influx/point.ts';
import { memoryJournal } from './store.ts';

const NOTHING: PointMemory = new Map();

/** A journal of so many Readings, which notes how many of them were asked for. */
function watchedJournal(readings: number, note: (most: number) => void) {
  const journal = memoryJournal(readings);
  return {
    read(from: number, most: number) {
      note(most);
      return journal.read(from, most);
    },
  };
}

test('a batch is what it would be if all were read at once', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(120), fc.nat(120), fc.integer({ min: 1, max: 90 }), async (readings, from, most) => {
      const journal = memoryJournal(readings);
      const made = await batchesOf(journal, true).take(from, most, NOTHING);
      expect(made).toEqual(batchOf(journal.read(from, most), most, NOTHING, true));
    }),
  ));

test('50 Readings are made into lines in one turn of the event loop', async () => {
  let turns = 0;
  let isMade = false;
  const counted = (async () => {
    for (; !isMade; turns += 1) await turn();
  })();
  const reads: { readonly most: number; readonly turns: number }[] = [];
  const journal = watchedJournal(200, (most) => reads.push({ most, turns }));
  const made = await batchesOf(journal, true).take(0, 200, NOTHING);
  isMade = true;
  await counted;
  expect(made).toMatchObject({ upTo: 200 });
  expect(reads).toEqual(Array.from({ length: 4 }, (_, at) => ({ most: 50, turns: at })));
});

test('what was made beforehand is not made again', async () => {
  let reads = 0;
  const journal = watchedJournal(50, () => {
    reads += 1;
  });
  const batches = batchesOf(journal, true);
  await batches.makeAhead(10, 40, NOTHING);
  const before = reads;
  expect(await batches.take(10, 40, NOTHING)).toMatchObject({ upTo: 50, full: true });
  expect(reads).toBe(before);
});

test.each([
  ['another place', 0, 40, NOTHING],
  ['another size', 10, 20, NOTHING],
  ['another memory', 10, 40, new Map()],
] as const)('what was made beforehand for %s is made anew', async (_, from, most, memory) => {
  const journal = memoryJournal(50);
  const batches = batchesOf(journal, true);
  await batches.makeAhead(10, 40, NOTHING);
  expect(await batches.take(from, most, memory)).toMatchObject({ upTo: from + most });
});

test('what was made beforehand is given once', async () => {
  const journal = memoryJournal(50);
  const batches = batchesOf(journal, true);
  await batches.makeAhead(0, 60, NOTHING);
  await batches.take(0, 60, NOTHING);
  journal.take({});
  expect(await batches.take(0, 60, NOTHING)).toMatchObject({ upTo: 51 });
});

test('what fails beforehand fails when it is taken', async () => {
  const batches = batchesOf(
    {
      read() {
        throw new Error('broken');
      },
    },
    true,
  );
  await batches.makeAhead(0, 10, NOTHING);
  await expect(batches.take(0, 10, NOTHING)).rejects.toThrow('broken');
});
