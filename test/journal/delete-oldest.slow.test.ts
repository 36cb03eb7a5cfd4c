import { describe, expect, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { sceneWithMinutes } from './made-up-minutes.ts';
import { readingAt } from './reading-at.ts';
import { type Scene, takeLarge } from './scene.ts';

const DAY_MINUTES = 1_440;
/** The part of `maxMegabytes` that the database of a small journal may use. */
const USED_PART = 3 / 4;
const FIVE_WEEKS = 35 * DAY_MINUTES;

describe('a journal that is too large', () => {
  test('and has minutes that are older than five weeks deletes those, and no undelivered Reading, said once', () => {
    const { scene, journal } = journalWith(60, 9);
    for (let commit = 0; commit < 30; commit += 1) takeLarge(scene, journal, 30);
    expect(journal.read(0, 1e6)).toHaveLength(900);
    expect(sizeOf(scene)).toBeLessThanOrEqual(9e6);
    expect(minutesIn(scene)).toBeGreaterThan(FIVE_WEEKS);
    expect(scene.said).toEqual([`info ${newsInWords({ part: 'history', kind: 'curvesCut' })}`]);
  });

  test('deletes delivered blocks before any minute', () => {
    const { scene, journal, minutes } = journalWith(40);
    takeLarge(scene, journal, 500, () => journal.setDelivered(journal.end));
    expect(journal.begin).toBeGreaterThan(0);
    expect(minutesIn(scene)).toBeGreaterThanOrEqual(minutes);
    expect(scene.said).toEqual([]);
  });

  test('deletes undelivered Readings once nothing else is left but the minutes of five weeks', () => {
    const { scene, journal } = journalWith(40, 11);
    const beganAtMs = scene.clock.wallMs;
    takeLarge(scene, journal, 2_000);
    expect(journal.begin).toBeGreaterThan(0);
    expect(journal.begin).toBeLessThan(1_500);
    expect(minutesIn(scene)).toBeGreaterThanOrEqual(FIVE_WEEKS);
    expect(scene.said).toEqual([
      `info ${newsInWords({ part: 'history', kind: 'curvesCut' })}`,
      `error ${troubleInWords({ part: 'history', kind: 'losing', path: scene.path, says: '', fromMs: beganAtMs })}`,
    ]);
  });

  test('leaves half of its size to undelivered Readings when five weeks of minutes would take all of it', () => {
    const { scene, journal } = journalWith(20, 1);
    for (let index = 0; index < 600; index += 1) {
      journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: index }));
      scene.pass(1_000);
      if (index % 30 === 29) journal.commit();
    }
    expect(journal.read(0, 1e6)).toHaveLength(600);
    expect(scene.said).toEqual([`info ${newsInWords({ part: 'history', kind: 'curvesCut' })}`]);
  });

  test('deletes as many minutes as it has to with one commit', () => {
    const { scene, journal } = journalWith(40, 1);
    takeLarge(scene, journal, 1);
    expect(sizeOf(scene)).toBeLessThanOrEqual(1e6 * USED_PART);
  });

  test('closes the present day before it deletes minutes of it, so that no energy is lost', () => {
    const { scene, journal } = journalWith(20, 1);
    for (let nth = 0; nth < 100; nth += 1) {
      journal.take('barn', readingAt(scene.clock.nowMs, { importedWh: 1_000 + nth, registers: { BASE: 1_000 + nth } }));
      scene.pass(MINUTE_MS);
    }
    journal.commit();
    // Minutes of other meters take all the room that minutes may have.
    scene.query(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT 200)
      INSERT INTO minute SELECT minute, 'meter' || n, NULL, 30, 1.5, 210.0, 1890.0, 1.0, 0.0, NULL, NULL, NULL, NULL, 0, 0
      FROM minute, nth WHERE meter = 'barn' AND minute > (SELECT max(minute) FROM minute) - 90`);
    takeLarge(scene, journal, 20);
    expect(minutesIn(scene)).toBeLessThan(90 * 200);
    journal.take('barn', readingAt(scene.clock.nowMs, { importedWh: 1_200, registers: { BASE: 1_200 } }));
    journal.close();
    using reader = openReadOnlyJournal(scene.path);
    expect(daysOf(reader, 'barn')).toMatchObject([{ energyWh: 200, energyWhByRegister: { BASE: 200 } }]);
  });

  test('deletes Readings before any minute when there is no mirror', () => {
    const { scene, journal, minutes } = journalWith(40, undefined, false);
    takeLarge(scene, journal, 500);
    expect(journal.begin).toBeGreaterThan(0);
    expect(minutesIn(scene)).toBeGreaterThanOrEqual(minutes);
    expect(scene.said).toEqual([`info ${newsInWords({ part: 'history', kind: 'rotates' })}`]);
  });
});

/** A journal with so many days of minutes of one meter, up to now, and no Reading. Its `maxMegabytes` is by default one more than it has. */
function journalWith(days: number, megabytes?: number, mirrored = true) {
  const scene = sceneWithMinutes(['linky', days, 0]);
  const maxMegabytes = megabytes ?? (sizeOf(scene) / 1e6 + 1) / USED_PART;
  const journal = scene.open({ config: { commitSeconds: 1e6, keepDays: 7, maxMegabytes }, mirrored });
  return { scene, journal, minutes: days * DAY_MINUTES };
}

function minutesIn({ query }: Scene): number {
  const [counted] = query('SELECT count(*) AS minutes FROM minute') as { minutes: number }[];
  return counted?.minutes ?? 0;
}

function sizeOf({ query }: Scene): number {
  const [used] = query(`SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`) as { bytes: number }[];
  return used?.bytes ?? 0;
}
