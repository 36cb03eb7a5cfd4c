import { describe, expect, test } from 'vitest';
import { deleteDatabase } from '../../src/journal/files.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { copyFilesOf } from '../../src/journal/second-copy-files.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { createHouse, indexAt, YEARS_MS } from './lived-ahead.ts';
import { readingAt } from './reading-at.ts';
import { type Scene, texts } from './scene.ts';

/** Takes a Reading every half hour, and commits each. */
function live(scene: Scene, journal: Journal, days: number, meters: readonly string[] = ['linky']): void {
  for (let step = 0; step < days * 48; step += 1) {
    scene.pass(30 * MINUTE_MS);
    for (const meter of meters) journal.take(meter, readingAt(scene.clock.nowMs, { importedWh: indexAt(scene) }));
    journal.commit();
  }
}

/** A house in which a right clock has dated so many days. */
function lived(days: number) {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, days);
  return { scene, journal };
}

/** Nobody hears the meter for a while. */
function pause(scene: Scene, ms: number): void {
  scene.clock.nowMs += ms;
  scene.clock.wallMs += ms;
}

/** What no order that was refused may change. */
function kept({ path, query }: Scene) {
  return {
    tables: ['day', 'minute', 'block'].map((table) => query(`SELECT * FROM ${table}`)),
    copy: copyFilesOf(path).names,
  };
}

/** Has what is later forgotten while no plugin runs. */
function forgetHere({ path, clock, troubles }: Scene, isSure?: boolean) {
  const order = { kind: 'forget', isSure } as const;
  return writeImport(path, order, { texts, reports: troubles(), now: () => clock.nowMs, wall: () => clock.wallMs });
}

test('under a clock that is 30 days late nothing of 40 days is forgotten, unless whoever asks is sure', () => {
  const { scene, journal } = lived(40);
  journal.close();
  const untilMs = scene.clock.wallMs;
  scene.clock.wallMs -= 30 * DAY_MS;
  const before = kept(scene);
  expect(forgetHere(scene)).toEqual({ kind: 'perhapsLate', nowMs: scene.clock.wallMs, untilMs });
  expect(kept(scene)).toEqual(before);
  expect(forgetHere(scene, true)).toMatchObject({ kind: 'forgotten', days: 30, minutes: 1_440, readings: 1_440 });
  expect(forgetHere(scene)).toEqual({ kind: 'nothingLater' });
});

test('nothing is forgotten by a plugin that has dated readings for some hours under a late clock', () => {
  const { scene, journal } = lived(10);
  scene.clock.wallMs -= 5 * DAY_MS;
  live(scene, journal, 1 / 8);
  const before = kept(scene);
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
  expect(kept(scene)).toEqual(before);
  expect(journal.forgetLater(true)).toMatchObject({ kind: 'forgotten' });
});

test('nothing is forgotten under a clock that begins where the machine was shut down for a day, nor some hours later in that gap', () => {
  const { scene, journal } = lived(5);
  pause(scene, DAY_MS);
  live(scene, journal, 5);
  scene.clock.wallMs -= 6 * DAY_MS - MINUTE_MS;
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
  live(scene, journal, 1 / 8);
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
});

test('nothing is forgotten under a clock that is before all of the history', () => {
  const { scene, journal } = lived(2);
  scene.clock.wallMs -= 100 * DAY_MS;
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
  live(scene, journal, 1 / 8);
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
});

test.each([
  ['without a gap', 0],
  ['with a gap of a day', DAY_MS],
])('where the minutes are lost, the days tell that the clock is late: %s', (_, gapMs) => {
  const { scene, journal } = lived(5);
  const shutDownMs = scene.clock.wallMs;
  pause(scene, gapMs);
  live(scene, journal, 5);
  journal.close();
  const rewritten = scene.open();
  rewritten.commit();
  rewritten.close();
  deleteDatabase(scene.path);
  scene.clock.wallMs = shutDownMs + HOUR_MS;
  expect(forgetHere(scene)).toMatchObject({ kind: 'perhapsLate' });
  expect(scene.query('SELECT count(*) AS minutes FROM minute')).toEqual([{ minutes: 0 }]);
  const again = scene.open();
  live(scene, again, 1 / 8);
  expect(again.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
});

test('one meter of which the history goes on is enough', () => {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, 2, ['barn', 'linky']);
  scene.clock.wallMs += YEARS_MS;
  live(scene, journal, 1, ['linky']);
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 4, ['barn']);
  scene.clock.wallMs -= 2 * DAY_MS;
  expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
  scene.clock.wallMs += 2 * DAY_MS;
  expect(journal.forgetLater()).toMatchObject({ kind: 'forgotten' });
});

describe('what a clock that was ahead has dated', () => {
  /** The history after a right clock, after one that was ahead, and after that was set back: so many days each. */
  function livedAheadBy(aheadDays: number, [right, wrong, since]: readonly [number, number, number]) {
    const { scene, journal } = lived(right);
    scene.clock.wallMs += aheadDays * DAY_MS;
    live(scene, journal, wrong);
    scene.clock.wallMs -= aheadDays * DAY_MS;
    live(scene, journal, since);
    return journal;
  }

  test.each<[string, number]>([
    ['as soon as the clock is right', 0],
    ['hours later', 1 / 4],
    ['just before the first of it is no longer later', 47 / 48],
  ])('is forgotten without a question: %s', (_, since) => {
    expect(livedAheadBy(3, [2, 2, since]).forgetLater()).toMatchObject({ kind: 'forgotten' });
  });

  test.each<[string, number, readonly [number, number, number]]>([
    ['when the clock was set back', 2, [2, 3, 1 / 4]],
    ['some days after the clock was set back', 3, [2, 2, 2]],
  ])('looks like a history under a late clock where its first days are over, %s', (_, aheadDays, days) => {
    const journal = livedAheadBy(aheadDays, days);
    expect(journal.forgetLater()).toMatchObject({ kind: 'perhapsLate' });
    expect(journal.forgetLater(true)).toMatchObject({ kind: 'forgotten' });
  });
});
