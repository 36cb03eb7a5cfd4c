import { expect, test } from 'vitest';
import { lostWhileMachinePaused } from './lost-readers.ts';

const SECOND_MS = 200;
const LOST = { atMs: 20_000, unreadSerials: [7, 8] };

test('a plugin that disconnects on a quiet machine is blamed, however long its reads took', () => {
  const reads = [{ fromMs: 17_500, toMs: 19_900, waitedMs: 20 }];
  expect(lostWhileMachinePaused([LOST], reads, [{ fromMs: 18_000, toMs: 18_040 }], SECOND_MS)).toEqual([]);
});

test('a plugin that waited for a core, or whose machine stood still shortly before, is excused', () => {
  const reads = [{ fromMs: 18_000, toMs: 19_900, waitedMs: 600 }];
  expect(lostWhileMachinePaused([LOST], reads, [], SECOND_MS)).toEqual([LOST]);
  expect(lostWhileMachinePaused([LOST], [], [{ fromMs: 17_900, toMs: 19_500 }], SECOND_MS)).toEqual([LOST]);
});

test('a pause of the machine at another time does not count', () => {
  expect(lostWhileMachinePaused([LOST], [], [{ fromMs: 12_000, toMs: 16_000 }], SECOND_MS)).toEqual([]);
});
