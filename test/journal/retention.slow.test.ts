import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene, powers, type Scene, takeLarge } from './scene.ts';

const small = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 0.4 };

test('a block is deleted `keepDays` after its delivery, however old its Readings are', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1);
  journal.commit();
  scene.pass(30 * DAY_MS);
  journal.setDelivered(1);
  liveDay(scene, journal);
  scene.pass(5 * DAY_MS);
  liveDay(scene, journal);
  expect(journal.begin).toBe(0);
  scene.pass(DAY_MS);
  liveDay(scene, journal);
  expect(journal.begin).toBe(1);
});

test('a block of which a part is not delivered stays', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1, 2);
  journal.setDelivered(1);
  journal.commit();
  scene.take(journal, 'linky', 3);
  scene.pass(HOUR_MS);
  journal.commit();
  scene.pass(100 * DAY_MS);
  liveDay(scene, journal);
  expect(powers(journal, 0, 3)).toEqual([1, 2, 3]);
});

test('when the mirror goes back, the blocks that it has to send again stay', () => {
  const scene = createScene();
  const { open, take, pass } = scene;
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  take(journal, 'linky', 2);
  journal.commit();
  pass(HOUR_MS);
  journal.setDelivered(2);
  journal.commit();
  journal.setDelivered(0);
  pass(8 * DAY_MS);
  liveDay(scene, journal);
  expect(powers(journal, 0, 2)).toEqual([1, 2]);
});

test('a block that is due is deleted when the journal is opened', () => {
  const scene = createScene();
  const first = scene.open();
  scene.take(first, 'linky', 1);
  first.commit();
  scene.pass(HOUR_MS);
  first.setDelivered(1);
  first.commit();
  scene.pass(6 * DAY_MS - HOUR_MS / 2);
  liveDay(scene, first);
  liveDay(scene, first, 1 / 36);
  expect(first.begin).toBe(0);
  first.close();
  expect(scene.open().begin).toBe(1);
});

test('a delivery while the clock is not set is noted once the clock is set', () => {
  const scene = createScene();
  const { open, take, pass, clock } = scene;
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  take(first, 'linky', 2);
  first.close();
  const { wallMs } = clock;
  clock.wallMs = 40_000;
  const second = open();
  second.setDelivered(2);
  pass(2 * HOUR_MS);
  second.commit();
  clock.wallMs = wallMs;
  pass(HOUR_MS);
  liveDay(scene, second);
  expect(powers(second, 0, 2)).toEqual([1, 2]);
});

test('positions go on after all blocks were delivered and deleted for their age', () => {
  const { open, take, pass } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.commit();
  take(first, 'linky', 2);
  first.setDelivered(2);
  pass(HOUR_MS);
  first.commit();
  pass(30 * DAY_MS);
  first.close();
  const second = open();
  expect([second.end, second.delivered]).toEqual([2, 2]);
});

test('the delivered position is noted, with the time, once an hour at most', () => {
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

test('minutes are deleted after two years', () => {
  const scene = createScene();
  const journal = scene.open();
  const { wallMs } = scene.clock;
  const isThere = () => (journal.minutes('linky', wallMs, wallMs + MINUTE_MS) ?? []).length > 0;
  scene.take(journal, 'linky', 1);
  journal.commit();
  scene.pass(730 * DAY_MS);
  liveDay(scene, journal);
  expect(isThere()).toBe(true);
  scene.pass(2 * DAY_MS);
  liveDay(scene, journal);
  expect(isThere()).toBe(false);
});

test('minutes that are deleted stay in the sums of their days, also of a meter that has been silent since', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const [meter, wh] of [
    ['barn', 1_000],
    ['barn', 1_070],
  ] as const) {
    journal.take(meter, readingAt(scene.clock.nowMs, { importedWh: wh, registers: { BASE: wh } }));
    scene.pass(MINUTE_MS);
  }
  journal.commit();
  scene.pass(732 * DAY_MS);
  liveDay(scene, journal, 1.1);
  expect(scene.query(`SELECT minute FROM minute WHERE meter = 'barn'`)).toEqual([]);
  using reader = openReadOnlyJournal(scene.path);
  expect(daysOf(reader, 'barn')).toMatchObject([{ energyWh: 70, energyWhByTariff: { 'TH..': 70 }, seenMinutes: 2 }]);
});

test('a machine that was off for three years deletes the minutes from before after a day', () => {
  const scene = createScene();
  const first = scene.open();
  liveDay(scene, first);
  first.close();
  scene.pass(3 * 365 * DAY_MS);
  const second = scene.open();
  liveDay(scene, second, 0.9);
  expect(second.minutes('linky', 0, 3e12)?.length).toBeGreaterThan(2_700);
  liveDay(scene, second, 0.2);
  expect(second.minutes('linky', 0, 3e12)?.length).toBeLessThan(1_600);
});

