import { expect, test, vi } from 'vitest';
import { readingAt } from './reading-at.ts';
import { createScene, powers } from './scene.ts';

test('what was taken is read, before the commit and after it', () => {
  const { open, take, said } = createScene();
  const journal = open();
  take(journal, 'linky', 390, 0, 1_200);
  const before = journal.read(0, 10);
  journal.commit();
  expect(before.map(({ position, meter }) => [position, meter])).toEqual([
    [0, 'linky'],
    [1, 'linky'],
    [2, 'linky'],
  ]);
  expect(before.map(({ reading }) => reading.apparentPowerVA)).toEqual([390, 0, 1_200]);
  expect(journal.read(0, 10)).toEqual(before);
  expect(said).toEqual([]);
});

test('an entry has the wall time at which its frame ended', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const endedAtMs = clock.wallMs;
  journal.take('linky', readingAt(clock.nowMs));
  pass(29_000);
  journal.commit();
  expect(journal.read(0, 1)[0]?.atMs).toBe(endedAtMs);
});

test('a wall time that was read once stays, also when the clock is set before the commit', () => {
  const { open, take, clock } = createScene();
  const journal = open();
  take(journal, 'linky', 390);
  const [read] = journal.read(0, 1);
  clock.wallMs += 3_600_000;
  journal.commit();
  expect(journal.read(0, 1)).toEqual([read]);
});

test('the frame is kept whole', () => {
  const { open, clock } = createScene();
  const journal = open();
  const frame = {
    mode: 'standard' as const,
    address: '041876543210',
    labels: { ADSC: '041876543210', SINSTS: '00390', MSG1: 'PAS DE          MESSAGE         ' },
    horodates: { DATE: 'E260728120000' },
    refused: 2,
  };
  journal.take('linky', readingAt(clock.nowMs, { frame }));
  journal.commit();
  expect(journal.read(0, 1)[0]?.reading.frame).toEqual(frame);
});

test('reading in steps gives each entry once, over several blocks and what is not committed', () => {
  const { open, take } = createScene();
  const journal = open();
  const sent = Array.from({ length: 47 }, (_, index) => index);
  for (const power of sent) {
    take(journal, 'linky', power);
    if (power % 5 === 0) journal.commit();
  }
  const read: unknown[] = [];
  while (read.length < sent.length) read.push(...powers(journal, read.length, 7));
  expect(read).toEqual(sent);
  expect(powers(journal, sent.length)).toEqual([]);
});

test('the entries of several meters share the positions', () => {
  const { open, take } = createScene();
  const journal = open();
  take(journal, 'maison', 100);
  take(journal, 'atelier', 200);
  journal.commit();
  take(journal, 'maison', 300);
  expect(journal.read(0, 9).map(({ position, meter, reading }) => [position, meter, reading.apparentPowerVA])).toEqual([
    [0, 'maison', 100],
    [1, 'atelier', 200],
    [2, 'maison', 300],
  ]);
});

test('when nothing was taken, nothing is read and nothing is written', () => {
  const { open, query } = createScene();
  const journal = open();
  journal.commit();
  expect([journal.begin, journal.end, journal.delivered, journal.read(0, 9)]).toEqual([0, 0, 0, []]);
  expect(query('SELECT * FROM block')).toEqual([]);
});

test('a commit writes one block', () => {
  const { open, take, query } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.commit();
  take(journal, 'linky', 4);
  journal.commit();
  journal.commit();
  expect(query('SELECT position, count FROM block')).toEqual([
    { position: 0, count: 3 },
    { position: 3, count: 1 },
  ]);
});

test('a commit happens every commitSeconds', () => {
  vi.useFakeTimers();
  try {
    const { open, take, query } = createScene();
    const journal = open({ config: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } });
    take(journal, 'linky', 390);
    vi.advanceTimersByTime(29_999);
    expect(query('SELECT position FROM block')).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(query('SELECT position FROM block')).toEqual([{ position: 0 }]);
  } finally {
    vi.useRealTimers();
  }
});

test('a commit of many Readings writes several blocks', () => {
  const { open, clock, query } = createScene();
  const journal = open();
  for (let index = 0; index < 1_200; index++) journal.take('linky', readingAt(clock.nowMs + index));
  journal.commit();
  expect(query('SELECT count FROM block')).toEqual([{ count: 500 }, { count: 500 }, { count: 200 }]);
});

test('an orderly stop loses nothing, and positions go on after the restart', () => {
  const { open, take, said } = createScene();
  const first = open();
  take(first, 'linky', 1, 2);
  first.commit();
  take(first, 'linky', 3);
  first.close();
  const second = open();
  take(second, 'linky', 4);
  expect([second.begin, second.end]).toEqual([0, 4]);
  expect(powers(second)).toEqual([1, 2, 3, 4]);
  expect(said).toEqual([]);
});

test('a second close does nothing, and nothing is taken after the first', () => {
  const { open, take, said } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.close();
  journal.close();
  take(journal, 'linky', 2);
  journal.commit();
  expect(journal.end).toBe(1);
  expect(powers(open())).toEqual([1]);
  expect(said).toEqual([]);
});

test('the mirror’s position outlives a stop', () => {
  const { open, take } = createScene();
  const first = open();
  take(first, 'linky', 1, 2, 3);
  first.setDelivered(2);
  first.close();
  expect(open().delivered).toBe(2);
});

test('the mirror’s position is written when there is no Reading to commit, too', () => {
  const { open, take, query } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.commit();
  journal.setDelivered(3);
  expect(query('SELECT delivered FROM block')).toEqual([{ delivered: 0 }]);
  journal.commit();
  expect(query('SELECT delivered FROM block')).toEqual([{ delivered: 3 }]);
});

test('the mirror’s position is never after the newest entry', () => {
  const { open, take } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.setDelivered(99);
  expect(journal.delivered).toBe(2);
});

test('the mirror’s position on disk is never after the Readings on disk', () => {
  const { open, take, query } = createScene();
  const journal = open();
  take(journal, 'linky', ...Array.from({ length: 1_500 }, (_, index) => index));
  journal.setDelivered(1_500);
  journal.commit();
  expect(query('SELECT position, count, delivered FROM block')).toEqual([
    { position: 0, count: 500, delivered: 500 },
    { position: 500, count: 500, delivered: 1_000 },
    { position: 1_000, count: 500, delivered: 1_500 },
  ]);
});
