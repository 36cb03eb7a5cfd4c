import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { readingAt } from './reading-at.ts';
import { createScene, noise, type Scene } from './scene.ts';

const BLOCKS = 200;
/** So few blocks that there was no checkpoint: all of them are in the write-ahead log. */
const IN_LOG = 60;

test.each([0.1, 0.5, 0.9])('a database of which %d is left goes on, and no Reading changes its position', (part) => {
  const scene = createScene();
  const before = filled(scene);
  before.close();
  truncateSync(scene.path, Math.floor(statSync(scene.path).size * part));
  const journal = scene.open();
  journal.read(0, 1e6);
  journal.commit();
  take(scene, journal, 4_321);
  journal.commit();
  expect(powersIn(journal).at(-1)).toBe(4_321);
  expect(powersIn(journal)).toEqual(powersIn(journal).toSorted((a, b) => a - b));
  expect(scene.said.filter((line) => line.startsWith('error '))).toEqual([expect.stringContaining('was damaged')]);
  journal.close();
  expect(powersIn(scene.open()).at(-1)).toBe(4_321);
});

test.each([0.2, 0.5, 0.99])(
  'with %d of the write-ahead log, the whole commits in it are there, and no part of another',
  (part) => {
    const running = createScene();
    filled(running, IN_LOG);
    const scene = createScene();
    copyFileSync(running.path, scene.path);
    copyFileSync(`${running.path}-wal`, `${scene.path}-wal`);
    truncateSync(`${scene.path}-wal`, Math.floor(statSync(`${scene.path}-wal`).size * part));
    scene.pass(3_600_000);
    const journal = scene.open();
    const { end } = journal;
    expect(end).toBeGreaterThan(IN_LOG * (part - 0.2));
    expect(end).toBeLessThan(IN_LOG);
    expect(powersIn(journal)).toEqual(Array.from({ length: end }, (_, at) => at));
    take(scene, journal, 4_321);
    journal.commit();
    expect(journal.end).toBe(end + 1);
    expect(scene.said).toEqual([]);
  },
);

/** A journal of blocks that each take a page or more. The power of each Reading is its position. */
function filled(scene: Scene, blocks = BLOCKS): Journal {
  const journal = scene.open({ overheadBytes: OVERHEAD_BYTES });
  for (let position = 0; position < blocks; position += 1) {
    take(scene, journal, position);
    journal.commit();
  }
  return journal;
}

function take(scene: Scene, journal: Journal, apparentPowerVA: number): void {
  journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA, message: noise(apparentPowerVA, 1_800) }));
  scene.pass(1_000);
}

function powersIn(journal: Journal): number[] {
  return journal.read(0, 1e6).map(({ reading }) => reading.apparentPowerVA ?? -1);
}
