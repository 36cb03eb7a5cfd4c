import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Day } from '../../src/energy/day.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import { dateOf, dayOfDate } from '../../src/paris-time.ts';
import type { Reading } from '../../src/reading.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene, takeLarge } from './scene.ts';

test('the days of a running plugin are read, with what its minutes add to the stored ones', () => {
  const scene = createScene();
  const journal = scene.open();
  takeHourly(scene, journal, 40, 100);
  expect(daysIn(scene)).toMatchObject([
    { day: dayOfDate('2026-07-28'), energyWh: 1_100, energyWhByTariff: { 'TH..': 1_100 }, seenMinutes: 12 },
    { day: dayOfDate('2026-07-29'), energyWh: 2_400, seenMinutes: 24 },
    { day: dayOfDate('2026-07-30'), energyWh: 400, seenMinutes: 4 },
  ]);
  journal.close();
  expect(daysIn(scene)[2]).toMatchObject({ energyWh: 400, energyWhByRegister: { BASE: 400 } });
});

test('a day is written when it is over and before a stop, and not with each commit', () => {
  const scene = createScene();
  const journal = scene.open();
  scene.pass(2 * HOUR_MS);
  const writes: number[] = [];
  for (let hour = 0; hour < 30; hour += 1) {
    takeHourly(scene, journal, 1, 100);
    writes.push(positionsOf(scene).at(-1) ?? -1);
  }
  expect([...new Set(writes)]).toEqual([-1, 10]);
  journal.close();
  expect(positionsOf(scene)).toEqual([9, 29]);
});

test('what a kill takes from the days is made again of the blocks', () => {
  const scene = createScene();
  takeHourly(scene, scene.open(), 40, 100);
  const killed = copyOf(scene);
  const journal = killed.open();
  takeHourly({ ...killed, clock: scene.clock, pass: scene.pass }, journal, 1, 100, 40);
  journal.close();
  expect(daysIn(killed).map(({ energyWh }) => energyWh)).toEqual([1_100, 2_400, 500]);
  expect(daysIn(killed)[2]).toMatchObject({ energyWhByRegister: { BASE: 500 }, seenMinutes: 5 });
});

test.each([
  ['whose next block is of a later minute', HOUR_MS],
  ['that the next block shares with another meter', 0],
])('what one frame adds to a written day is made again of a minute %s', (_, passMs) => {
  const scene = createScene();
  const before = scene.open();
  takeOne(scene, before, 'barn', { importedWh: 1_000, apparentPowerVA: 500 });
  before.close();
  const journal = scene.open();
  takeOne(scene, journal, 'barn', { importedWh: 1_007, apparentPowerVA: 700 });
  journal.commit();
  scene.pass(passMs);
  takeOne(scene, journal, 'linky', { importedWh: 5_000 });
  scene.pass(24 * HOUR_MS);
  takeOne(scene, journal, 'barn', { importedWh: 1_010 });
  journal.commit();
  const killed = copyOf(scene);
  killed.query('DELETE FROM block WHERE position < 2');
  killed.open().close();
  expect(daysIn(killed, 'barn')).toMatchObject([
    { energyWh: 7, greatestVA: 700, seenMinutes: 1 },
    { energyWh: 3, seenMinutes: 1 },
  ]);
});

test('the greatest power of a minute stays where its block is gone, and those before and after it are in the days', () => {
  const scene = createScene();
  const before = scene.open();
  takeOne(scene, before, 'linky', { importedWh: 1_000, apparentPowerVA: 500 });
  before.close();
  const journal = scene.open();
  for (const [importedWh, apparentPowerVA] of [
    [1_003, 900],
    [1_007, 700],
  ] as const) {
    takeOne(scene, journal, 'linky', { importedWh, apparentPowerVA });
    journal.commit();
  }
  const killed = copyOf(scene);
  killed.query('DELETE FROM block WHERE position < 2');
  killed.open().close();
  expect(daysIn(killed)).toMatchObject([{ energyWh: 7, greatestVA: 900, seenMinutes: 1 }]);
});

