import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { troubleInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const behind = { part: 'clock', kind: 'behind', byMs: 10 * MINUTE_MS } as const;

test('that Readings wait for a meter whose clock is ahead is said after a minute, and that they do not any more, when it is so', () => {
  const { open, clock, pass, said } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 10 * MINUTE_MS }));
  for (let minute = 0; minute < 7; minute += 1) {
    pass(MINUTE_MS);
    journal.commit();
  }
  expect(said).toEqual([true, false].map((waits) => `warn ${troubleInWords({ ...behind, waits })}`));
});

test('a meter whose DATE is a second early or late is no change of how far the clock is off', () => {
  const { open, clock, pass, troubles } = createScene();
  const reports = troubles();
  const journal = open({ reports });
  pass(5 * MINUTE_MS);
  let changes = 0;
  reports.listen(() => {
    changes += 1;
  });
  for (const offMs of [0, 1_000, -1_000, 400, -700]) {
    const meterClockMs = clock.wallMs + 10 * MINUTE_MS + offMs;
    journal.take('linky', readingAt(clock.nowMs, { meterClockMs }));
    pass(1_000);
    journal.commit();
  }
  expect(changes).toBe(1);
  expect(reports.standing).toMatchObject([{ ...behind, waits: false }]);
});

test('a disk that fails with each commit changes the list once', () => {
  const { open, take, troubles } = createScene(join(temporaryFolder({ inMemory: true }), 'nowhere'));
  const reports = troubles();
  let changes = 0;
  reports.listen(() => {
    changes += 1;
  });
  const journal = open({ reports });
  for (let nth = 0; nth < 5; nth += 1) {
    take(journal, 'linky', nth);
    journal.commit();
  }
  expect(changes).toBe(1);
});
