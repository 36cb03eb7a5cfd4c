import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HistoryCommandOptions, history } from '../../src/cli/history.ts';
import { Failure } from '../../src/cli/session.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { createScene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const READINGS = 1_500;

/** Prints a journal of some minutes. @param most the number of lines after which the reader of the pipe ends */
async function runHistory(options: HistoryCommandOptions, most = Number.POSITIVE_INFINITY) {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', ...Array.from({ length: READINGS }, (_, n) => n));
  journal.commit();
  const life = new AbortController();
  const clock = { ...fakeClock(), wall: () => scene.clock.wallMs };
  const { session, printed } = fakeSession('en', { life: life.signal, clock });
  const print = (line: string) => {
    printed.push(line);
    // As with a real pipe, the end of its reader is noticed one turn later.
    if (printed.length === most) setImmediate(() => life.abort());
  };
  const ended = history(
    { storage: dirname(scene.path), since: '2026-07-01', ...options },
    { ...session, terminal: { ...session.terminal, print } },
  ).then(
    () => 'whole',
    (error) => {
      if (error instanceof Failure && error.message === '') return 'broken off';
      throw error;
    },
  );
  return { ended: await ended, lines: printed.length };
}

const LISTINGS: readonly HistoryCommandOptions[] = [
  { format: 'line' },
  { format: 'table', by: 'minute' },
  { format: 'csv', by: 'minute' },
  { by: 'minute', json: true },
];

test.each(['table', 'csv'] as const)('a year of one day is a line below the head, as %s', async (format) => {
  // The table has a total, too.
  expect((await runHistory({ by: 'year', format })).lines).toBe(format === 'table' ? 3 : 2);
});

test('nothing is printed of a journal without days, and a remark says so', async () => {
  const scene = createScene();
  scene.open().commit();
  const { session, printed, remarks } = fakeSession('en');
  await history({ storage: dirname(scene.path), by: 'month', json: true }, session);
  expect([printed, remarks]).toEqual([[], ['The local history is still empty.']]);
});

describe('a listing', () => {
  test.each(LISTINGS)('is printed to its end: %o', async (options) => {
    const { ended, lines } = await runHistory(options);
    expect(ended).toBe('whole');
    expect(lines).toBeGreaterThan(options.format === 'line' ? READINGS : 20);
  });

  test('ends soon after its reader has ended', async () => {
    const { ended, lines } = await runHistory({ format: 'line' }, 1);
    expect(ended).toBe('broken off');
    expect(lines).toBeLessThan(READINGS / 2);
  });
});