test('days that are lost are made again of the minutes, whether their blocks are left or not', () => {
  const whole = withLostDays();
  whole.open().close();
  const days = ['linky', 'barn'].map((meter) => daysIn(whole, meter));
  expect(days.map((all) => all.map(({ energyWh, seenMinutes }) => [energyWh, seenMinutes]))).toEqual([
    [
      [1_100, 12],
      [2_400, 24],
      [400, 4],
    ],
    [
      [1_900, 20],
      [2_000, 20],
    ],
  ]);
  const cut = withLostDays();
  cut.query('DELETE FROM block WHERE position < 20');
  expect(daysIn(cut).map(withoutRegisters)).toEqual(days[0]?.map(withoutRegisters));
  cut.open().close();
  for (const [nth, meter] of ['linky', 'barn'].entries()) {
    expect(daysIn(cut, meter).map(withoutRegisters)).toEqual(days[nth]?.map(withoutRegisters));
  }
});

test('where the newest blocks are lost, what comes at their positions counts once', () => {
  const scene = createScene();
  const first = scene.open();
  takeHourly(scene, first, 10, 100);
  first.close();
  scene.query('DELETE FROM block WHERE position >= 4');
  for (const nth of [10, 11]) {
    const journal = scene.open();
    takeHourly(scene, journal, 1, 100, nth);
    journal.close();
  }
  expect(daysIn(scene)).toMatchObject([{ energyWh: 1_100, energyWhByRegister: { BASE: 1_100 }, seenMinutes: 12 }]);
});

test('a row that cannot be parsed is left out, and the meter begins anew', () => {
  const scene = createScene();
  const first = scene.open();
  takeHourly(scene, first, 20, 100);
  first.close();
  scene.query(`UPDATE day SET body = '{"energyWh' WHERE day = ${dayOfDate('2026-07-29')}`);
  const journal = scene.open();
  takeHourly(scene, journal, 2, 100);
  journal.close();
  expect(daysIn(scene)).toMatchObject([{ energyWh: 1_100 }, { energyWh: 100, seenMinutes: 2 }]);
});

test.each(['UTC', 'Europe/Paris', 'America/New_York'])(
  'days are those of Paris on a machine in the zone %s',
  (zone) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const scene = createScene();
    scene.clock.wallMs = Date.parse('2026-10-24T12:00+02:00');
    const journal = scene.open();
    takeHourly(scene, journal, 40, 100);
    journal.close();
    expect(daysIn(scene).map(({ day, seenMinutes }) => [dateOf(day), seenMinutes])).toEqual([
      ['2026-10-24', 12],
      ['2026-10-25', 25],
      ['2026-10-26', 3],
    ]);
  },
);

describe('days stay', () => {
  test('when the files have reached their size, and all else makes room', () => {
    const scene = withOldDays();
    const journal = scene.open({ config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 1 } });
    takeLarge(scene, journal, 400);
    expect(journal.begin).toBeGreaterThan(0);
    expect(journal.minutes('linky', 0, 3e12)?.length).toBeLessThan(OLD_DAYS);
    journal.close();
    expect(daysIn(scene).slice(0, OLD_DAYS)).toEqual(oldDays());
  });

  test('when the database is damaged, but for those on the damaged page, which the log mentions', () => {
    const scene = withOldDays();
    corruptPageOf(scene, 'day');
    const journal = scene.open();
    takeHourly(scene, journal, 2, 100);
    journal.close();
    const days = daysIn(scene);
    const kept = oldDays().filter((old) => days.some(({ day }) => day === old.day));
    expect(kept.length).toBeGreaterThan(OLD_DAYS - 40);
    expect(kept.length).toBeLessThan(OLD_DAYS);
    expect(days.filter(({ day }) => day < OLD_DAYS)).toEqual(kept);
    expect(days.at(-1)).toMatchObject({ day: dayOfDate('2026-07-28'), energyWh: 100 });
    expect(scene.said).toEqual([expect.stringMatching(/Lost: (a part of )?the sums of days from/)]);
  });

  test('when a reader finds such a page, which it leaves out', () => {
    const scene = withOldDays();
    corruptPageOf(scene, 'day');
    const days = daysIn(scene).filter(({ day }) => day < OLD_DAYS);
    expect(days.length).toBeGreaterThan(OLD_DAYS - 40);
    expect(days.length).toBeLessThan(OLD_DAYS);
    expect(oldDays()).toEqual(expect.arrayContaining([...days]));
  });
});

