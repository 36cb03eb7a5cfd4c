import { expect, test } from 'vitest';
import { lostWhileMachinePaused } from './lost-readers.ts';

const LOST = { atMs: 20_000, unheard: [7, 8] };

test('a plugin that lets go of its meter on a quiet machine has no excuse, however long its reads took', () => {
  const reads = [{ fromMs: 17_500, toMs: 19_900, waitedMs: 20 }];
  expect(lostWhileMachinePaused([LOST], reads, [{ fromMs: 18_000, toMs: 18_040 }])).toEqual([]);
});

test('one that waited for a core, or whose machine stood still shortly before, is excused', () => {
  const reads = [{ fromMs: 18_000, toMs: 19_900, waitedMs: 600 }];
  expect(lostWhileMachinePaused([LOST], reads, [])).toEqual([LOST]);
  expect(lostWhileMachinePaused([LOST], [], [{ fromMs: 17_900, toMs: 19_500 }])).toEqual([LOST]);
});

test('what the machine did at another time is no excuse', () => {
  expect(lostWhileMachinePaused([LOST], [], [{ fromMs: 12_000, toMs: 16_000 }])).toEqual([]);
});
