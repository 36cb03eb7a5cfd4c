import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene, sharedWith, takeLarge, WRITTEN_AGAIN } from './scene.ts';

const behind = { part: 'clock', kind: 'behind', byMs: HOUR_MS } as const;

test('that Readings wait for a meter whose clock is ahead is said after a minute, and that they do not any more, when it is so', () => {
  const { open, clock, pass, said } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + HOUR_MS }));
  for (let minute = 0; minute < 7; minute += 1) {
    pass(MINUTE_MS);
    journal.commit();
  }
  expect(said).toEqual([true, false].map((waits) => `warn ${troubleInWords({ ...behind, waits })}`));
});

test('a meter whose clock is some minutes fast, which no network time confirms, is said once, and is no trouble', () => {
  const { open, clock, pass, said, troubles } = createScene();
  const reports = troubles();
  const journal = open({ reports });
  for (let minute = 0; minute < 20; minute += 1) {
    journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 3 * MINUTE_MS }));
    pass(MINUTE_MS);
    journal.commit();
  }
  expect(reports.standing).toEqual([]);
  const disputed = newsInWords({ part: 'clock', kind: 'disputed', byMs: 3 * MINUTE_MS });
  expect(said.filter((line) => line === `warn ${disputed}`)).toHaveLength(1);
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
    const meterClockMs = clock.wallMs + HOUR_MS + offMs;
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

test('a journal that nothing waits for is said to be on disk again as soon as it can be', () => {
  const { open, path, said } = createScene();
  const [first, second] = [open(), open()];
  second.commit();
  first.close();
  second.commit();
  expect(said).toEqual([sharedWith(path, process.pid), `info ${WRITTEN_AGAIN}`]);
});

test('full memory is a trouble of its own until what it holds is written, and the dropped Readings are news', () => {
  const { open, clock, troubles } = createScene();
  const [realMs, reports] = [clock.wallMs, troubles()];
  clock.wallMs = 40_000;
  const journal = open({ reports });
  for (let nth = 0; nth < 20_003; nth += 1) journal.take('linky', readingAt(clock.nowMs + nth));
  expect(reports.standing).toMatchObject([{ part: 'history', kind: 'dropping', most: 20_000 }]);
  clock.wallMs = realMs;
  journal.commit();
  expect(reports.standing).toEqual([]);
  expect(reports.news).toMatchObject([{ part: 'history', kind: 'dropped', count: 3 }]);
});

test('a loss is over with the next journal, where the thread of the one before has ended without a word', () => {
  const scene = createScene();
  const reports = scene.troubles();
  const options = { config: { commitSeconds: 1e6, keepDays: 7, maxMegabytes: 0.4 }, reports };
  const fromMs = scene.clock.wallMs;
  takeLarge(scene, scene.open(options), 200);
  expect(reports.standing).toMatchObject([{ part: 'history', kind: 'losing', fromMs }]);
  scene.open(options);
  expect(reports.standing.map(({ kind }) => kind)).not.toContain('losing');
});
