import { describe, expect, test } from 'vitest';
import { sceneWithMinutes } from './made-up-minutes.ts';
import { readingAt } from './reading-at.ts';
import { type Scene, takeLarge, texts } from './scene.ts';

const DAY_MINUTES = 1_440;
/** The part of `maxMegabytes` that the database of a small journal may use; the rest is reserved. */
const USED_PART = 3 / 4;
const FIVE_WEEKS = 35 * DAY_MINUTES;

describe('a journal that is too large', () => {
  test('and has minutes that are older than five weeks deletes those, and no undelivered Reading, said once', () => {
    const { scene, journal } = journalWith(60, 9);
    for (let commit = 0; commit < 30; commit += 1) takeLarge(scene, journal, 30);
    expect(journal.read(0, 1e6)).toHaveLength(900);
    expect(sizeOf(scene)).toBeLessThanOrEqual(9e6);
    expect(minutesIn(scene)).toBeGreaterThan(FIVE_WEEKS);
    expect(scene.said).toEqual([`info ${texts.curvesCut}`]);
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
    expect(scene.said).toEqual([`info ${texts.curvesCut}`, `warn ${texts.losing(beganAtMs)}`]);
  });

  test('leaves half of its size to undelivered Readings when five weeks of minutes would take all of it', () => {
    const { scene, journal } = journalWith(20, 1);
    for (let index = 0; index < 600; index += 1) {
      journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: index }));
      scene.pass(1_000);
      if (index % 30 === 29) journal.commit();
    }
    expect(journal.read(0, 1e6)).toHaveLength(600);
    expect(scene.said).toEqual([`info ${texts.curvesCut}`]);
  });

  test('deletes as many minutes as it has to with one commit', () => {
    const { scene, journal } = journalWith(40, 1);
    takeLarge(scene, journal, 1);
    expect(sizeOf(scene)).toBeLessThanOrEqual(1e6 * USED_PART);
  });

  test('deletes with a minute what was given in it, and counts it in the half that is left to Readings', () => {
    const { scene, journal } = journalWith(20, 1);
    journal.take('linky', readingAt(scene.clock.nowMs, { injectedPowerVA: 1 }));
    journal.commit();
    scene.query(`INSERT OR IGNORE INTO given_minute
      SELECT minute, meter, 30, 11700.5, 210.0, 1890.0, 21345678.0 + minute, 21345691.0 + minute FROM minute`);
    takeLarge(scene, journal, 100);
    expect(journal.read(0, 1e6)).toHaveLength(101);
    expect(sizeOf(scene)).toBeLessThanOrEqual(1e6 * USED_PART);
    const [kept, given] = ['minute', 'given_minute'].map((table) => scene.query(`SELECT minute FROM ${table}`));
    expect(kept?.length).toBeGreaterThan(2_000);
    // The rows of the last Readings have nothing given.
    expect(given).toEqual(kept?.slice(0, given?.length));
    expect((kept?.length ?? 0) - (given?.length ?? 0)).toBeLessThan(5);
  });

  test('deletes Readings before any minute when there is no mirror', () => {
    const { scene, journal, minutes } = journalWith(40, undefined, false);
    takeLarge(scene, journal, 500);
    expect(journal.begin).toBeGreaterThan(0);
    expect(minutesIn(scene)).toBeGreaterThanOrEqual(minutes);
    expect(scene.said).toEqual([`info ${texts.rotates}`]);
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
