import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytesOf, filled, withMegabytes } from './full-journal.ts';
import { createScene, type Scene, takeLarge } from './scene.ts';

const SMALL = 2;

describe('the files of a journal, all together,', () => {
  test('stay within `maxMegabytes` at each commit', () => {
    const scene = createScene();
    const journal = scene.open(withMegabytes(SMALL));
    let most = 0;
    for (let count = 0; count < 900; count += 1) {
      takeLarge(scene, journal, 1);
      most = Math.max(most, bytesOf(scene));
    }
    expect(most).toBeLessThanOrEqual(SMALL * 1e6);
    expect(most).toBeGreaterThan(SMALL * 0.75e6);
    expect(journal.begin).toBeGreaterThan(0);
  });

  test('get smaller when `maxMegabytes` was lowered, and lose their oldest Readings', () => {
    const scene = createScene();
    filled(scene);
    expect(bytesOf(scene)).toBeGreaterThan(4e6);
    const journal = scene.open(withMegabytes(SMALL));
    expect(bytesOf(scene)).toBeLessThanOrEqual(SMALL * 1e6);
    expect(journal.begin).toBeGreaterThan(0);
    expect(journal.read(0, 1e6).map(({ position }) => position)).toEqual(range(journal.begin, 1_500));
  });

  test('get smaller with each commit when one commit has no time for all of it', () => {
    const scene = createScene();
    filled(scene);
    const journal = scene.open({ ...withMegabytes(SMALL), now: slowClockOf(scene) });
    const [begins, sizes] = [[journal.begin], [statSync(scene.path).size]];
    for (let commit = 0; commit < 50 && bytesOf(scene) > SMALL * 1e6; commit += 1) {
      journal.commit();
      begins.push(journal.begin);
      sizes.push(statSync(scene.path).size);
    }
    expect(bytesOf(scene)).toBeLessThanOrEqual(SMALL * 1e6);
    expect(new Set(begins).size).toBeGreaterThan(5);
    expect(new Set(sizes).size).toBeGreaterThan(2);
  });

  test('keep their size at an orderly stop before that has ended, and get the newest Readings', () => {
    const scene = createScene();
    filled(scene);
    const journal = scene.open({ ...withMegabytes(SMALL), now: slowClockOf(scene) });
    const { begin } = journal;
    scene.take(journal, 'linky', 7);
    journal.close();
    expect(bytesOf(scene)).toBeGreaterThan(SMALL * 1e6);
    const last = { begin, end: 1_501 };
    expect(scene.query('SELECT min(position) AS begin, max(position + count) AS end FROM block')).toEqual([last]);
  });

  test('keep their size in normal operation, as free pages are used again', () => {
    const scene = createScene();
    const journal = scene.open(withMegabytes(SMALL));
    takeLarge(scene, journal, 800);
    const { size } = statSync(scene.path);
    takeLarge(scene, journal, 300);
    expect(statSync(scene.path).size).toBe(size);
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** A clock that goes on by half a second with each look at it, so that a commit has time for one transaction only. */
function slowClockOf({ clock }: Scene): () => number {
  return () => {
    clock.nowMs += 500;
    return clock.nowMs;
  };
}
