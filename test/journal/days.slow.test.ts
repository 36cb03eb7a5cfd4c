import { copyFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { DayRow } from '../../src/journal/day-rows.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { leavesOf, spoilPage } from './damage.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene, takeLarge } from './scene.ts';

test('the days of a running plugin are read, the open one from its minutes', () => {
  const scene = createScene();
  const journal = scene.open();
  takeHourly(scene, journal, 40, 100);
  const days = [
    { day: dayOfDate('2026-07-28'), energyWh: 1_100, energyWhByTariff: { 'TH..': 1_100 }, seenMinutes: 12 },
    { day: dayOfDate('2026-07-29'), energyWh: 2_400, seenMinutes: 24 },
    { day: dayOfDate('2026-07-30'), energyWh: 400, energyWhByRegister: { BASE: 400 }, seenMinutes: 4 },
  ];
  expect(daysIn(scene)).toMatchObject(days);
  journal.close();
  expect(daysIn(scene)).toMatchObject(days);
});

test('a day is closed with the first commit of the next one, of silent meters too, and read as it was while it was open', () => {
  const scene = createScene();
  const journal = scene.open();
  takeHourly(scene, journal, 6, 100, 0, 'barn');
  takeHourly(scene, journal, 6, 100);
  const open = ['linky', 'barn'].map((meter) => daysIn(scene, meter));
  expect(rowsOf(scene)).toEqual(['2026-07-28 barn open', '2026-07-28 linky open']);
  takeHourly(scene, journal, 1, 100, 6);
  expect(rowsOf(scene)).toEqual(['2026-07-28 barn', '2026-07-28 linky', '2026-07-29 linky open']);
  expect(['linky', 'barn'].map((meter) => daysIn(scene, meter).slice(0, 1))).toEqual(open);
});

test('a kill takes nothing from the days but what was not committed, and the registers go on', () => {
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
])('what one frame adds is counted once, of a minute %s', (_, passMs) => {
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

test('a row that cannot be parsed is left out, and the meter goes on', () => {
  const scene = createScene();
  const first = scene.open();
  takeHourly(scene, first, 20, 100);
  first.close();
  scene.query(`UPDATE day SET body = '{"parts' WHERE day = ${dayOfDate('2026-07-28')}`);
  const journal = scene.open();
  takeHourly(scene, journal, 2, 100);
  journal.close();
  expect(daysIn(scene)).toMatchObject([{ energyWh: 1_000, seenMinutes: 10 }]);
});

test('a meter that was silent until its blocks were gone goes on from its last day, by register', () => {
  const scene = createScene();
  const first = scene.open();
  takeHourly(scene, first, 2, 100, 0, 'barn');
  scene.pass(30 * HOUR_MS);
  takeHourly(scene, first, 1, 100);
  first.close();
  scene.query('DELETE FROM block WHERE position < 2');
  const journal = scene.open();
  takeHourly(scene, journal, 1, 100, 50, 'barn');
  journal.close();
  expect(daysIn(scene, 'barn')).toMatchObject([
    { energyWh: 100 },
    { energyWh: 4_900, energyWhByRegister: { BASE: 4_900 } },
  ]);
});

test('what the meter told last of its contract and its subscribed power is of its day', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const more of [{ contract: 'BASE', subscribedVA: 6_000 }, { contract: 'BASE', subscribedVA: 9_000 }, {}]) {
    takeOne(scene, journal, 'linky', { importedWh: 1_000, ...more });
    scene.pass(HOUR_MS);
    journal.commit();
  }
  expect(daysIn(scene)).toMatchObject([{ contract: 'BASE', subscribedVA: 9_000 }]);
  scene.pass(24 * HOUR_MS);
  takeOne(scene, journal, 'linky', { importedWh: 1_000 });
  journal.commit();
  expect(daysIn(scene).map(({ contract, subscribedVA }) => [contract, subscribedVA])).toEqual([
    ['BASE', 9_000],
    ['BASE', 9_000],
  ]);
});

test('an index that is too high in the last frame of a day is taken back by the first one of the next', () => {
  const scene = createScene();
  scene.clock.wallMs = Date.parse('2026-07-28T23:59:57+02:00');
  const journal = scene.open();
  for (const importedWh of [1_000, 1_001, 9_001, 1_002, 1_003]) {
    takeOne(scene, journal, 'linky', { importedWh, registers: { BASE: importedWh } });
    journal.commit();
  }
  expect(daysIn(scene).map(({ energyWh }) => energyWh)).toEqual([8_001, -7_998]);
});

test.each([
  ['within the block before a restart', 0],
  ['some blocks before a restart', 1],
])('a clock that is set back %s counts nothing twice', (_, commitEach) => {
  const scene = createScene();
  let journal = scene.open();
  let importedWh = 1_000;
  const live = (seconds: number) => {
    for (let second = 0; second < seconds; second += 2) {
      importedWh += 1;
      takeOne(scene, journal, 'linky', { importedWh, registers: { BASE: importedWh }, exportedWh: 2 * importedWh });
      scene.pass(1_000);
      if (commitEach === 1 || second % 30 === 0) journal.commit();
    }
  };
  live(300);
  scene.clock.wallMs -= 120_000;
  live(20);
  journal.close();
  journal = scene.open();
  live(60);
  journal.commit();
  const energy = { energyWh: importedWh - 1_001, energyWhByRegister: { BASE: importedWh - 1_001 } };
  expect(daysIn(scene)).toMatchObject([{ ...energy, givenWh: 2 * (importedWh - 1_001) }]);
});