test.each([
  ['while it is ahead and afterwards', false],
  ['with a restart meanwhile', true],
])('a clock that is years ahead for hours deletes nothing, %s', (_, restarts) => {
  const scene = createScene();
  let journal = scene.open();
  liveDay(scene, journal);
  journal.setDelivered(journal.end);
  scene.clock.wallMs += 9 * 365 * DAY_MS;
  liveDay(scene, journal, 0.5);
  if (restarts) {
    journal.close();
    journal = scene.open();
  }
  liveDay(scene, journal, 0.4);
  scene.clock.wallMs -= 9 * 365 * DAY_MS;
  liveDay(scene, journal, 0.1);
  expect(scene.query('SELECT count(*) AS minutes FROM minute')).toEqual([{ minutes: journal.end }]);
  expect(journal.begin).toBe(0);
});

test('while a meter is more than a day behind the clock nothing is deleted for its age, and each step is said once', () => {
  const scene = createScene();
  const journal = scene.open();
  liveDay(scene, journal);
  scene.clock.wallMs += 9 * 365 * DAY_MS;
  const meterClockMs = scene.clock.wallMs - 9 * 365 * DAY_MS;
  journal.take('linky', readingAt(scene.clock.nowMs, { meterClockMs }));
  scene.pass(MINUTE_MS);
  for (let days = 0; days < 3; days += 1) liveDay(scene, journal);
  expect(journal.minutes('linky', 0, 3e12)?.length).toBeGreaterThan(4 * 1_440);
  const ahead = { part: 'clock', kind: 'ahead', byMs: 9 * 365 * DAY_MS } as const;
  expect(scene.said).toEqual([true, false].map((waits) => `warn ${troubleInWords({ ...ahead, waits })}`));
});

test('a journal that is too large deletes its oldest Readings, said once, and their times are said once the mirror is past them', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  const beganAtMs = scene.clock.wallMs;
  takeLarge(scene, journal, 320);
  const { begin } = journal;
  const endedAtMs = (journal.read(begin, 1)[0]?.atMs ?? 0) - 1_000;
  expect(begin).toBeGreaterThan(0);
  expect(journal.end).toBe(320);
  expect(scene.said).toEqual([
    `error ${troubleInWords({ part: 'history', kind: 'losing', path: scene.path, says: '', fromMs: beganAtMs })}`,
  ]);
  journal.setDelivered(journal.end);
  journal.commit();
  journal.commit();
  expect(scene.said.slice(1)).toEqual([
    `warn ${newsInWords({ part: 'history', kind: 'lost', fromMs: beganAtMs, toMs: endedAtMs })}`,
  ]);
});

test('while the mirror stays where it is, only the begin of a loss is said: the oldest Reading that was not delivered', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  takeLarge(scene, journal, 20);
  journal.setDelivered(20);
  const stoppedAtMs = scene.clock.wallMs;
  takeLarge(scene, journal, 240);
  expect(scene.said).toEqual([
    `error ${troubleInWords({ part: 'history', kind: 'losing', path: scene.path, says: '', fromMs: stoppedAtMs })}`,
  ]);
});

test('delivered blocks are deleted for want of room without a word in the log', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  takeLarge(scene, journal, 120, () => journal.setDelivered(journal.end));
  takeLarge(scene, journal, 120, () => journal.setDelivered(journal.end));
  expect(journal.begin).toBeGreaterThan(0);
  expect(scene.said).toEqual([]);
});

test('the times that were lost are said at the stop at the latest', () => {
  const scene = createScene();
  const journal = scene.open({ config: small });
  const beganAtMs = scene.clock.wallMs;
  takeLarge(scene, journal, 200);
  const endedAtMs = (journal.read(0, 1)[0]?.atMs ?? 0) - 1_000;
  journal.close();
  expect(scene.said.slice(1)).toEqual([
    `warn ${newsInWords({ part: 'history', kind: 'lost', fromMs: beganAtMs, toMs: endedAtMs })}`,
  ]);
});

test('without a mirror a full journal deletes its oldest Readings, which is said once, as information', () => {
  const scene = createScene();
  const journal = scene.open({ config: small, mirrored: false });
  takeLarge(scene, journal, 200);
  expect(journal.begin).toBeGreaterThan(0);
  journal.close();
  expect(scene.said).toEqual([`info ${newsInWords({ part: 'history', kind: 'rotates' })}`]);
});

test('the newest block stays, however small `maxMegabytes` is', () => {
  const scene = createScene();
  const journal = scene.open({ config: { ...small, maxMegabytes: 0 } });
  takeLarge(scene, journal, 3);
  expect(journal.read(0, 9).map(({ position }) => position)).toEqual([2]);
});

/** Lets this many days pass, with one Reading a minute. */
function liveDay({ take, pass }: Scene, journal: Journal, days = 1): void {
  for (let count = 0; count < days * 1_441; count += 1) {
    take(journal, 'linky', 0);
    pass(MINUTE_MS - 1_000);
  }
  journal.commit();
}
