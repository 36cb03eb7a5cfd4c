import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { readingAt } from './reading-at.ts';
import { builtAtMs, createScene } from './scene.ts';

const BURST = 20_000;

// If the dating of a frame looked at all frames before it, these tests would take minutes.

test('20 000 frames that come at once are dated a millisecond apart, and those after them follow', () => {
  const scene = createScene();
  const journal = scene.open();
  takeAtOnce(journal, scene.clock.nowMs);
  journal.commit();
  scene.pass(1_000);
  journal.take('linky', readingAt(scene.clock.nowMs));
  const entries = journal.read(0, BURST + 1);
  const begin = entries[0]?.atMs ?? 0;
  expect(entries.map(({ atMs }) => atMs - begin)).toEqual(upTo(BURST + 1));
});

test('20 000 frames whose times are all taken, since the clock was set back, each get a time of their own', () => {
  const scene = createScene();
  const journal = scene.open();
  takeAtOnce(journal, scene.clock.nowMs);
  journal.commit();
  // A minute passes by the monotonic clock, and the wall clock is set back into the burst.
  scene.clock.nowMs += 60_000;
  scene.clock.wallMs -= 5_000;
  takeAtOnce(journal, scene.clock.nowMs);
  const all = timesIn(journal.read(0, 2 * BURST));
  expect(new Set(all).size).toBe(2 * BURST);
});

test('20 000 frames that waited for the clock are dated in their order once it is set', () => {
  const scene = createScene();
  const setMs = scene.clock.wallMs;
  scene.clock.wallMs = builtAtMs - 1;
  const journal = scene.open();
  for (const nth of upTo(BURST)) journal.take('linky', readingAt(scene.clock.nowMs + nth * 10));
  expect(journal.read(0, 1)).toEqual([]);
  scene.clock.wallMs = setMs;
  const times = timesIn(journal.read(0, BURST));
  expect(times).toEqual(upTo(BURST).map((nth) => setMs + nth * 10));
});

function takeAtOnce(journal: Journal, monotonicMs: number): void {
  for (let nth = 0; nth < BURST; nth += 1) journal.take('linky', readingAt(monotonicMs));
}

function timesIn(entries: readonly Entry[]): readonly number[] {
  return entries.map(({ atMs }) => atMs);
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}
