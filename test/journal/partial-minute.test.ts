import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/energy/day.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

/** An hour of the night and two minutes, with a frame every 10 s. In the middle of a minute HC goes over to HP. */
const FRAMES = Array.from({ length: 372 }, (_, nth) => ({
  importedWh: 1_000 + nth * 7,
  registers: { HCHC: 500 + Math.min(nth, 182) * 7, HCHP: 500 + Math.max(0, nth - 182) * 7 },
  apparentPowerVA: 1_000 + ((nth * 37) % 500),
}));
const ENERGY_WH = { 'HC..': 182 * 7, 'HP..': 189 * 7 };
const BEFORE_CHANGE = [181, 182];
const AFTER_CHANGE = [183, 184, 185];

test.each(BEFORE_CHANGE)('a minute counts once where the blocks that are left begin with its frame %i', (cut) => {
  const scene = atNight();
  const journal = scene.open();
  take(scene, journal, 0, cut);
  take(scene, journal, cut, FRAMES.length);
  const killed = killedWithout(scene, `position < ${cut}`);
  killed.open().close();
  expect(daysIn(killed)).toMatchObject([expected()]);
});

describe.each([...BEFORE_CHANGE, ...AFTER_CHANGE])('a minute of which the days have what is before frame %i', (cut) => {
  test('counts once where the blocks after that are gone', () => {
    const scene = atNight();
    const first = scene.open();
    take(scene, first, 0, cut);
    first.close();
    const journal = scene.open();
    take(scene, journal, cut, 360);
    take(scene, journal, 360, FRAMES.length);
    const killed = killedWithout(scene, 'position < 360');
    killed.open().close();
    expect(daysIn(killed)).toMatchObject([expected()]);
  });

  test('counts once for a reader', () => {
    const scene = atNight();
    const first = scene.open();
    take(scene, first, 0, cut);
    first.close();
    take(scene, scene.open(), cut, FRAMES.length);
    expect(daysIn(scene)).toMatchObject([expected()]);
  });
});

function expected(): Partial<Day> {
  return {
    energyWh: 371 * 7,
    energyWhByTariff: ENERGY_WH,
    seenMinutes: 62,
    baseW: 2_520,
    greatestVA: Math.max(...FRAMES.map(({ apparentPowerVA }) => apparentPowerVA)),
  };
}

function atNight(): Scene {
  const scene = createScene();
  scene.clock.wallMs = Date.parse('2026-07-28T02:00+02:00');
  return scene;
}

/** Takes and commits some of the frames as one block. */
function take(scene: Scene, journal: Journal, from: number, to: number): void {
  for (const more of FRAMES.slice(from, to)) {
    journal.take('linky', readingAt(scene.clock.nowMs, more));
    scene.pass(10_000);
  }
  journal.commit();
}

/** What a kill leaves of a journal, without some of its blocks. */
function killedWithout({ path }: Scene, blocks: string): Scene {
  const copy = createScene();
  for (const part of ['', '-wal']) copyFileSync(path + part, copy.path + part);
  copy.query(`DELETE FROM block WHERE ${blocks}`);
  return copy;
}

function daysIn({ path }: Scene): readonly Day[] {
  using reader = openReadOnlyJournal(path);
  return daysOf(reader);
}
