import { rmSync, statSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { createScene, type Scene } from './scene.ts';

test('a reserve that a kill has cut short is made again at the next start', () => {
  const scene = createScene();
  scene.open().close();
  const whole = bytesIn(scene);
  for (const bytes of [0, 1_000]) {
    truncateSync(`${scene.path}.reserve`, bytes);
    scene.open().close();
    expect(bytesIn(scene)).toBe(whole);
  }
});

test('a reserve that was deleted to make room is made again after an hour', () => {
  const scene = createScene();
  const journal = scene.open();
  const whole = bytesIn(scene);
  rmSync(`${scene.path}.reserve`);
  journal.commit();
  expect(bytesIn(scene)).toBeUndefined();
  scene.pass(HOUR_MS);
  journal.commit();
  expect(bytesIn(scene)).toBe(whole);
});

/** The size of the reserve; undefined when there is none. */
function bytesIn({ path }: Scene): number | undefined {
  return statSync(`${path}.reserve`, { throwIfNoEntry: false })?.size;
}
