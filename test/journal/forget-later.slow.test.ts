import { expect, test } from 'vitest';
import { beginningOfDay, parisDayOf } from '../../src/base/paris-time.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import { deleteDatabase } from '../../src/journal/files.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { copyFilesOf } from '../../src/journal/second-copy-files.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { createHouse, indexAt, live, livedAhead, TODAY, YEARS_MS } from './lived-ahead.ts';
import { readingAt } from './reading-at.ts';
import { powers, type Scene, texts } from './scene.ts';

/** The energy of each day, with what of it was counted while nobody heard the meter. */
function daysOf({ path, clock }: Scene) {
  using archive = openReadOnlyJournal(path, () => clock.wallMs);
  return archive.days('linky', 0, Number.MAX_SAFE_INTEGER).map(({ day, parts, unseen }) => ({
    day: day - TODAY,
    energyWh: sumOfCounted(parts).energyWh,
    unseenWh: unseen?.energyWh,
  }));
}

/** The sum of the minutes, gaps included. */
function minutesWh({ path, clock }: Scene): number {
  using archive = openReadOnlyJournal(path, () => clock.wallMs);
  const minutes = archive.minutes('linky', 0, Number.MAX_SAFE_INTEGER);
  return minutes.reduce((sum, { energyWh = 0, gap }) => sum + energyWh + (gap?.energyWh ?? 0), 0);
}

function countsOf({ query }: Scene) {
  const count = (from: string) => Object.values(query(`SELECT count(*) FROM ${from}`)[0] as object)[0] as number;
  const later = beginningOfDay(TODAY + 300);
  return {
    days: count(`day WHERE day > ${TODAY + 300}`),
    minutes: count(`minute WHERE minute > ${later / MINUTE_MS}`),
    blocks: count(`block WHERE last_ms > ${later}`),
  };
}

const NONE = { days: 0, minutes: 0, blocks: 0 };

test('what is later than today is shown nowhere, and nothing of it is hidden from a clock that is not set', () => {
  const { scene, journal } = livedAhead();
  expect(daysOf(scene).map(({ day }) => day)).toEqual([0, 1095, 1096]);
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 1);
  expect(daysOf(scene).map(({ day }) => day)).toEqual([0, 1]);
  using archive = openReadOnlyJournal(scene.path, () => scene.clock.wallMs);
  const [begin, end] = [beginningOfDay(TODAY), beginningOfDay(TODAY + 2)];
  const times = archive.minutes('linky', 0, Number.MAX_SAFE_INTEGER).map(({ atMs }) => atMs);
  expect(
    [...times, ...[...archive.entries(0)].map(({ atMs }) => atMs)].filter((ms) => ms < begin || ms >= end),
  ).toEqual([]);
  expect(archive.newest?.atMs).toBe(scene.clock.wallMs);
  expect(journal.minutes('linky', 0, Number.MAX_SAFE_INTEGER)).toEqual(
    archive.minutes('linky', 0, Number.MAX_SAFE_INTEGER),
  );
  expect(journal.latestMinutes('linky', 1)?.[0]?.atMs).toBe(Math.floor(scene.clock.wallMs / MINUTE_MS) * MINUTE_MS);
  using unset = openReadOnlyJournal(scene.path, () => 40_000);
  expect(unset.days('linky', 0, Number.MAX_SAFE_INTEGER)).toHaveLength(4);
});

test('the page and the doctor read the journal by the clock of this machine', async () => {
  const { scene, journal } = livedAhead({}, undefined, Date.now() - 12 * HOUR_MS);
  journal.close();
  using archive = await thisMachine().openReadOnlyJournal(scene.path);
  expect(archive.days('linky', 0, Number.MAX_SAFE_INTEGER).filter(({ day }) => day > parisDayOf(Date.now()))).toEqual(
    [],
  );
  expect(archive.later).toMatchObject({ minutes: 360, readings: 360 });
});

test('what is later than now is deleted, and what was counted then stands as a gap in the day on which the clock was set back', () => {
  const { scene, journal } = livedAhead();
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 2);
  const end = journal.end;
  expect(countsOf(scene)).toEqual({ days: 2, minutes: 360, blocks: 360 });
  expect(journal.forgetLater()).toMatchObject({ kind: 'forgotten', days: 2, minutes: 360, readings: 360 });
  expect(countsOf(scene)).toEqual(NONE);
  // The first Reading of all has counted nothing yet.
  expect(daysOf(scene)).toEqual([
    { day: 0, energyWh: 71 * 50 },
    { day: 1, energyWh: (360 + 24) * 50 },
  ]);
  expect(minutesWh(scene)).toBe((71 + 360 + 24) * 50);
  expect([journal.end, powers(journal).length]).toEqual([end, 72 + 24]);
  live(scene, journal, 1);
  expect(daysOf(scene)[1]).toEqual({ day: 1, energyWh: (360 + 36) * 50 });
});

