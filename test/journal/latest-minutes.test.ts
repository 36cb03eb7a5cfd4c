import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { sceneWithMinutes } from './made-up-minutes.ts';
import { readingAt } from './reading-at.ts';
import { createScene, queryDatabase } from './scene.ts';

const DAY_MINUTES = 1_440;

test('the newest minutes of a meter are given oldest first, each with its energy, however many there are of others', () => {
  const scene = createScene();
  const journal = scene.open();
  const beganAtMs = scene.clock.wallMs;
  for (let nth = 0; nth < 10; nth += 1) {
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: nth, importedWh: 100 + nth, exportedWh: 9 }));
    journal.take('barn', readingAt(scene.clock.nowMs, { apparentPowerVA: 1_000 }));
    scene.pass(MINUTE_MS);
  }
  journal.commit();
  expect(journal.latestMinutes('linky', 3)).toEqual(
    [7, 8, 9].map((nth) => ({
      atMs: beganAtMs + nth * MINUTE_MS,
      ...{ count: 1, meanVA: nth, leastVA: nth, greatestVA: nth },
      ...{ importedWh: 100 + nth, energyWh: 1, given: { count: 0, exportedWh: 9, energyWh: 0 } },
      told: { identity: 'historique 021728123456 BASE' },
    })),
  );
  expect(journal.latestMinutes('linky', 99)).toEqual(journal.minutes('linky', 0, 3e12));
  expect(journal.latestMinutes('cellar', 99)).toEqual([]);
});

test('a clock that is wrong after a restart hides nothing', () => {
  const scene = createScene();
  const first = scene.open();
  scene.take(first, 'linky', 100);
  first.close();
  scene.clock.wallMs = 40_000;
  expect(scene.open().latestMinutes('linky', 9)).toMatchObject([{ meanVA: 100 }]);
});

test('minutes on both sides of years without any, as a clock that was ahead leaves them, are found', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 100);
  scene.pass(9 * 365 * DAY_MINUTES * MINUTE_MS);
  scene.take(journal, 'linky', 200);
  journal.commit();
  expect(journal.latestMinutes('linky', 9)).toMatchObject([{ meanVA: 100 }, { meanVA: 200 }]);
});

test('a meter that has been silent for months is found in the last week in which it spoke', () => {
  const journal = sceneWithMinutes(['linky', 75, 60], ['barn', 75, 0]).open();
  const found = journal.latestMinutes('linky', 2_880);
  expect(found).toEqual(journal.minutes('linky', 0, 3e12)?.slice(-2_880));
  expect(found).toHaveLength(2_880);
});

test('only the last two weeks of minutes are searched for a meter that speaks now and then', () => {
  const journal = sceneWithMinutes(['linky', 55, 50], ['linky', 2, 1], ['barn', 55, 0]).open();
  expect(journal.latestMinutes('linky', 2_880)).toHaveLength(DAY_MINUTES);
});

test('while the database cannot be opened, no minutes are known', () => {
  const scene = createScene();
  queryDatabase(scene.path, 'CREATE TABLE photos (name TEXT)');
  expect(scene.open().latestMinutes('linky', 9)).toBeUndefined();
});
