import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MeterReading } from '../../src/writer/messages.ts';
import { createReadingQueue, type ReadingQueue } from '../../src/writer/queue.ts';
import { readingAt } from '../journal/reading-at.ts';

const add = (queue: ReadingQueue, meter: string, ...powersVA: number[]) =>
  powersVA.map((apparentPowerVA) => queue.add(meter, readingAt(0, { apparentPowerVA })));
const powersOf = (readings: readonly MeterReading[]) => readings.map(({ reading }) => reading.apparentPowerVA);
/** The powers of all that was not given yet. */
function allOf(queue: ReadingQueue): readonly (number | undefined)[] {
  const all: MeterReading[] = [];
  for (let next = queue.nextOfAll(); next.length > 0; next = queue.nextOfAll()) all.push(...next);
  return powersOf(all);
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('gives Readings in the order of arrival, a hundred at a time, and no more than 500 before they are taken', () => {
  const queue = createReadingQueue();
  add(queue, 'linky', ...upTo(1_000));
  const given = upTo(6).map(() => powersOf(queue.next()));
  expect(given.map((one) => one.length)).toEqual([100, 100, 100, 100, 100, 0]);
  expect(given.flat()).toEqual(upTo(500));
  queue.took(100);
  expect(powersOf(queue.next())).toEqual(upTo(600).slice(500));
  expect(queue.waiting).toBe(900);
});

test('gives all that is left at a stop', () => {
  const queue = createReadingQueue();
  add(queue, 'linky', ...upTo(1_000));
  queue.next();
  expect(allOf(queue)).toEqual(upTo(1_000).slice(100));
});

test('is full when it holds as many as it may, unless the thread has taken the oldest', () => {
  const queue = createReadingQueue(3);
  expect(add(queue, 'linky', 1, 2, 3, 4)).toEqual([true, true, true, false]);
  queue.next();
  expect(add(queue, 'linky', 4)).toEqual([false]);
  queue.took(3);
  expect(add(queue, 'linky', 4, 5)).toEqual([true, true]);
  expect([queue.unwritten, queue.waiting]).toEqual([5, 2]);
  expect(queue.ended()).toBe(2);
  expect(powersOf(queue.next())).toEqual([3, 4, 5]);
});

test('gives the next thread what was not written of each meter', () => {
  const queue = createReadingQueue();
  add(queue, 'linky', 1, 2, 3);
  add(queue, 'barn', 10, 20);
  queue.next();
  queue.took(5);
  add(queue, 'linky', 4);
  queue.leftMemory(
    new Map([
      ['linky', 2],
      ['barn', 1],
    ]),
  );
  expect(queue.ended()).toBe(0);
  expect(powersOf(queue.next())).toEqual([3, 20, 4]);
});

/** What may happen to a queue: a Reading arrives, or the thread is given some, takes them, writes one, or ends. */
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('add' as const), meter: fc.constantFrom('linky', 'barn') }),
    fc.record({ does: fc.constantFrom('give', 'take', 'write', 'end') }),
  ),
  { maxLength: 300 },
);

test('whatever happens, what was added and not written is given to the present thread in the order of arrival', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = createReadingQueue();
      const unwritten: { readonly meter: string; readonly va: number }[] = [];
      let thread: { readonly meter: string; readonly va: number }[] = [];
      let written = new Map<string, number>();
      let given = 0;
      for (const [va, step] of all.entries()) {
        if ('meter' in step) {
          add(queue, step.meter, va);
          unwritten.push({ meter: step.meter, va });
        } else if (step.does === 'give') {
          const next = queue.next();
          given += next.length;
          thread.push(...next.map(({ meter, reading }) => ({ meter, va: reading.apparentPowerVA ?? -1 })));
        } else if (step.does === 'take') {
          queue.took(given);
          given = 0;
        } else if (step.does === 'write') {
          // The thread writes the oldest Reading that it has.
          const one = thread.shift();
          if (!one) continue;
          unwritten.splice(unwritten.indexOf(unwritten.find(({ va: power }) => power === one.va) ?? one), 1);
          written = new Map(written).set(one.meter, (written.get(one.meter) ?? 0) + 1);
          queue.leftMemory(written);
        } else {
          expect(queue.ended()).toBe(0);
          thread = [];
          written = new Map();
          given = 0;
        }
      }
      queue.ended();
      expect(allOf(queue)).toEqual(unwritten.map(({ va }) => va));
    }),
  );
});

test('counts the Readings that the thread alone has as unwritten, until they have left its memory', () => {
  const queue = createReadingQueue(3);
  add(queue, 'linky', 1, 2, 3);
  queue.next();
  queue.took(3);
  queue.leftMemory(new Map([['linky', 1]]));
  add(queue, 'linky', 4, 5);
  // The fifth displaces the second, which is written later.
  expect(queue.unwritten).toBe(4);
  queue.leftMemory(new Map([['linky', 2]]));
  expect(queue.unwritten).toBe(3);
  expect(queue.ended()).toBe(0);
});
