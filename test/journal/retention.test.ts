import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import type { Reading } from '../../src/reading.ts';
import { readingAt } from './factory.ts';
import { createScene, powers, type Scene, texts } from './scene.ts';

const hour = 3_600_000;
const day = 24 * hour;
const small = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 1 };

test('a block goes keepDays after its delivery, not after it was taken', () => {
  const { open, take, pass } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  pass(30 * day);
  take(journal, 'linky', 2);
  journal.setDelivered(1);
  journal.commit();
  pass(6 * day);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2]);
  pass(day);
  journal.commit();
  expect(powers(journal)).toEqual([2]);
  expect(journal.begin).toBe(1);
});

test('a block that is not wholly delivered stays', () => {
  const { open, take, pass } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.setDelivered(1);
  journal.commit();
  take(journal, 'linky', 3);
  pass(hour);
  journal.commit();
  pass(100 * day);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2, 3]);
});

test('a mirror that is behind again keeps what it has yet to send', () => {
  const { open, take, pass } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  take(journal, 'linky', 2);
  journal.commit();
  pass(hour);
  journal.setDelivered(2);
  journal.commit();
  journal.setDelivered(0);
  pass(8 * day);
  journal.commit();
  expect(powers(journal)).toEqual([1, 2]);
});

test('what is due goes when the journal is opened', () => {
  const { open, take, pass } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  take(first, 'linky', 2);
  first.setDelivered(2);
  first.close();
  open().close();
  pass(8 * day);
  expect(powers(open())).toEqual([2]);
});

test('a delivery has no date while the clock is not set', () => {
  const { open, take, pass, clock } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  take(first, 'linky', 2);
  first.close();
  const { wallMs } = clock;
  clock.wallMs = 40_000;
  const second = open();
  second.setDelivered(2);
  pass(2 * hour);
  second.commit();
  clock.wallMs = wallMs;
  pass(hour);
  second.commit();
  expect(powers(second)).toEqual([1, 2]);
});

test('positions go on after everything was delivered and is long over', () => {
  const { open, take, pass } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  take(first, 'linky', 2);
  first.setDelivered(2);
  pass(hour);
  first.commit();
  pass(30 * day);
  first.close();
  const second = open();
  expect([second.end, second.delivered]).toEqual([2, 2]);
});

test('a delivery is noted once an hour at most', () => {
  const { open, take, pass, query } = createScene();
  const journal = open();
  for (let minute = 0; minute < 180; minute++) {
    take(journal, 'linky', minute);
    journal.setDelivered(journal.end);
    journal.commit();
    pass(59_000);
  }
  expect(query('SELECT position FROM delivery')).toEqual([{ position: 61 }, { position: 121 }]);
});

test('minutes go after two years', () => {
  const { open, take, pass } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  pass(730 * day);
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toHaveLength(1);
  pass(3 * day);
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([]);
});

test('a journal that is too large loses its oldest, which is said once, and the range when the mirror is past it', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  const beganAtMs = scene.clock.wallMs;
  fill(scene, journal, 800);
  const { begin } = journal;
  const endedAtMs = (journal.read(begin, 1)[0]?.atMs ?? 0) - 1_000;
  expect(begin).toBeGreaterThan(0);
  expect(journal.end).toBe(800);
  expect(scene.said).toEqual([`warn: ${texts.losing(beganAtMs)}`]);
  journal.setDelivered(journal.end);
  journal.commit();
  journal.commit();
  expect(scene.said.slice(1)).toEqual([`warn: ${texts.lost(beganAtMs, endedAtMs)}`]);
});

test('a loss is not over while the mirror stays where it is, and begins with what it had not sent', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  fill(scene, journal, 20);
  journal.setDelivered(20);
  const stoppedAtMs = scene.clock.wallMs;
  fill(scene, journal, 600);
  expect(scene.said).toEqual([`warn: ${texts.losing(stoppedAtMs)}`]);
});

test('a journal that is too large keeps to its size', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  fill(scene, journal, 800);
  const [used] = scene.query(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`) as { bytes: number }[];
  expect(used?.bytes).toBeLessThanOrEqual(1e6);
  expect(used?.bytes).toBeGreaterThan(0.9e6);
});

test('what was delivered makes room without a word', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  fill(scene, journal, 300, () => journal.setDelivered(journal.end));
  fill(scene, journal, 300, () => journal.setDelivered(journal.end));
  expect(journal.begin).toBeGreaterThan(0);
  expect(scene.said).toEqual([]);
});

test('the range that was lost is said at the stop, if not before', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  const beganAtMs = scene.clock.wallMs;
  fill(scene, journal, 500);
  const endedAtMs = (journal.read(0, 1)[0]?.atMs ?? 0) - 1_000;
  journal.close();
  expect(scene.said.slice(1)).toEqual([`warn: ${texts.lost(beganAtMs, endedAtMs)}`]);
});

test('without a mirror a full journal makes room as a matter of course', () => {
  const scene = createScene();
  const journal = scene.open({ config: small, mirrored: false });
  fill(scene, journal, 500);
  expect(journal.begin).toBeGreaterThan(0);
  journal.close();
  expect(scene.said).toEqual([`info: ${texts.rotates}`]);
});

test('the newest block stays, however small the journal may be', () => {
  const scene = createScene();
  const journal = scene.open({ config: { ...small, maxMegabytes: 0 } });
  fill(scene, journal, 3);
  expect(journal.read(0, 9).map(({ position }) => position)).toEqual([2]);
});

/** Takes and commits readings that each fill about a page of the database. */
function fill({ clock, pass }: Scene, journal: Journal, count: number, afterEach = () => {}): void {
  for (let index = 0; index < count; index++) {
    journal.take('linky', readingAt(clock.nowMs, { frame: incompressible(index) }));
    journal.commit();
    afterEach();
    pass(1_000);
  }
}

function incompressible(seed: number): Reading['frame'] {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  };
  return { ...readingAt(0).frame, labels: { NOISE: Array.from({ length: 3_000 }, next).join('') } };
}
