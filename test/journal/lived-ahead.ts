import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import type { Journal, JournalOptions } from '../../src/journal/journal.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

export const YEARS_MS = 3 * 365 * DAY_MS;
/** The day on which a house begins, at 8:00. */
export const TODAY = dayOfDate('2027-01-12') ?? 0;

const BEGAN_MS = beginningOfDay(TODAY) + 8 * HOUR_MS;

/** A house that is lived in by the monotonic clock, whatever the wall clock shows. */
export function createHouse(folder?: string, beganMs = BEGAN_MS): Scene {
  const scene = createScene(folder);
  scene.clock.wallMs = beganMs;
  return scene;
}

/** Takes a Reading every five minutes, in which the index goes on by 50 Wh, and commits each. */
export function live(scene: Scene, journal: Journal, hours: number): void {
  for (let step = 0; step < hours * 12; step += 1) {
    scene.pass(5 * MINUTE_MS);
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: 600, importedWh: indexAt(scene) }));
    journal.commit();
  }
}

export function indexAt({ clock }: Scene): number {
  return 1_000_000 + Math.floor(clock.nowMs / (5 * MINUTE_MS)) * 50;
}

/**
 * Six hours with a right clock, then 30 with one that is three years ahead.
 * @param beganMs when it begins: at 8:00, so that it ends at 20:00 of the next day, but where the real clock reads the journal
 */
export function livedAhead(more?: Partial<JournalOptions>, folder?: string, beganMs = BEGAN_MS) {
  const scene = createHouse(folder, beganMs);
  const journal = scene.open(more);
  live(scene, journal, 6);
  scene.clock.wallMs += YEARS_MS;
  live(scene, journal, 30);
  return { scene, journal };
}