test('a group that is refused in the last frames before a kill makes up for it afterwards', () => {
  const scene = createScene();
  const journal = scene.open();
  const frame = { ...readingAt(0).frame, mode: 'standard' as const };
  const said = (EASF01: number, EASF02: number | undefined, given: number | undefined) => ({
    ...{ frame, importedWh: EASF01 + (EASF02 ?? 500), registers: { EASF01, ...(EASF02 !== undefined && { EASF02 }) } },
    exportedWh: given,
  });
  for (const more of [said(100, 490, 7), said(100, 500, 8), said(101, undefined, undefined)]) {
    takeOne(scene, journal, 'linky', more);
    scene.pass(60_000);
    journal.commit();
  }
  const killed = copyOf(scene);
  const again = killed.open();
  killed.clock.wallMs = scene.clock.wallMs;
  takeOne(killed, again, 'linky', said(101, 503, 11));
  again.close();
  expect(daysIn(killed)).toMatchObject([{ energyWh: 14, energyWhByRegister: { EASF01: 1, EASF02: 13 }, givenWh: 4 }]);
});

describe('a day to which the clock was set back', () => {
  function setBack(): { readonly scene: Scene; readonly journal: Journal } {
    const scene = createScene();
    const journal = scene.open();
    takeHourly(scene, journal, 20, 100);
    scene.clock.wallMs -= 12 * HOUR_MS - 60_000;
    return { scene, journal };
  }

  test('is opened again, and has what it counted before and what comes', () => {
    const { scene, journal } = setBack();
    takeHourly(scene, journal, 2, 100);
    expect(rowsOf(scene)).toEqual(['2026-07-28 linky open', '2026-07-29 linky']);
    expect(daysIn(scene)).toMatchObject([
      { energyWh: 1_300, energyWhByRegister: { BASE: 1_300 }, seenMinutes: 14 },
      { energyWh: 800, seenMinutes: 8 },
    ]);
    takeHourly(scene, journal, 12, 100);
    expect(daysIn(scene).map(({ energyWh }) => energyWh)).toEqual([1_500, 1_800]);
    journal.close();
    takeHourly(scene, scene.open(), 1, 100);
    expect(daysIn(scene).map(({ energyWh }) => energyWh)).toEqual([1_500, 1_900]);
  });

  test('goes on from what was written where its minutes are gone, also when that happens twice', () => {
    const { scene, journal } = setBack();
    scene.query(`DELETE FROM minute WHERE minute < ${Date.parse('2026-07-29T00:00+02:00') / 60_000}`);
    takeHourly(scene, journal, 2, 100);
    expect(daysIn(scene)).toMatchObject([{ energyWh: 1_300, seenMinutes: 14 }, { energyWh: 800 }]);
    takeHourly(scene, journal, 12, 100);
    scene.clock.wallMs -= 12 * HOUR_MS - 120_000;
    takeHourly(scene, journal, 1, 100);
    expect(daysIn(scene)).toMatchObject([
      { energyWh: 1_600, energyWhByRegister: { BASE: 1_600 } },
      { energyWh: 1_800 },
    ]);
  });
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
    journal.close();
    expect(daysIn(scene).slice(0, OLD_DAYS)).toEqual(oldDays());
  });

  test('when the database is damaged, but for those on the damaged page, which the log mentions', () => {
    const scene = withOldDays();
    spoilPage(scene.path, leavesOf(scene, 'day')[2]);
    const journal = scene.open();
    takeHourly(scene, journal, 2, 100);
    journal.close();
    const days = daysIn(scene);
    const kept = oldDays().filter((old) => days.some(({ day }) => day === old.day));
    expect(kept.length).toBeGreaterThan(OLD_DAYS - 40);
    expect(kept.length).toBeLessThan(OLD_DAYS);
    expect(days.filter(({ day }) => day < OLD_DAYS)).toEqual(kept);
    expect(days.at(-1)).toMatchObject({ day: dayOfDate('2026-07-28'), energyWh: 200 });
    expect(scene.said).toEqual([expect.stringMatching(/Lost: (a part of )?the sums of days from/)]);
  });

  test('when a reader finds such a page, which it leaves out', () => {
    const scene = withOldDays();
    spoilPage(scene.path, leavesOf(scene, 'day')[2]);
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
  for (const { day, energyWh, energyWhByTariff: _, ...facts } of oldDays()) {
    const body = { parts: [{ atMs: day * 86_400_000, energyWh, told: null }], ...facts };
    scene.query(`INSERT INTO day VALUES (${day}, 'linky', 0, '${JSON.stringify(body)}', NULL)`);
  }
  return scene;
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
  return daysOf(reader, meter);
}

/** The days in the database, by date and meter. */
function rowsOf({ query }: Scene): readonly string[] {
  const rows = query('SELECT * FROM day ORDER BY day, meter') as DayRow[];
  return rows.map(({ day, meter, open }) => `${dateOf(day)} ${meter}${open === 1 ? ' open' : ''}`);
}

/** The files of a journal that is open, as a kill leaves them. */
function copyOf({ path }: Scene): Scene {
  const copy = createScene();
  for (const part of ['', '-wal']) copyFileSync(path + part, copy.path + part);
  return copy;
}
