import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { leavesOf, spoilPage, wreck } from './damage.ts';
import { cannotWrite, createScene, powers, type Scene, takeLarge } from './scene.ts';

const setAside = ({ path }: Scene) =>
  readdirSync(dirname(path)).filter((name) => /\.(?:broken|unread)-.*Z$/.test(name));
const errors = ({ said }: Scene) => said.filter((line) => line.startsWith('error '));

test('a database that is damaged all the time is set aside twice, and after that the journal is in memory, said once', () => {
  const scene = createScene();
  const journal = openDamaged(scene);
  for (let time = 0; time < 50; time += 1) damageAndCommit(scene, journal, time);
  expect(setAside(scene)).toHaveLength(2);
  expect(errors(scene)).toEqual([
    expect.stringContaining('was damaged. It is kept as'),
    expect.stringContaining('was damaged. It is kept as'),
    `error ${cannotWrite(scene.path, 'damagedRepeatedly')}`,
  ]);
  expect(powers(journal).at(-1)).toBe(49);
});

test('a database that is damaged once an hour is replaced each time, and all of which nothing could be read are kept', () => {
  const scene = createScene();
  const journal = openDamaged(scene);
  for (let time = 0; time < 5; time += 1) {
    scene.pass(3_600_000);
    damageAndCommit(scene, journal, time);
  }
  const named = errors(scene).map((line) => basename(/kept as (\S+),/.exec(line)?.[1] ?? ''));
  expect(setAside(scene).toSorted()).toEqual(named);
  expect(errors(scene)).toHaveLength(6);
});

test('of many damaged databases that lie there, the two newest stay, with all their files', () => {
  const scene = createScene();
  const beside = (hour: number, part = '') => `${scene.path}.broken-2026-07-0${hour}T10-00-00.000Z${part}`;
  for (const hour of [1, 2, 3, 4]) for (const part of ['', '-wal', '-shm']) writeFileSync(beside(hour, part), '');
  scene.open();
  const left = readdirSync(dirname(scene.path)).filter((name) => name.includes('.broken-'));
  const expected = [3, 4].flatMap((hour) => ['', '-shm', '-wal'].map((part) => basename(beside(hour, part))));
  expect(left.toSorted()).toEqual(expected);
});

test('the newest damaged database stays even when the clock shows an earlier year than the others’ names', () => {
  const scene = createScene();
  for (const year of [2027, 2028]) writeFileSync(`${scene.path}.broken-${year}-01-01T10-00-00.000Z`, '');
  const before = scene.open();
  takeLarge(scene, before, 50);
  before.close();
  spoilPage(scene.path, leavesOf(scene, 'block').at(-1));
  scene.open();
  expect(setAside(scene).toSorted()).toEqual([
    expect.stringContaining('broken-2026'),
    expect.stringContaining('broken-2028'),
  ]);
});

function openDamaged(scene: Scene): Journal {
  wreck(scene.path);
  return scene.open();
}

function damageAndCommit(scene: Scene, journal: Journal, power: number): void {
  wreck(scene.path);
  scene.take(journal, 'linky', power);
  journal.commit();
}