const OLD_DAYS = 400;

function oldDays(): readonly Day[] {
  return Array.from({ length: OLD_DAYS }, (_, day) => ({
    day,
    energyWh: day * 10,
    energyWhByTariff: {},
    seenMinutes: 9,
    seenUntilMs: (day * 1440 + 1) * 60_000,
  }));
}

/** A journal with the days of an old meter, which begin in 1970 and have no blocks any more. */
function withOldDays(): Scene {
  const scene = createScene();
  const journal = scene.open();
  takeHourly(scene, journal, 1, 100);
  journal.close();
  scene.query('DELETE FROM day');
  for (const { day, seenUntilMs: _, ...body } of oldDays()) {
    scene.query(
      `INSERT INTO day VALUES (${day}, 'linky', 0, '${JSON.stringify({ ...body, lastMinute: day * 1440 })}')`,
    );
  }
  return scene;
}

function corruptPageOf({ path, query }: Scene, table: string): void {
  const sql = `SELECT pageno FROM dbstat WHERE name = '${table}' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 2`;
  const [leaf] = query(sql) as { pageno: number }[];
  const end = (leaf?.pageno ?? 0) * PAGE_BYTES;
  writeFileSync(path, readFileSync(path).fill(0xa5, end - PAGE_BYTES, end));
}

/** What days of minutes lack, or know to the minute only. */
function withoutRegisters({ energyWhByRegister: _, greatestAtMs: __, contract: ___, subscribedVA: ____, ...day }: Day) {
  return day;
}

/** Takes and commits Readings of a contract with one price, one an hour. The first has the index `nth` × `stepWh`. */
function takeHourly(
  scene: Scene,
  journal: Journal,
  count: number,
  stepWh: number,
  nth = journal.end,
  meter = 'linky',
): void {
  for (let hour = 0; hour < count; hour += 1) {
    const importedWh = 1_000_000 + (nth + hour) * stepWh;
    const more: Partial<Reading> = {
      importedWh,
      registers: { BASE: importedWh },
      tariff: 'TH..',
      apparentPowerVA: 500,
    };
    journal.take(meter, readingAt(scene.clock.nowMs, more));
    journal.commit();
    scene.pass(HOUR_MS);
  }
}

function takeOne(scene: Scene, journal: Journal, meter: string, more: Partial<Reading>): void {
  journal.take(meter, readingAt(scene.clock.nowMs, more));
  scene.pass(1_000);
}

function daysIn({ path }: Scene, meter = 'linky'): readonly Day[] {
  using reader = openReadOnlyJournal(path);
  return reader.days(meter, 0, 99_999);
}

function positionsOf({ query }: Scene): readonly number[] {
  if (query(`SELECT 1 FROM sqlite_schema WHERE name = 'day'`).length === 0) return [];
  return (query('SELECT position FROM day ORDER BY day') as { position: number }[]).map(({ position }) => position);
}

/** The files of a journal that is open, as a kill leaves them. */
function copyOf({ path }: Scene): Scene {
  const copy = createScene();
  for (const part of ['', '-wal']) copyFileSync(path + part, copy.path + part);
  return copy;
}

/** A journal of two meters, one after the other, that has lost its days. */
function withLostDays(): Scene {
  const scene = createScene();
  const journal = scene.open();
  takeHourly(scene, journal, 40, 100);
  takeHourly(scene, journal, 40, 100, 0, 'barn');
  journal.close();
  scene.query('DELETE FROM day');
  return scene;
}
