import { expect, test } from 'vitest';
import type { ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { createKeptDays } from '../../src/ui/kept-days.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

/** A journal whose days take so long to read, and a clock that tells it. */
function sceneWith(readInMs: number) {
  const clock = fakeClock();
  const reads: string[] = [];
  const archive = {
    days(meter: string, _: number, today: number) {
      clock.advance(readInMs);
      reads.push(`${meter} ${today}`);
      return [];
    },
    importedDays: () => [],
    periodOfRegister: () => ({}),
  } as unknown as ReadOnlyJournal;
  const daysUntil = createKeptDays(clock);
  return {
    reads,
    ask: (meter = 'linky', today = 20_000) => daysUntil(archive, meter, today),
    pass: clock.advance,
  };
}

test('the questions of one view read the days once, and those of the next minute read them again', () => {
  const { ask, pass, reads } = sceneWith(40);
  for (let question = 0; question < 9; question += 1) ask();
  expect(reads).toHaveLength(1);
  pass(999);
  ask();
  expect(reads).toHaveLength(1);
  pass(60_000);
  ask();
  expect(reads).toHaveLength(2);
});

test('days that take seven seconds to read are kept for seventy', () => {
  const { ask, pass, reads } = sceneWith(7000);
  ask();
  pass(69_999);
  ask();
  expect(reads).toHaveLength(1);
  pass(1);
  ask();
  expect(reads).toHaveLength(2);
});

test('another meter and another day are read', () => {
  const { ask, reads } = sceneWith(40);
  ask('linky', 20_000);
  ask('barn', 20_000);
  ask('barn', 20_001);
  expect(reads).toEqual(['linky 20000', 'barn 20000', 'barn 20001']);
});