test('after a restart the indexes go on from there, and nothing is counted twice', () => {
  const { scene, journal } = livedAhead();
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 2);
  journal.forgetLater();
  journal.close();
  const again = scene.open();
  live(scene, again, 1);
  expect(daysOf(scene)).toEqual([
    { day: 0, energyWh: 71 * 50 },
    { day: 1, energyWh: (360 + 36) * 50 },
  ]);
});

test('where the meter was not heard since, the next frame tells what was counted, as of days that nobody saw', () => {
  const { scene, journal } = livedAhead();
  journal.close();
  scene.clock.wallMs += 3 * DAY_MS - YEARS_MS;
  scene.clock.nowMs += 3 * DAY_MS;
  const { path, clock } = scene;
  const options = { texts, reports: scene.troubles(), now: () => clock.nowMs, wall: () => clock.wallMs };
  expect(writeImport(path, { kind: 'forget' }, options)).toMatchObject({ kind: 'forgotten', days: 2, minutes: 360 });
  expect(countsOf(scene)).toEqual(NONE);
  expect(daysOf(scene)).toEqual([{ day: 0, energyWh: 71 * 50 }]);
  const again = scene.open();
  live(scene, again, 1);
  const unseenWh = 360 * 50 + 3 * 24 * 12 * 50 + 50;
  expect(daysOf(scene)).toEqual([
    { day: 0, energyWh: 71 * 50 },
    { day: 4, energyWh: unseenWh + 11 * 50, unseenWh },
  ]);
});

test('hours of today that are later than now are deleted as well, also of a day that is closed', () => {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, 2);
  scene.clock.wallMs += 12 * HOUR_MS;
  // From 22:00 until 2:00.
  live(scene, journal, 4);
  expect(daysOf(scene)).toEqual([
    { day: 0, energyWh: (23 + 23) * 50 },
    { day: 1, energyWh: 25 * 50 },
  ]);
  scene.clock.wallMs -= 12 * HOUR_MS;
  expect(journal.forgetLater()).toMatchObject({ days: 1, minutes: 48, readings: 48 });
  expect(daysOf(scene)).toEqual([{ day: 0, energyWh: 23 * 50 }]);
  live(scene, journal, 1);
  expect(daysOf(scene)).toEqual([{ day: 0, energyWh: (23 + 48 + 12) * 50 }]);
});

test('the second copy has none of it either, and a database that is lost does not bring it back', () => {
  const { scene, journal } = livedAhead();
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 12);
  journal.close();
  const again = scene.open();
  again.commit();
  expect(copyFilesOf(scene.path).names).toContain('days-2030');
  again.forgetLater();
  expect(copyFilesOf(scene.path).names).toEqual(['contract', 'days-2027']);
  again.close();
  deleteDatabase(scene.path);
  const fresh = scene.open();
  fresh.commit();
  expect(scene.query('SELECT day FROM day')).toEqual([{ day: TODAY }, { day: TODAY + 1 }]);
});

test('a journal with nothing later says so, and nothing changes', () => {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, 2);
  const before = scene.query('SELECT * FROM day');
  expect(journal.forgetLater()).toEqual({ kind: 'nothingLater' });
  expect(scene.query('SELECT * FROM day')).toEqual(before);
});

test('the meters of a journal forget each on its own', () => {
  const scene = createHouse();
  const journal = scene.open();
  const both = (hours: number, meters: readonly string[]) => {
    for (let step = 0; step < hours * 12; step += 1) {
      scene.pass(5 * MINUTE_MS);
      for (const meter of meters) journal.take(meter, readingAt(scene.clock.nowMs, { importedWh: indexAt(scene) }));
      journal.commit();
    }
  };
  both(2, ['linky', 'barn']);
  scene.clock.wallMs += YEARS_MS;
  both(2, ['linky']);
  scene.clock.wallMs -= YEARS_MS;
  both(2, ['linky', 'barn']);
  journal.forgetLater();
  using archive = openReadOnlyJournal(scene.path, () => scene.clock.wallMs);
  const sumOf = (meter: string) =>
    archive.days(meter, 0, Number.MAX_SAFE_INTEGER).map(({ parts }) => sumOfCounted(parts).energyWh);
  expect([sumOf('linky'), sumOf('barn')]).toEqual([[71 * 50], [71 * 50]]);
});

test('nothing is forgotten while a meter tells another day than the clock, or the clock is not set', () => {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, 2);
  const refused = { kind: 'failed', says: texts.clockUnsure };
  const trueMs = scene.clock.wallMs;
  scene.clock.wallMs = 40_000;
  expect(journal.forgetLater()).toEqual(refused);
  scene.clock.wallMs = trueMs - 400 * DAY_MS;
  journal.take('linky', readingAt(scene.clock.nowMs, { meterClockMs: trueMs }));
  expect(journal.forgetLater()).toEqual(refused);
  scene.pass(10 * MINUTE_MS);
  expect(journal.forgetLater()).toEqual(refused);
  scene.clock.wallMs += 400 * DAY_MS;
  expect(journal.forgetLater()).toEqual({ kind: 'nothingLater' });
});
