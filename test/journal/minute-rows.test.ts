import { expect, test } from 'vitest';
import { endedGaps } from '../../src/journal/minute-rows.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

const MINUTE = 29_000_000;
const gapOf = (sinceMs: unknown) => JSON.stringify({ sinceMs, energyWh: 7 });

test('a gap ends in the minute of its row', () => {
  const sinceMs = (MINUTE - 5) * MINUTE_MS;
  expect(endedGaps({ minute: MINUTE, gap: gapOf(sinceMs) })).toEqual([
    { sinceMs, energyWh: 7, endedMs: MINUTE * MINUTE_MS },
  ]);
});

test.each([
  ['not JSON', '{"sinceMs":17'],
  ['nothing', 'null'],
  ['no time', '{"snceMs":5}'],
  ['a time that is no number', gapOf('17:00')],
  ['a time before 1970', gapOf(-9e15)],
  ['a time behind its end', gapOf(9e15)],
])('a disk has left no gap: %s', (_, gap) => {
  expect(endedGaps({ minute: MINUTE, gap })).toEqual([]);
});
